"""Taking up a show that a killed console left behind: same epoch, same cards, same destinations."""

from __future__ import annotations

import time
from concurrent.futures import Future

from app.broadcast import Opened
from app.composition import Parts
from app.domain.clock import seconds_between
from app.domain.facts import Mode

_HELLO_WITHIN_S = 20.0
# A running engine's epoch is exact; one computed from the wall clock may be off by what that clock was set.
_SAME_SHOW_S = 30.0


def resumed(parts: Parts, mode: Mode) -> bool:
    """Resumes the database's latest show when it has not ended; False when there is nothing to resume.

    Blocks until the engine has spoken, since only a surviving one knows the epoch to the nanosecond.
    """
    store = parts.open_now(mode)
    show = store.latest_show()
    if show is None or show.has_ended or show.mode is not mode:
        return False
    age_s = seconds_between(show.epoch_utc, parts.clock.utc_now())
    epoch_ns = parts.clock.monotonic_ns() - round(age_s * 1e9)
    running_ns = _running_epoch_ns(parts)
    if running_ns is not None and abs(running_ns - epoch_ns) < _SAME_SHOW_S * 1e9:
        epoch_ns = running_ns
    products = {one.id: one for one in parts.choices.plan.products}
    opening: Future[Opened] = Future()
    state = store.replayed(products)
    opening.set_result(parts.open(mode))
    parts.show.resume(opening, mode, state, epoch_ns)
    return True


def _running_epoch_ns(parts: Parts) -> int | None:
    until = time.monotonic() + _HELLO_WITHIN_S
    while time.monotonic() < until:
        parts.programme.pump(parts.clock.monotonic_ns(), 0.0)
        hello = parts.programme.hello
        if hello is not None:
            return hello.configured.epoch_ns if hello.configured else None
        time.sleep(0.01)
    return None
