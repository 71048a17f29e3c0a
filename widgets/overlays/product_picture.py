"""The product's picture as a part of the scene: kept ready in the engine, seen in the layouts with a product."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage

from widgets.overlays import motion
from widgets.overlays.overlay import Painted, Scene, overlay
from widgets.overlays.picture import Picture


@dataclass(frozen=True, slots=True)
class StillPicture:
    """A picture without a place of its own; the next one takes its stead without a gap."""

    picture: Picture

    @property
    def subject(self) -> str:
        return ""

    def paint(self) -> Painted:
        image = self.picture.image
        return Painted(
            image=QImage() if image is None else image,
            x=0,
            y=0,
            order=0,
            enter=motion.CUT,
            update=motion.CUT,
            leave=motion.CUT,
        )


@overlay("product-picture")
def product_picture(scene: Scene) -> StillPicture | None:
    """Of the product whose card was up last, ready also where no layout shows it: a fade out still needs it."""
    product = scene.stage.featured
    if product is None or not product.image:
        return None
    side = min(scene.canvas.width, scene.canvas.height)
    picture = scene.pictures.picture(product.image, side)
    return StillPicture(picture) if picture.image is not None else None
