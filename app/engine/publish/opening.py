"""From an address to a stream that the server has agreed to take: look-up, dial, TLS, RTMP dialogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from app.domain.fault import FaultCode
from app.engine.publish.amf import AmfError
from app.engine.publish.chunks import ChunkError
from app.engine.publish.dial import Dialled, Dialler
from app.engine.publish.environment import Environment
from app.engine.publish.link import Cipher, Link, NoCipher, TlsCipher
from app.engine.publish.lookup import Endpoint, Lookups
from app.engine.publish.loss import Lost, Moment
from app.engine.publish.session import PublishSession, Step
from app.engine.publish.unsent import TakenBytes
from app.engine.publish.url import Address
from app.engine.publish.waiter import Waiter

HUNG_UP_WORDS = "the server closed the connection when it was given the stream key"


@dataclass(slots=True)
class Opened:
    """A connection whose server has said NetStream.Publish.Start, or taken `connect` when no more was wanted.

    `round_trip_ms`: the least of TCP's answer and of the server's first word, so without much of its own time.
    """

    link: Link
    session: PublishSession
    taken: TakenBytes
    round_trip_ms: float


@dataclass(frozen=True, slots=True)
class Opening:
    """One try to open `address`. `on_dialled` is called as soon as a server answers on TCP."""

    address: Address
    environment: Environment
    waiter: Waiter
    lookups: Lookups
    on_dialled: Callable[[], None]
    goal: Step = Step.PUBLISHED

    def open(self) -> Opened:
        """Raises `Lost` or `Stopped`; whatever it raises, nothing is left open."""
        endpoints = self._endpoints()
        session = PublishSession(self.address, self.environment.random_bytes(1528), self.goal)
        cipher: Cipher = (
            TlsCipher(self.environment.tls(), self.address.host) if self.address.is_tls else NoCipher()
        )
        hello = _hello(cipher) if self.address.is_tls else session.outgoing()
        dialled, round_trip_ms = self._dial(endpoints, hello)
        said_payload = 0 if self.address.is_tls else len(hello)
        link = Link(dialled.sock, cipher, len(hello), said_payload)
        try:
            if self.address.is_tls:
                self._secure(link)
            self._talk(link, session)
            return Opened(link, session, dialled.taken, round_trip_ms)
        except BaseException:
            link.reset()
            raise

    def _endpoints(self) -> list[Endpoint]:
        clock_ns, limits = self.environment.clock_ns, self.environment.limits
        lookup = self.lookups.begin(self.address.host, self.address.port)
        patience_s = limits.known_lookup_s if self.lookups.known else limits.lookup_s
        deadline_ns = clock_ns() + round(patience_s * 1e9)
        while lookup.answer is None and (left_ns := deadline_ns - clock_ns()) > 0:
            self.waiter.wait(left_ns / 1e9)
        # A resolver in trouble must not keep a stream off air whose server answered a minute ago.
        found = lookup.answer or self.lookups.known
        if not found:
            raise Lost(FaultCode.HOST_UNKNOWN, "no address is known for this server's name")
        self.lookups.known = found
        return found

    def _dial(self, endpoints: list[Endpoint], hello: bytes) -> tuple[Dialled, float]:
        environment, limits = self.environment, self.environment.limits
        moments = [environment.clock_ns()]

        def note() -> None:
            moments.append(environment.clock_ns())
            self.on_dialled()

        dialler = Dialler(self.waiter, environment.clock_ns, environment.probe, hello, note)
        dialled = dialler.dial(endpoints, limits.connect_s, limits.answer_s)
        moments.append(environment.clock_ns())
        return dialled, min(later - earlier for earlier, later in pairwise(moments)) / 1e6

    def _secure(self, link: Link) -> None:
        deadline_ns = self._deadline_ns(self.environment.limits.answer_s)
        while not self._flushed(link.begin(), link):
            self._wait(link, deadline_ns)

    def _flushed(self, is_done: bool, link: Link) -> bool:
        link.flush()
        return is_done

    def _talk(self, link: Link, session: PublishSession) -> None:
        limits, step = self.environment.limits, session.step
        deadline_ns = self._deadline_ns(limits.answer_s)
        while session.step is not self.goal:
            link.send(session.outgoing())
            self._wait(link, deadline_ns)
            self._hear(link, session)
            if session.step is not step:
                step, deadline_ns = session.step, self._deadline_ns(limits.dialogue_s)
        link.send(session.outgoing())

    def _hear(self, link: Link, session: PublishSession) -> None:
        link.flush()
        try:
            session.receive(link.receive())
        except (ChunkError, AmfError):
            raise Lost(FaultCode.SERVER_REFUSED, "the server does not speak RTMP") from None
        except Lost as lost:
            raise self._explained(lost, session.step) from None
        if session.refusal is not None:
            raise Lost(session.refusal.code, session.refusal.detail)

    def _explained(self, lost: Lost, step: Step) -> Lost:
        if step is Step.PUBLISH:
            return Lost(lost.code, HUNG_UP_WORDS, Moment.AT_PUBLISH)
        if step is Step.CONNECT:
            return Lost(
                lost.code, "the server closed the connection when it was given the application's name"
            )
        return lost

    def _deadline_ns(self, seconds: float) -> int:
        return self.environment.clock_ns() + round(seconds * 1e9)

    def _wait(self, link: Link, deadline_ns: int) -> None:
        left_ns = deadline_ns - self.environment.clock_ns()
        if left_ns <= 0:
            raise Lost(FaultCode.NO_ANSWER, "the server takes the connection but does not answer")
        self.waiter.wait(left_ns / 1e9, [link.sock], to_write=link.is_blocked)


def _hello(cipher: Cipher) -> bytes:
    """What TLS says first."""
    cipher.begin(lambda: b"")
    return cipher.outgoing()
