"""A camera that vanishes, hangs, repeats itself, tears pictures, changes size, comes back as another device."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from tests.e2e.rig import ROOT, SHOW
from tests.faults import fake_microphone
from tests.faults.device_orders import Orders
from tests.faults.drivers import CAMERA, MICROPHONE, at_start
from tests.faults.fake_driver import PATH, WELL
from tests.faults.judge import apart_ms, cards
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.server_silent import stop_s
from tests.faults.stage import Server, Stage, rest, stage
from tests.media import seen_in

RUNS = 5
# After its return, until the next loss or the show's end: beeps of a fake microphone, on the second itself.
SETTLED_S, CALM_S = 1.5, 2.4
WITH_DEVICE = SHOW.replace(
    'source = "test-card"\n[microphone]', f'source = "device:{PATH}"\n[microphone]'
).replace('source = "test-card"\n[recording]', f'source = "device:{fake_microphone.NAME}"\n[recording]')
FAULTS = {
    "camera vanishes": {"does": "gone"},
    "camera hangs": {"does": "hangs"},
    "camera repeats one picture": {"does": "repeats"},
}
SLATE_S = {"camera vanishes": 0.5, "camera hangs": 1.0, "camera repeats one picture": 1.0}
ALARM_S = {"camera vanishes": 1.0, "camera hangs": 3.0, "camera repeats one picture": 3.0}


def run() -> dict[str, Any]:
    """One show for each kind of loss, five losses in each; one for what must not be a loss."""
    return rows(
        [*(one for name in FAULTS for one in lost(name, RUNS)), *passed_over(30.0), *ended_while_hung(RUNS)]
    )


def lost(name: str, runs: int) -> list[Measure]:
    """It returns by turns as the same device and under another number."""
    with stage(WITH_DEVICE) as one:
        orders = Orders(one.folder / "camera.json", WELL)
        server = begun(one, orders)
        went, came = _taken_away(orders, FAULTS[name], runs)
        status = one.end()
        alarms = camera_alarms(one)
        seen = seen_in(server.viewer.sessions[0].path)
        shown = cards(seen)
        bare = [at_s for at_s, is_card in shown if not is_card]
        good = [at_s for at_s, is_card in shown if is_card]
        calm = [(at_s + SETTLED_S, at_s + SETTLED_S + CALM_S) for at_s in came]
        return [
            most(name, "slate on air", "s", SLATE_S[name], [_first(bare, at_s) for at_s in went]),
            most(name, "host alarmed", "s", ALARM_S[name], [_first(alarms, at_s) for at_s in went]),
            most(name, "picture back after its return", "s", 2, [_first(good, at_s) for at_s in came]),
            most(name, "sound against picture after it", "ms", 40, [apart_ms(seen, *one) for one in calm]),
            most(name, "sessions that viewers needed", "", 1, [len(server.viewer.sessions)]),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def _taken_away(orders: Orders, fault: Mapping[str, str], runs: int) -> tuple[list[float], list[float]]:
    """When it went and when it came, each time."""
    went, came, index = [], [], 0
    for number in range(runs):
        rest(5)
        orders.give(**fault, index=index)
        went.append(time.monotonic())
        rest(5)
        index += number % 2
        orders.give(index=index)
        came.append(time.monotonic())
    rest(4)
    return went, came


def camera_alarms(one: Stage) -> list[float]:
    """When the host was told of the camera."""
    return [at_s for at_s, payload in one.alarms() if json.loads(payload)["where"] == "camera"]


def begun(one: Stage, orders: Orders) -> Server:
    orders.give()
    microphone = one.folder / "microphone.json"
    Orders(microphone, fake_microphone.WELL).give()
    server = one.server("main")
    environment = {
        CAMERA: str(one.folder / "camera.json"),
        MICROPHONE: str(microphone),
        "PYTHONPATH": at_start(one.folder / "driver", ROOT),
    }
    one.begin(**environment)
    return server


def _first(moments: list[float], since_s: float) -> float | None:
    return next((at_s - since_s for at_s in moments if at_s >= since_s), None)


def passed_over(seconds: float) -> list[Measure]:
    """One torn picture in a hundred, then another size: nobody restarts anything, viewers see no slate."""
    with stage(WITH_DEVICE) as one:
        orders = Orders(one.folder / "camera.json", WELL)
        server = begun(one, orders)
        rest(3)
        orders.give(torn_every=100)
        torn_s = time.monotonic()
        rest(seconds)
        orders.give(width=640, height=360)
        sized_s = time.monotonic()
        rest(5)
        status = one.end()
        shown, torn = cards(seen_in(server.viewer.sessions[0].path)), "one torn picture in 100"
        alarms = sum(torn_s < at_s < sized_s for at_s in camera_alarms(one))
        return [
            most(torn, "times the camera was opened", "", 1, [orders.times_opened]),
            most(torn, "pictures without the card", "", 0, [_bare(shown, torn_s, sized_s)]),
            most(torn, "alarms", "", 0, [alarms]),
            most("camera changes size", "slate for", "s", 2, [_bare(shown, sized_s, sized_s + 5) / 30]),
            least("camera changes size", "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def ended_while_hung(runs: int) -> list[Measure]:
    """Stop while the camera's driver does not answer: it is left behind."""
    taken: list[float | None] = []
    for _ in range(runs):
        with stage(WITH_DEVICE) as one:
            orders = Orders(one.folder / "camera.json", WELL)
            begun(one, orders)
            rest(2)
            orders.give(does="hangs")
            rest(1.5)
            taken.append(stop_s(one))
    return [most("Stop while a camera hangs", "off air, engine gone", "s", 1, taken)]


def _bare(shown: list[tuple[float, bool]], from_s: float, to_s: float) -> int:
    return sum(from_s < at_s < to_s and not is_card for at_s, is_card in shown)
