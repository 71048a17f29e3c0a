"""A microphone that vanishes, falls silent, comes back at another rate; a host who talks while muted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.e2e.rig import ROOT, SHOW
from tests.faults.device_orders import Orders
from tests.faults.drivers import MICROPHONE, at_start
from tests.faults.fake_microphone import HUM, NAME, WELL
from tests.faults.judge import apart_ms, audio_gap_ms, heard
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.stage import Server, Stage, rest, stage
from tests.media import seen_in

RUNS = 5
WITH_DEVICE = SHOW.replace('source = "test-card"\n[recording]', f'source = "device:{NAME}"\n[recording]')
# How long each trouble lasts, and the quiet after it in which sound and picture are judged.
AWAY_S, AFTER_S = 7.0, 6.0
SETTLED_S = 2.5
BACK_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What a microphone does, how it is there again each time, and when the host must have been told by."""

    name: str
    does: Mapping[str, object]
    again: tuple[Mapping[str, object], ...] = ({},)
    alarm_s: float
    code: tuple[str, ...]


TROUBLES = (
    Trouble(
        name="microphone vanishes",
        does={"does": "gone"},
        again=({"index": 3}, {"index": 1}),
        alarm_s=3,
        code=("microphone-lost", "microphone-absent"),
    ),
    Trouble(
        name="microphone changes rate",
        does={"does": "gone"},
        again=({"rate": 44_100}, {"rate": 16_000}, {"rate": 48_000}),
        alarm_s=3,
        code=("microphone-lost", "microphone-absent"),
    ),
    # Five seconds without a bit of noise are a switch on the microphone; less may be a pause of its own gate.
    Trouble(name="microphone goes silent", does={"does": "silent"}, alarm_s=6, code=("microphone-silent",)),
    Trouble(
        name="host talks while muted",
        does={"does": "talks", "is_muted": True},
        alarm_s=3,
        code=("microphone-muted-talking",),
    ),
)


def run() -> dict[str, Any]:
    """One show for each kind of trouble, five times in each."""
    return rows(one for trouble in TROUBLES for one in troubled(trouble, RUNS))


def troubled(trouble: Trouble, runs: int) -> list[Measure]:
    with stage(WITH_DEVICE) as one:
        orders = Orders(one.folder / "microphone.json", WELL)
        server = begun(one, orders)
        moments = list(_injured(orders, trouble, runs))
        status = one.end()
        return [
            *_judged(one, server, trouble, moments),
            least(trouble.name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def begun(one: Stage, orders: Orders) -> Server:
    orders.give()
    server = one.server("main")
    environment = {
        MICROPHONE: str(one.folder / "microphone.json"),
        "PYTHONPATH": at_start(one.folder / "driver", ROOT),
    }
    one.begin(**environment)
    return server


def _injured(orders: Orders, trouble: Trouble, runs: int) -> Iterator[tuple[float, float]]:
    """When it began and when it was over, each time."""
    rest(4)
    for number in range(runs):
        orders.give(**trouble.does)
        went_s = time.monotonic()
        rest(AWAY_S)
        orders.give(**trouble.again[number % len(trouble.again)])
        yield went_s, time.monotonic()
        rest(AFTER_S)


def _judged(
    one: Stage, server: Server, trouble: Trouble, moments: list[tuple[float, float]]
) -> list[Measure]:
    session = server.viewer.sessions[0]
    seen, name = seen_in(session.path), trouble.name
    told = alarms(one, trouble.code)
    loud = heard(seen, HUM / 4)
    calm = [(came_s + SETTLED_S, came_s + AFTER_S) for _, came_s in moments]
    return [
        most(name, "host alarmed", "s", trouble.alarm_s, [_first(told, went_s) for went_s, _ in moments]),
        most(name, "hole in the sound's own time", "ms", 0, [audio_gap_ms(session)]),
        most(name, "heard meanwhile", "s", 0, [_heard_s(loud, *each) for each in moments]),
        most(name, "heard again after it", "s", BACK_S, [_first(loud, came_s) for _, came_s in moments]),
        most(name, "sound against picture after it", "ms", 40, [apart_ms(seen, *each) for each in calm]),
        most(name, "sessions that viewers needed", "", 1, [len(server.viewer.sessions)]),
    ]


def alarms(one: Stage, codes: tuple[str, ...]) -> list[float]:
    """When the host was told one of these."""
    return [at_s for at_s, payload in one.alarms() if json.loads(payload)["code"] in codes]


def _heard_s(loud: list[float], went_s: float, came_s: float) -> float:
    """What was under way when it went is not counted, nor the codec's own forerun of what comes next."""
    return sum(went_s + 0.5 < at_s < came_s - 0.1 for at_s in loud) / 1000


def _first(moments: list[float], since_s: float) -> float | None:
    return next((at_s - since_s for at_s in moments if at_s >= since_s), None)
