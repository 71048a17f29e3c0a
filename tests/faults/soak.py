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
from tests.faults.device_orders import Orders
from tests.faults.disks import plays
from tests.faults.fake_driver import WELL
from tests.faults.judge import FPS, apart_ms, audio_gap_ms, availability
from tests.faults.processes_killed import halt, kill, sleep
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.sockets import Held, held
from tests.faults.stage import Server, Stage, eventually, rest, stage
from tests.media import seen_in

ONLY_BY_NAME = True
FAULTS = 60
SHORTEST_S = 15.0
ENGINE_AWAY_S = 4.0
"""What an engine's end may cost viewers: two seconds to notice, two to be back."""

MOST_MORE_MB = 24.0
_WORST = 5
_SMOOTH_S = 0.5
"""In an hour on a shared computer a disk or a scheduler takes a quarter of a second more than once."""


def run() -> dict[str, Any]:
    """As long and with the seed that the environment says; an hour and seed 1 without."""
    minutes = float(os.environ.get("STORECAST_SOAK_MINUTES", "60"))
    return rows(soaked(minutes * 60, int(os.environ.get("STORECAST_SOAK_SEED", "1"))))


@dataclass(eq=False)
class Done:
    """A fault, when it began, and how long viewers of the steady server may be without pictures by it."""

    name: str
    began_s: float
    allowed_s: float = 0.0


@dataclass
class Abuse:
    """Does one fault after the other to a show."""

    one: Stage
    hurt: Server
    orders: Orders
    chance: random.Random
    done: list[Done] = field(default_factory=list)

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
        self.done.append(Done(name, time.monotonic()))
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
        self.done[-1].allowed_s = ENGINE_AWAY_S
        before = self.one.engine()
        injure(before)
        eventually(lambda: self.one.program.pid_of("--engine") not in (0, before), 15)

    def _suspended(self) -> None:
        seconds = self.chance.uniform(3, 8)
        self.done[-1].allowed_s = seconds + ENGINE_AWAY_S
        sleep(self.one.program, seconds)

    def _camera(self, **changes: object) -> None:
        self.orders.give(**changes)
        rest(self.chance.uniform(2, 6))
        self.orders.give()


def soaked(seconds: float, seed: int) -> list[Measure]:
    """Faults at even distances; growth is measured from a quarter of the time to its end."""
    count = min(FAULTS, max(1, int(seconds / SHORTEST_S)))
    with stage(WITH_DEVICE + DEMO) as one:
        orders = Orders(one.folder / "camera.json", WELL)
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
        name = f"soak: {count} faults in {seconds / 60:g} min"
        return [
            _away(name, steady, abuse.done, ended_s),
            *_kept(name, one, [steady, hurt], status),
            *_growth(early, late),
        ]


def _away(name: str, steady: Server, done: list[Done], ended_s: float) -> Measure:
    """Each fault is judged from its beginning to that of the next one."""
    ends_s = [*(one.began_s for one in done[1:]), ended_s]
    beyond = {
        one: _away_s(steady, one.began_s, end_s) - one.allowed_s
        for one, end_s in zip(done, ends_s, strict=True)
    }
    worst = sorted(beyond, key=lambda one: -beyond[one])[:_WORST]
    told = ", ".join(f"{one.name} {beyond[one]:+.1f} s" for one in worst)
    counts = ", ".join(f"{what} {times}" for what, times in sorted(Counter(one.name for one in done).items()))
    total_s = sum(max(0.0, seconds) for seconds in beyond.values())
    return most(name, "away beyond what is allowed", "s", 0, [total_s], f"{counts}; worst: {told}")


def _away_s(server: Server, from_s: float, to_s: float) -> float:
    return (1 - availability(server.viewer, from_s, to_s, _SMOOTH_S)) * (to_s - from_s)


def _kept(name: str, one: Stage, servers: list[Server], status: int) -> list[Measure]:
    live = [each for server in servers for each in server.viewer.sessions if each.pictures]
    broken = sum(not plays(path) for path in one.recordings())
    return [
        most(name, "hole in a session's sound", "ms", 0, [max(map(audio_gap_ms, live))]),
        most(
            name,
            "sound against picture",
            "ms",
            40,
            [
                max(
                    (apart_ms(seen_in(each.path)) or 0.0 for each in live if len(each.pictures) > FPS),
                    default=0.0,
                )
            ],
        ),
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
