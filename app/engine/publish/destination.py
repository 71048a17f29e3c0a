"""One destination: its thread, its tries, and how it stands; nothing it meets reaches another."""

from __future__ import annotations

import math
import ssl
import threading
from collections.abc import Callable
from dataclasses import replace

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.engine.messages import Destination as Wanted
from app.engine.messages import DestinationHealth, FaultReport, Phase
from app.engine.publish.backoff import Backoff, is_slow
from app.engine.publish.environment import Environment
from app.engine.publish.figures import Figures
from app.engine.publish.histogram import Histogram
from app.engine.publish.holdback import AHEAD_BYTES, Holdback
from app.engine.publish.link import Link
from app.engine.publish.lookup import Lookups
from app.engine.publish.loss import Lost, Moment
from app.engine.publish.opening import Opened, Opening
from app.engine.publish.outbox import Outbox
from app.engine.publish.streaming import Streaming
from app.engine.publish.url import Address, parse
from app.engine.publish.waiter import Stopped, Waiter
from app.engine.rate.line import Line
from app.engine.tag import Tag, TagType

_CLOSINGS_THAT_REFUSE = 3
_FALSE_ALARMS = 2
_SLOW_SHOWN_NS = 5_000_000_000
_STEADY_NS = 5_000_000_000
_FALSE_ALARM_NS = 2_500_000_000
_HELD_LOOK_S = 0.1


class Destination:
    """`offer`, `retry_now`, `health` and `stop` from any thread; none of them blocks. `join` waits for the
    end.

    `want_key_frame` is called from this destination's thread when a server is ready, so that going live
    need not wait for the next GOP.
    """

    def __init__(self, wanted: Wanted, environment: Environment, want_key_frame: Callable[[], None]) -> None:
        self.wanted = wanted
        self._environment = environment
        self._want_key_frame = want_key_frame
        self._waiter = Waiter(environment.clock_ns)
        self._holdback = Holdback(wanted.delay_s, environment.clock_ns) if wanted.delay_s > 0 else None
        wake, limits = self._waiter.wake, environment.limits
        if self._holdback:
            # Poured by this destination's own thread, which need not wake itself; what is late is given up there.
            wake, limits = lambda: None, replace(limits, disposable_drop_ms=math.inf, inter_drop_ms=math.inf)
        self._outbox = Outbox(environment.clock_ns, wake, limits)
        self._figures = Figures()
        self._backoff = Backoff(environment.uniform, environment.limits.slow_retry_s)
        self._lookups = Lookups(environment.resolve, wanted.name, self._waiter.wake)
        self._thread = threading.Thread(target=self._run, name=f"publish-{wanted.name}", daemon=True)
        self._phase = Phase.CONNECTING
        self._fault: FaultReport | None = None
        self._attempt = 0
        self._lives = 0
        self._live_since_ns = 0
        self._retry_at_ns = 0
        self._closings = 0
        self._false_alarms = 0
        self._alarm_ns = 0
        self._wants_retry = False
        self._is_catching_up = False
        self._stale: Link | None = None
        self._tls: ssl.SSLContext | None = None

    @property
    def latency(self) -> Histogram:
        return self._figures.latency

    def start(self) -> None:
        self._thread.start()

    def offer(self, tag: Tag) -> None:
        if self._holdback is None:
            self._outbox.offer(tag)
            return
        self._holdback.offer(tag)
        if tag.type is TagType.VIDEO:
            self._waiter.wake()

    def retry_now(self) -> None:
        """Ends the pause between two tries; does nothing while connected."""
        self._wants_retry = True
        self._waiter.wake()

    def stop(self) -> None:
        """Asks the thread to say farewell and end."""
        self._waiter.stop()

    def join(self, timeout_s: float) -> bool:
        """True when the thread has ended; one that has not is left behind as a daemon."""
        self._thread.join(max(timeout_s, 0.0))
        return not self._thread.is_alive()

    def health(self) -> DestinationHealth:
        now_ns = self._environment.clock_ns()
        is_live, retry_at_ns = self._phase is Phase.LIVE, self._retry_at_ns
        return DestinationHealth(
            name=self.wanted.name,
            phase=self._phase,
            attempt=self._attempt,
            bytes_sent=self._figures.bytes_sent,
            bitrate_kbps=round(self._figures.bitrate_kbps, 1),
            unsent_ms=round(self._age_ms(now_ns), 1),
            frames_sent=self._figures.frames_sent,
            frames_dropped=self._frames_dropped,
            reconnects=max(self._lives - 1, 0),
            retry_in_s=round(max(retry_at_ns - now_ns, 0) / 1e9, 1) if retry_at_ns else None,
            fault=self._uplink_fault(now_ns) if is_live else self._fault,
        )

    def line(self) -> Line | None:
        """What there is to judge the line by; None while the destination is not live."""
        if self._phase is not Phase.LIVE:
            return None
        figures, outbox = self._figures, self._outbox
        return Line(
            name=self.wanted.name,
            # Half of a safety delay is there to be used up: only then is the picture lowered.
            age_ms=max(0.0, self._age_ms(self._environment.clock_ns()) - self.wanted.delay_s * 500),
            acknowledged=figures.acknowledged,
            waiting=figures.on_the_way + outbox.waiting_bytes,
            is_skipping=outbox.is_skipping,
        )

    @property
    def _frames_dropped(self) -> int:
        return self._outbox.frames_dropped + (self._holdback.frames_dropped if self._holdback else 0)

    def _age_ms(self, now_ns: int) -> float:
        """How late what waits here is. What a cut has left over is no sign of a narrow line, and is caught up."""
        late_ms = self._holdback.late_ms() if self._holdback and not self._is_catching_up else 0.0
        return self._outbox.age_ms(now_ns) + late_ms

    def _uplink_fault(self, now_ns: int) -> FaultReport | None:
        dropped_ns = self._outbox.last_drop_ns
        if not dropped_ns or now_ns - dropped_ns > _SLOW_SHOWN_NS:
            return None
        return self._report(FaultCode.UPLINK_SLOW, "frames are left out", is_retrying=False)

    def _report(self, code: FaultCode, detail: str, *, is_retrying: bool) -> FaultReport:
        return FaultReport(
            code=code, where=f"destination:{self.wanted.name}", retrying=is_retrying, detail=detail
        )

    def _run(self) -> None:
        try:
            address = parse(self.wanted.name, self.wanted.url, Secret(self.wanted.key))
            if isinstance(address, Fault):
                self._refuse_address(address)
            else:
                self._try_for_ever(address)
        except Stopped:
            return
        finally:
            self._outbox.shut()
            self._figures.forget_rate()
            self._phase = Phase.IDLE
            self._reset_stale()
            self._waiter.close()

    def _refuse_address(self, fault: Fault) -> None:
        self._phase = Phase.REFUSED
        self._fault = self._report(fault.code, fault.detail, is_retrying=False)
        while True:
            self._waiter.wait(60.0)

    def _try_for_ever(self, address: Address) -> None:
        while True:
            self._attempt += 1
            self._retry_at_ns = 0
            self._wants_retry = False
            while self._holdback and not self._holdback.is_due():
                self._waiter.wait(_HELD_LOOK_S)  # a server would hang up on a session that sends nothing
            pause_s = self._settle(self._try(address))
            self._waiter.pause(pause_s, lambda: self._wants_retry)

    def _try(self, address: Address) -> Lost:
        try:
            self._stream(self._opening(address).open())
        except Lost as lost:
            return lost
        except Stopped:
            raise
        except Exception as bug:  # noqa: BLE001 - a bug of ours must not take a show off air
            trace = (type(bug), bug, bug.__traceback__, self._thread)
            threading.excepthook(threading.ExceptHookArgs(trace))
        return Lost(FaultCode.CONNECTION_LOST, "Storecast made a mistake; it is in the log")

    def _opening(self, address: Address) -> Opening:
        environment = replace(self._environment, tls=self._tls_once)
        return Opening(address, environment, self._waiter, self._lookups, self._reset_stale)

    def _tls_once(self) -> ssl.SSLContext:
        self._tls = self._tls or self._environment.tls()
        return self._tls

    def _stream(self, opened: Opened) -> None:
        streaming = Streaming(
            opened, self._environment, self._waiter, self._outbox, self._figures, self._on_live
        )
        streaming.trusts_acknowledgements = self._can_trust_acknowledgements()
        self._outbox.open()
        if self._holdback:
            self._is_catching_up = True
            for header in self._holdback.rewind():
                self._outbox.offer(header)
            streaming.pour, streaming.on_delivered = self._pour, self._holdback.settle
        else:
            self._want_key_frame()
        try:
            streaming.run()
        except Stopped:
            self._finish(streaming, opened.link)
            raise
        except Lost as lost:
            self._leave(opened.link, is_silent=lost.code is FaultCode.STALLED)
            raise
        except Exception:
            self._leave(opened.link, is_silent=False)
            raise

    def _pour(self) -> None:
        held = self._holdback
        while held and self._outbox.waiting_bytes < AHEAD_BYTES:
            tag = held.take()
            if tag is None:
                self._is_catching_up = False
                return
            self._outbox.offer(tag)

    def _can_trust_acknowledgements(self) -> bool:
        # A server that answers at once had not hung: it only stopped acknowledging, as some may.
        if self._alarm_ns and self._environment.clock_ns() - self._alarm_ns < _FALSE_ALARM_NS:
            self._false_alarms += 1
        self._alarm_ns = 0
        return self._false_alarms < _FALSE_ALARMS

    def _finish(self, streaming: Streaming, link: Link) -> None:
        try:
            has_all = streaming.finish()
        except Lost:
            has_all = False
        if has_all:
            link.close()
        else:
            link.reset()

    def _leave(self, link: Link, *, is_silent: bool) -> None:
        self._outbox.shut()
        if self._holdback:
            self._holdback.pause()
        self._figures.forget_rate()
        # On a dead line the reset that frees the name would be lost: it is sent once the server answers
        # again.
        if is_silent:
            self._reset_stale()
            self._stale = link
        else:
            link.reset()

    def _reset_stale(self) -> None:
        if self._stale is not None:
            self._stale.reset()
            self._stale = None

    def _on_live(self) -> None:
        now_ns = self._environment.clock_ns()
        self._lives += 1
        self._attempt = 0
        self._live_since_ns = now_ns
        self._fault = None
        self._phase = Phase.LIVE

    def _settle(self, lost: Lost) -> float:
        now_ns = self._environment.clock_ns()
        if self._phase is Phase.LIVE and now_ns - self._live_since_ns > _STEADY_NS:
            self._backoff.reset()
        if lost.moment is Moment.ACKNOWLEDGEMENT_OVERDUE:
            self._alarm_ns = now_ns
        self._closings = self._closings + 1 if lost.moment is Moment.AT_PUBLISH else 0
        code = FaultCode.KEY_REFUSED if self._closings >= _CLOSINGS_THAT_REFUSE else lost.code
        self._fault = self._report(code, lost.detail, is_retrying=True)
        if is_slow(code):
            self._phase = Phase.REFUSED
        else:
            self._phase = Phase.RECONNECTING if self._lives else Phase.CONNECTING
        pause_s = self._backoff.pause_s(code)
        self._retry_at_ns = now_ns + round(pause_s * 1e9)
        return pause_s
