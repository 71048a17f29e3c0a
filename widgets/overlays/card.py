"""The product card: what viewers can buy now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.domain.fault import Fault, FaultCode
from app.domain.product import Product
from widgets.overlays import card_price, card_tiles, motion, qr, sheet
from widgets.overlays.band import card_has_band
from widgets.overlays.canvas import Canvas
from widgets.overlays.card_plan import CardPlan, band_height, product_plan
from widgets.overlays.kit import Kit
from widgets.overlays.lettering import Face, Run, lettering
from widgets.overlays.overlay import Painted, Scene, overlay
from widgets.overlays.picture import MOST_KEPT, Picture, Pictures
from widgets.overlays.typeset import has_han, wrap
from widgets.overlays.words import WORDS, Language

ORDER = 20
# A stock is shown when it is this low, or gone.
LOW_STOCK = 5
_TITLE_LINE = 40
_TITLE_BASELINE = {False: 52, True: 51}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A product as viewers see it; its `stock` is None when it is not worth a word."""

    product: Product
    picture: Picture | None
    is_banded: bool
    canvas: Canvas
    kit: Kit
    language: Language

    @property
    def subject(self) -> str:
        return self.product.id

    def paint(self) -> Painted:
        plan, code = product_plan(self.product, self.canvas)
        paper = sheet.Sheet(self.canvas, plan.box, sheet.MARGIN)
        with paper.painter() as painter:
            self._panel(painter, paper, plan)
            card_tiles.picture(painter, plan.picture, self.picture, self.product, self.kit, self.canvas)
            if plan.tile and code and not self.product.is_sold_out:
                radius = self.canvas.px(self.kit.radius_inner)
                qr.paint_tile(painter, plan.tile.topLeft(), self.canvas, code, radius)
            elif plan.tile:
                card_tiles.sold_out(painter, plan.tile, self.kit, self.canvas, WORDS[self.language])
            self._title(painter, plan)
            card_price.paint(painter, plan, self.product, self.kit, self.canvas, WORDS[self.language])
        return Painted(
            image=paper.image,
            x=paper.region.x(),
            y=paper.region.y(),
            order=ORDER,
            enter=motion.up(self.canvas),
            update=motion.CHANGE,
            leave=motion.OUT,
            faults=self._faults(has_code=code is not None),
        )

    def _panel(self, painter: QPainter, paper: sheet.Sheet, plan: CardPlan) -> None:
        """Under a countdown band the top is square, and the shadow is only what lies below the seam."""
        size, radius = plan.box.size(), self.canvas.px(self.kit.radius)
        box = QRect(0, 0, size.width(), size.height())
        above = band_height(self.canvas) if self.is_banded else 0
        if above:
            painter.setClipRect(QRect(-size.width(), 0, 3 * size.width(), 3 * size.height()))
        sheet.shadow(painter, box.adjusted(0, -above, 0, 0), radius, self.canvas)
        top = 0.0 if above else radius
        sheet.panel(painter, QRectF(box), (top, top, radius, radius), self.kit.panel)
        painter.setClipping(False)

    def _title(self, painter: QPainter, plan: CardPlan) -> None:
        type_, title, k = lettering(self.canvas, self.kit), self.product.title, self.canvas.px
        face = Face(30, 700) if has_han(title) or self.kit.has_serif else Face(30, 600, spacing=-0.2)
        lines = wrap(title, plan.title_width, 2, lambda text: type_.width(text, face))
        for index, line in enumerate(lines):
            baseline = k(_TITLE_BASELINE[plan.is_row] + index * _TITLE_LINE)
            type_.draw(painter, plan.title_x, baseline, Run(line, face, self.kit.ink))
        stock = self.product.stock
        if stock is not None and stock > 0:
            words = WORDS[self.language].left.format(count=stock)
            bottom = plan.picture.bottom() + 1
            card_tiles.pill(painter, plan.title_x, bottom, words, self.kit, type_)

    def _faults(self, has_code: bool) -> tuple[Fault, ...]:
        where, found = f"product:{self.product.number}", []
        if self.picture and self.picture.refusal:
            found.append(Fault(FaultCode.IMAGE_UNREADABLE, where, detail=self.picture.refusal))
        elif self.product.link and not has_code:
            found.append(Fault(FaultCode.LINK_TOO_LONG, where, detail="the link is too long for a QR code"))
        return tuple(found)


def _told(product: Product) -> Product:
    """The product without a stock that viewers need not know, so that each sale does not repaint the card."""
    is_told = product.stock is not None and product.stock <= LOW_STOCK
    return replace(product, stock=max(0, product.stock or 0) if is_told else None)


def read_ahead(products: Iterable[Product], canvas: Canvas, pictures: Pictures) -> None:
    """Has the pictures of a run of show read before they are needed, so that a card comes with its picture."""
    for product in tuple(product for product in products if product.image)[:MOST_KEPT]:
        pictures.picture(product.image, product_plan(product, canvas)[0].picture.width())


@overlay("card")
def card(scene: Scene) -> Card | None:
    """The card on air, unless a slate covers the picture."""
    stage = scene.stage
    if stage.card is None or stage.slate is not None:
        return None
    product = _told(stage.card.product)
    side = product_plan(product, scene.canvas)[0].picture.width()
    return Card(
        product=product,
        picture=scene.pictures.picture(product.image, side) if product.image else None,
        is_banded=card_has_band(scene),
        canvas=scene.canvas,
        kit=scene.kit,
        language=scene.language,
    )
