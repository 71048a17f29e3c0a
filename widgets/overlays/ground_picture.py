"""What stands behind a keyed host: a picture that the engine keeps ready and shows nowhere else."""

from __future__ import annotations

from widgets.overlays.overlay import Scene, overlay
from widgets.overlays.product_picture import StillPicture


@overlay("ground-picture")
def ground_picture(scene: Scene) -> StillPicture | None:
    """Read once in the canvas' own shape; without one the engine takes the plain colour."""
    if not scene.ground:
        return None
    picture = scene.pictures.picture(scene.ground, scene.canvas.width, scene.canvas.height)
    return StillPicture(picture) if picture.image is not None else None
