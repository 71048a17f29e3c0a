"""The states in which the sheet beside the preview is open, each with the tab that is seen."""

from __future__ import annotations

from dataclasses import replace

from app.domain.fault import Fault, FaultCode
from app.snapshot import LookChoice, Snapshot
from widgets.adjust.sheet import Tab
from widgets.proof.scenes import scenes
from widgets.words.catalogue import Language


def adjusting(language: Language) -> dict[str, tuple[Snapshot, Tab]]:
    """By their names, as `scenes`."""
    known = scenes(language)
    ready, more, live, portrait = (
        known[name] for name in ("setup-ready", "setup-more", "live", "live-portrait")
    )
    keyed = LookChoice(
        key="#2f9e57", ground="#8fa3b0", ground_image="/home/store/Pictures/Our shop window.jpg"
    )
    refused = Fault(FaultCode.CAMERA_NOT_LOCKED, "camera-lock")
    framed = {"crop": (1.6, -0.3, 0.2), "is_mirrored": True, "rotate": 90, "is_exposure_locked": True}
    return {
        "adjust-camera": (ready, Tab.CAMERA),
        "adjust-camera-framed": (replace(_with(more, **framed), faults=(refused,)), Tab.CAMERA),
        "adjust-second": (more, Tab.SECOND),
        "adjust-look": (ready, Tab.LOOK),
        "adjust-look-keyed": (_with(more, look=replace(keyed, smoothing=0.3)), Tab.LOOK),
        "adjust-sound": (_with(more, gain_db=-6.0), Tab.SOUND),
        "adjust-live-camera": (_with(live, second_camera="builtin"), Tab.CAMERA),
        "adjust-live-second": (_with(live, second_camera="builtin"), Tab.SECOND),
        "adjust-live-look": (_with(live, look=keyed), Tab.LOOK),
        "adjust-portrait": (portrait, Tab.CAMERA),
    }


def _with(snapshot: Snapshot, **changes: object) -> Snapshot:
    return replace(snapshot, choices=replace(snapshot.choices, **changes))  # type: ignore[arg-type]  # any field
