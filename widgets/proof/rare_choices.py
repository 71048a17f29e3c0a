"""Set-ups in which something under *More* is chosen: a second camera and music; a second picture, carried or not."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from app.domain.fault import Fault, FaultCode
from app.engine.messages import Health, SecondHealth
from app.snapshot import DestinationSetting, Snapshot

_TALL = DestinationSetting(
    name="Douyin tall", url="rtmp://push.example.com/tall", has_key=True, is_second=True
)


def rare_choices(ready: Snapshot, health: Health) -> dict[str, Snapshot]:
    """The states of a set-up by their names."""
    choices = replace(
        ready.choices, second_canvas=(720, 1280), destinations=(*ready.choices.destinations, _TALL)
    )
    second = SecondHealth(width=720, height=1280, fps=30, video_kbps=3000)
    two = replace(ready, choices=choices, health=structs.replace(health, second=second))
    refused = Fault(FaultCode.SECOND_PICTURE_REFUSED, "second-canvas", detail="CPU 91 %")
    return {
        "setup-more": _more(ready),
        "setup-two": two,
        "setup-refused": replace(two, faults=(refused,), health=health),
    }


def _more(ready: Snapshot) -> Snapshot:
    """A store with a view of the table, with music, and with a camera that is late."""
    music = "/home/store/Music/A slow evening in Suzhou, without words.mp3"
    choices = replace(ready.choices, second_camera="builtin", music=music, sound_offset_ms=120)
    return replace(ready, choices=choices)
