"""The show file's tables of the picture in the engine's words."""

from __future__ import annotations

from app.engine.messages import Key, SetCamera, SetLook
from app.settings.picture_plan import colour_of
from app.settings.show_file import CameraTable, LookTable


def look_word(look: LookTable, *, is_key_lifted: bool) -> SetLook:
    """The host's picture; a key that is lifted is kept in the file and not shown."""
    key = Key(
        colour=colour_of(look.key or "#000000"),
        tolerance=look.tolerance,
        softness=look.softness,
        ground=colour_of(look.ground),
    )
    has_key = bool(look.key) and not is_key_lifted
    return SetLook(key=key if has_key else None, smoothing=look.smoothing, sharpening=look.sharpening)


def camera_word(kind: type[SetCamera], camera: CameraTable, source: str) -> SetCamera:
    """`source` is the camera's own, with the key that a phone has to know."""
    return kind(
        source=source,
        fit=camera.fit,
        is_mirrored=camera.mirror,
        rotate=camera.rotate,
        zoom=camera.zoom,
        pan_x=camera.pan_x,
        pan_y=camera.pan_y,
        is_exposure_locked=camera.lock_exposure,
        is_white_balance_locked=camera.lock_white_balance,
    )
