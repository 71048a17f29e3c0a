"""An hour (STORECAST_SOAK_MINUTES) with 60 random faults of the table, from a seed (STORECAST_SOAK_SEED)."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.rig import DEMO
from tests.faults.cameras import WITH_DEVICE, begun
from tests.faults.disks import plays
from tests.faults.fake_driver import Orders
from tests.faults.judge import audio_gap_ms, availability, offset_ms
from tests.faults.processes_killed import halt, kill, sleep
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.sockets import Held, held
from tests.faults.stage import Server, Stage, eventually, rest, stage

ONLY_BY_NAME = True
FAULTS = 60
SHORTEST_S = 15.0
ENGINE_AWAY_S = 4.0
"""What an engine's end may cost viewers: two seconds to notice, two to be back."""

MOST_MORE_MB = 24.0


def run() -> dict[str, Any]:
    """As long and with the seed that the environment says; an hour and seed 1 without."""
    minutes = float(os.environ.get("STORECAST_SOAK_MINUTES", "60"))
    return rows(soaked(minutes * 60, int(os.environ.get("STORECAST_SOAK_SEED", "1"))))


@dataclass
class Abuse:
    """Does one fault after the other to a show; `allowed_s` is what viewers of the steady server may lose by them."""

    one: Stage
    hurt: Server
    orders: Orders
    chance: random.Random
    allowed_s: float = 0.0
    done: Counter[str] = field(default_factory=Counter)

    def next(self) -> None:
        """One of them, by chance."""
        faults: dict[str, Callable[[], None]] = {
            "server killed": self._server_killed,
            "server stopped": self._server_stopped,
            "engine killed": lambda: self._engine(kill),
            "engine hung": lambda: self._engine(halt),
            "console killed": lambda: kill(self.one.program.pid_of("--console")),
            "suspended": self._suspended,
            "camera gone": lambda: self._camera(does="gone"),
            "camera hangs": lambda: self._camera(does="hangs"),
            "torn pictures": lambda: self._camera(torn_every=20),
        }
        name = self.chance.choice(sorted(faults))
        self.done[name] += 1
        faults[name]()

    def _server_killed(self) -> None:
        self.hurt.kill()
        rest(self.chance.uniform(1, 6))
        self.hurt.start()

    def _server_stopped(self) -> None:
        self.hurt.signal(signal.SIGSTOP)
        rest(self.chance.uniform(3, 7))
        self.hurt.signal(signal.SIGCONT)

    def _engine(self, injure: Callable[[int], None]) -> None:
        self.allowed_s += ENGINE_AWAY_S
        before = self.one.engine()
        injure(before)
        eventually(lambda: self.one.program.pid_of("--engine") not in (0, before), 15)

    def _suspended(self) -> None:
        seconds = self.chance.uniform(3, 8)
        self.allowed_s += seconds + ENGINE_AWAY_S
        sleep(self.one.program, seconds)

    def _camera(self, **changes: object) -> None:
        self.orders.give(**changes)
        rest(self.chance.uniform(2, 6))
        self.orders.give()


def soaked(seconds: float, seed: int) -> list[Measure]:
    """Faults at even distances; growth is measured from a quarter of the time to its end."""
    count = min(FAULTS, max(1, int(seconds / SHORTEST_S)))
    with stage(WITH_DEVICE + DEMO) as one:
        orders = Orders(one.folder / "camera.json")
        steady = one.server("steady")
        hurt = one.server("hurt")
        begun(one, orders)
        abuse = Abuse(one, hurt, orders, random.Random(seed))
        began_s = time.monotonic()
        early: dict[str, Held] = {}
        for number in range(count):
            if number >= count // 4 and not early:
                early = _held(one)
            abuse.next()
            rest(began_s + (number + 1) * seconds / count - time.monotonic())
        ended_s = time.monotonic()
        late = _held(one)
        status = one.end()
        away_s = (1 - availability(steady.viewer, began_s, ended_s)) * seconds
        return [*_kept(one, steady, hurt, abuse, away_s, count, seconds, status), *_growth(early, late)]


def _kept(
    one: Stage,
    steady: Server,
    hurt: Server,
    abuse: Abuse,
    away_s: float,
    count: int,
    seconds: float,
    status: int,
) -> list[Measure]:
    name = f"soak: {count} faults in {seconds / 60:g} min"
    faults = ", ".join(f"{what} {times}" for what, times in sorted(abuse.done.items()))
    sessions = [*steady.viewer.sessions, *hurt.viewer.sessions]
    live = [each for each in sessions if each.pictures]
    broken = sum(not plays(path) for path in one.recordings())
    return [
        most(name, "away beyond what is allowed", "s", 0, [max(0.0, away_s - abuse.allowed_s)], faults),
        most(name, "hole in a session's sound", "ms", 0, [max(map(audio_gap_ms, live))]),
        most(name, "sound against picture", "ms", 40, [offset_ms(live)]),
        most(name, "recordings that do not play", "", 0, [broken], f"of {len(one.recordings())}"),
        least(
            name, "database verifies, exit 0", "bool", 1, [float(status == 0 and one.program.verify() == 0)]
        ),
    ]


def _held(one: Stage) -> dict[str, Held]:
    rest(3)
    return {role: held(one.program.pid_of(role)) for role in ("--console", "--engine")}


def _growth(early: dict[str, Held], late: dict[str, Held]) -> list[Measure]:
    found = []
    for role, before in early.items():
        after, name = late[role], f"soak: {role.strip('-')}"
        found += [
            most(name, "threads more", "", 2, [after.threads - before.threads]),
            most(name, "descriptors more", "", 4, [after.descriptors - before.descriptors]),
            most(name, "memory more", "MB", MOST_MORE_MB, [after.rss_mb - before.rss_mb]),
        ]
    return found
