"""The engine killed or hung, the console killed, all of them suspended: what viewers notice of it."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

from tests.e2e.rig import Program, with_pid
from tests.faults.judge import begun_s, longest_gap_s, missing, offset_ms, stale_ms
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.stage import Stage, eventually, rest, stage
from tests.faults.viewer import Session, Viewer
from tests.media import frame_at, qr_in

RUNS = 5
CODE = "https://shop.example/coat"


def run() -> dict[str, Any]:
    """Each fault five times in one show of its own; the suspension lasts a minute."""
    return rows(
        [
            *engine("engine killed", kill, RUNS),
            *engine("engine hung (stopped)", halt, RUNS),
            *console(RUNS),
            *suspended(60.0, RUNS),
        ]
    )


def kill(pid: int) -> None:
    with_pid(pid, signal.SIGKILL)


def halt(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)


def sleep(program: Program, seconds: float) -> float:
    """Stops every process of the show, as a computer that sleeps does; the moment when they go on."""
    asleep = [program.process.pid, program.pid_of("--console"), program.pid_of("--engine")]
    for pid in asleep:
        halt(pid)
    rest(seconds)
    woken_s = time.monotonic()
    for pid in reversed(asleep):
        os.kill(pid, signal.SIGCONT)
    return woken_s


def engine(name: str, injure: Callable[[int], None], runs: int) -> list[Measure]:
    """Detected: another engine runs. Back: from then until its key frame and sound are at the server."""
    found: list[float | None] = []
    back: list[float | None] = []
    cards: list[float] = []
    chance = random.Random(4)
    with stage() as one:
        server = one.server("main")
        one.begin()
        for _ in range(runs):
            rest(chance.uniform(7.0, 8.0))
            before, since_s = one.engine(), time.monotonic()
            injure(before)
            at_s = _successor_s(one, before)
            session = _next(server.viewer, since_s, 12)
            found.append(None if at_s is None else at_s - since_s)
            back.append(since(at_s, session))
            rest(2)
            cards.append(float(session is not None and shows_card(session)))
        status = one.end()
        sessions = server.viewer.sessions
        return [
            most(name, "detected: another engine runs", "s", 2, found),
            most(name, "on air again after that", "s", 2, back),
            least(name, "same card, same destination", "bool", 1, cards),
            most(name, "sound against picture", "ms", 40, [offset_ms([each]) for each in sessions]),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def _successor_s(one: Stage, before: int) -> float | None:
    is_there = eventually(lambda: one.program.pid_of("--engine") not in (0, before), 10)
    return time.monotonic() if is_there else None


def _next(viewer: Viewer, since_s: float, patience_s: float) -> Session | None:
    """The first session that began after a moment and can be played."""

    def those() -> list[Session]:
        return [one for one in tuple(viewer.sessions) if one.began_s > since_s and begun_s(one)]

    return those()[0] if eventually(those, patience_s) else None


def since(moment_s: float | None, session: Session | None) -> float | None:
    """From a moment until the session could be played."""
    began = begun_s(session) if session else None
    return None if moment_s is None or began is None else began - moment_s


def shows_card(session: Session) -> bool:
    """Whether the card's code can be read a second into the session."""
    try:
        return qr_in(frame_at(session.path, 1.0)) == CODE
    except AssertionError:
        return False


def console(runs: int) -> list[Measure]:
    """The stream has no gap while one console after the other is killed."""
    longest: list[float] = []
    came: list[float | None] = []
    with stage() as one:
        server = one.server("main")
        program = one.begin()
        chance = random.Random(5)
        for _ in range(runs):
            rest(chance.uniform(6.0, 7.0))
            before, since_s = program.pid_of("--console"), time.monotonic()
            with_pid(before, signal.SIGKILL)
            is_back = eventually(lambda dead=before: program.pid_of("--console") not in (0, dead), 10)
            came.append(time.monotonic() - since_s if is_back else None)
            rest(4)
            longest.append(longest_gap_s(server.viewer, since_s - 1, since_s + 4))
        status = one.end()
        late = program.counted_missing()
        absent = sum(missing(each.path) for each in server.viewer.sessions)
        return [
            most("console killed", "another console runs", "s", 2, came),
            most("console killed", "longest gap between pictures", "s", 0.25, longest),
            most(
                "console killed", "sessions that viewers needed", "", 1, [float(len(server.viewer.sessions))]
            ),
            most("console killed", "frames missing, not counted late", "", 0, [float(max(0, absent - late))]),
            least("console killed", "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def suspended(seconds: float, runs: int) -> list[Measure]:
    """All processes of the show stand still and go on, as in a computer that slept."""
    name = f"machine suspended {seconds:g} s"
    back: list[float | None] = []
    stale: list[float | None] = []
    with stage() as one:
        server = one.server("main")
        program = one.begin()
        for _ in range(runs):
            rest(7)
            woken_s = sleep(program, seconds)
            session = _next(server.viewer, woken_s - 0.01, 15)
            back.append(since(woken_s, session))
            rest(2)
            stale.append(None if session is None else stale_ms(session, woken_s))
        status = one.end()
        return [
            most(name, "live again after waking", "s", 4, back),
            most(name, "age of first picture at waking", "ms", 100, stale),
            most(
                name, "sound against picture", "ms", 40, [offset_ms([one]) for one in server.viewer.sessions]
            ),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]
