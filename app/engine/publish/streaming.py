"""One live connection: sends what the outbox holds, watches what becomes of it, and says when it is over."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.fault import FaultCode
from app.engine.publish.amf import AmfError
from app.engine.publish.chunks import ChunkError
from app.engine.publish.environment import Environment
from app.engine.publish.figures import Figures
from app.engine.publish.loss import Lost, Moment
from app.engine.publish.opening import HUNG_UP_WORDS, Opened
from app.engine.publish.outbox import Outbox, Queued
from app.engine.publish.progress import AcknowledgementWatch, Progress
from app.engine.publish.session import HANDSHAKE_SENT
from app.engine.publish.waiter import Waiter
from app.engine.tag import TagType

_TURN_S = 0.1
_TURN_BEFORE_LIVE_S = 0.01
_HUNG_UP_NS = 300_000_000


@dataclass(slots=True)
class _InHand:
    queued: Queued
    end: int


class Streaming:
    """`run` belongs to the destination's thread; `on_live` is called once, when the peer has taken the first frame.

    Before anything is taken there is `pour`; `on_delivered` is told the time of each key frame that the peer has.
    """

    def __init__(
        self,
        opened: Opened,
        environment: Environment,
        waiter: Waiter,
        outbox: Outbox,
        figures: Figures,
        on_live: Callable[[], None],
    ) -> None:
        self._link, self._session, self._taken = opened.link, opened.session, opened.taken
        self._environment = environment
        self._waiter = waiter
        self._outbox = outbox
        self._figures = figures
        self._on_live = on_live
        self._is_live = False
        self._base = self._link.end
        self._in_hand: _InHand | None = None
        self._began_ns = environment.clock_ns()
        self._progress = Progress(self._began_ns)
        self._watch = AcknowledgementWatch()
        self._keys: deque[tuple[int, int]] = deque()
        self.trusts_acknowledgements = True
        self.pour: Callable[[], None] = lambda: None
        self.on_delivered: Callable[[int], None] = lambda _key_ms: None

    def run(self) -> None:
        """Until the connection is lost (`Lost`) or the show ends (`Stopped`); the link is left to the
        caller.
        """
        try:
            while True:
                self._turn()
                self._wait()
        except Lost as lost:
            age_ns = self._environment.clock_ns() - self._began_ns
            if lost.code is FaultCode.CONNECTION_LOST and age_ns < _HUNG_UP_NS:
                raise Lost(lost.code, HUNG_UP_WORDS, Moment.AT_PUBLISH) from None
            raise

    def _wait(self) -> None:
        """For the next picture, mostly: what the server says is read then, its many acknowledgements wake nobody."""
        if self._is_live and not self._link.is_blocked:
            self._waiter.wait(_TURN_S)
            return
        turn_s = _TURN_S if self._is_live else _TURN_BEFORE_LIVE_S
        self._waiter.wait(turn_s, [self._link.sock], to_write=self._link.is_blocked)

    def finish(self) -> bool:
        """Sends what is queued and the farewell, for `farewell_s` at most; True when the peer has all of it.

        Raises `Lost` when the connection breaks meanwhile.
        """
        deadline_ns = self._environment.clock_ns() + round(self._environment.limits.farewell_s * 1e9)
        self._outbox.close_intake()
        has_said_it = False
        while (left_ns := deadline_ns - self._environment.clock_ns()) > 0:
            self._turn()
            if self._in_hand is None and not has_said_it:
                self._link.send(self._session.farewell())
                has_said_it = True
            if has_said_it and self._has_all():
                return True
            turn_s = min(_TURN_BEFORE_LIVE_S, left_ns / 1e9)
            self._waiter.wait_to_the_end(turn_s, [self._link.sock], to_write=self._link.is_blocked)
        return False

    def _has_all(self) -> bool:
        # Where it cannot be proven the kernel has it, and goes on delivering after the close.
        taken = self._taken.assumed(self._link.written, self._acknowledged(), self._link.is_blocked)
        return not self._link.is_blocked and taken >= self._link.end

    def _turn(self) -> None:
        self._hear()
        self._link.send(self._session.outgoing())
        self._settle_in_hand()
        while self._in_hand is None and (batch := self._next_batch()):
            self._send(batch)
        self._judge(self._environment.clock_ns())

    def _hear(self) -> None:
        try:
            self._session.receive(self._link.receive())
        except (ChunkError, AmfError):
            raise Lost(FaultCode.CONNECTION_LOST, "the server broke the protocol") from None
        if self._session.refusal is not None:
            raise Lost(self._session.refusal.code, self._session.refusal.detail)

    def _next_batch(self) -> list[Queued]:
        """Sound that waits, up to the next picture: the kernel is asked once for all of it."""
        self.pour()
        batch: list[Queued] = []
        while (queued := self._outbox.take()) is not None:
            batch.append(queued)
            if queued.tag.type is not TagType.AUDIO:
                break
        return batch

    def _send(self, batch: list[Queued]) -> None:
        before = self._link.written
        self._link.send(b"".join(self._session.packet(one.tag, one.timestamp_ms) for one in batch))
        self._figures.bytes_sent += self._link.written - before
        self._in_hand = _InHand(batch[-1], self._link.end)
        self._progress.note(self._link.end, batch[0].offered_ns)
        if batch[-1].tag.is_key:
            self._keys.append((self._link.end, batch[-1].timestamp_ms))
        self._settle_in_hand()

    def _settle_in_hand(self) -> None:
        if self._in_hand is None:
            return
        before = self._link.written
        self._link.flush()
        self._figures.bytes_sent += self._link.written - before
        if self._link.written < self._in_hand.end:
            return
        tag, self._in_hand = self._in_hand.queued.tag, None
        if tag.type is TagType.VIDEO and not tag.is_header:
            self._figures.frames_sent += 1
            if tag.captured_ns:
                self._figures.latency.add((self._environment.clock_ns() - tag.captured_ns) / 1e6)

    def _acknowledged(self) -> int:
        """As bytes on the wire: the peer counts what it received after the handshake and inside TLS."""
        counted = self._session.acknowledged
        return counted + HANDSHAKE_SENT + self._link.end - self._link.payload if counted else 0

    def _judge(self, now_ns: int) -> None:
        written, acknowledged = self._link.written, self._acknowledged()
        taken = self._taken.assumed(written, acknowledged, self._link.is_blocked)
        at_most = self._taken.at_most(written)
        self._progress.advance(taken, at_most + acknowledged, now_ns)
        self._watch.advance(self._session.acknowledgements, at_most, now_ns)
        self._outbox.set_waiting_since(self._progress.oldest_ns())
        self._figures.acknowledged = self._progress.taken
        self._figures.on_the_way = self._link.end - self._progress.taken
        self._figures.measure(now_ns)
        self._tell_delivered(self._taken.proven(written, acknowledged), acknowledged)
        if not self._is_live and self._taken.proven(written, acknowledged) > self._base:
            self._is_live = True
            self._on_live()
        self._raise_if_lost(now_ns)

    def _tell_delivered(self, proven: int, acknowledged: int) -> None:
        """A server's program has less than its kernel; where it acknowledges, its own word counts."""
        surely = min(proven, acknowledged) if acknowledged else proven
        while self._keys and self._keys[0][0] <= surely:
            self.on_delivered(self._keys.popleft()[1])

    def _raise_if_lost(self, now_ns: int) -> None:
        limits = self._environment.limits
        if self._progress.still_ns(now_ns) > limits.stall_s * 1e9:
            raise Lost(FaultCode.STALLED, "the server takes nothing any more")
        if self.trusts_acknowledgements and self._watch.silent_ns(now_ns) > limits.stall_s * 1e9:
            words = "the server no longer acknowledges what it is sent"
            raise Lost(FaultCode.STALLED, words, Moment.ACKNOWLEDGEMENT_OVERDUE)
        if self._outbox.age_ms(now_ns) > limits.ceiling_ms:
            raise Lost(FaultCode.UPLINK_SLOW, "even the sound came too late: the session begins afresh")
