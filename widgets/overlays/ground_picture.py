"""What stands behind a keyed host: a picture that the engine keeps ready and shows nowhere else."""

from __future__ import annotations

from app.domain.fault import Fault, FaultCode
from widgets.overlays.overlay import Scene, overlay
from widgets.overlays.picture import Picture
from widgets.overlays.product_picture import StillPicture


@overlay("ground-picture")
def ground_picture(scene: Scene) -> StillPicture | None:
    """Read once in the canvas' own shape; without one the engine takes the plain colour."""
    picture = _picture(scene)
    return StillPicture(picture) if picture and picture.image is not None else None


def ground_fault(scene: Scene) -> Fault | None:
    """Why the plain colour stands there although a picture was chosen; nothing is painted that could say so."""
    picture = _picture(scene)
    if picture is None or not picture.refusal:
        return None
    return Fault(FaultCode.GROUND_UNREADABLE, "ground", detail=picture.refusal)


def _picture(scene: Scene) -> Picture | None:
    if not scene.ground:
        return None
    return scene.pictures.picture(scene.ground, scene.canvas.width, scene.canvas.height)
