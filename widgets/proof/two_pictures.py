"""A set-up with a second picture: carried, on trial, refused; a destination of it is open in none of them."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from app.domain.fault import Fault, FaultCode
from app.engine.messages import Health, SecondHealth
from app.snapshot import DestinationSetting, Snapshot

_TALL = DestinationSetting(
    name="Douyin tall", url="rtmp://push.example.com/tall", has_key=True, is_second=True
)


def two_pictures(ready: Snapshot, health: Health) -> dict[str, Snapshot]:
    """The states of a set-up by their names."""
    choices = replace(
        ready.choices, second_canvas=(720, 1280), destinations=(*ready.choices.destinations, _TALL)
    )
    second = SecondHealth(width=720, height=1280, fps=30, video_kbps=3000)
    two = replace(ready, choices=choices, health=structs.replace(health, second=second))
    refused = Fault(FaultCode.SECOND_PICTURE_REFUSED, "second-canvas", detail="CPU 91 %")
    return {
        "setup-two": two,
        "setup-refused": replace(two, faults=(refused,), health=health),
    }
