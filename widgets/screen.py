"""Carries painted overlays to the engine's slots."""

from __future__ import annotations

from dataclasses import replace

from app.composition import Parts
from app.engine.client import EngineClient
from app.engine.messages import Motion, PutSprite, RemoveSprite
from app.faults import FaultBoard
from app.snapshot import Snapshot
from widgets.overlays.canvas import Canvas
from widgets.overlays.card import read_ahead
from widgets.overlays.kit import KITS, NEUTRAL_LIGHT, House, Kit
from widgets.overlays.overlay import Painted, Scene, discover
from widgets.overlays.picture import Pictures
from widgets.overlays.presenter import Presenter
from widgets.overlays.words import Language


class Slots:
    """The engine's slots, as the presenter fills them."""

    def __init__(self, engine: EngineClient) -> None:
        self._engine = engine

    def put(self, slot: str, painted: Painted, enter: Motion) -> None:
        """QImage's ARGB32 is BGRA in memory on every machine that Qt's wheels exist for."""
        image = painted.image
        command = PutSprite(
            slot=slot,
            shm="",
            x=painted.x,
            y=painted.y,
            width=image.width(),
            height=image.height(),
            order=painted.order,
            enter=enter,
            mark=painted.mark,
        )
        self._engine.put_sprite(command, bytes(image.constBits()))

    def remove(self, slot: str, leave: Motion) -> None:
        self._engine.send(RemoveSprite(slot=slot, leave=leave))


def screen_for(parts: Parts) -> OnAirScreen:
    """The screen of one console, in the plan's language and kit; product pictures are read ahead."""
    plan = parts.choices.plan
    language: Language = "zh" if plan.language == "zh" else "en"
    pictures = Pictures()
    read_ahead(plan.products, Canvas(*plan.canvas), pictures)
    kit = KITS.get(plan.kit, NEUTRAL_LIGHT)
    kit = replace(kit, house=House(name=plan.store_name))
    return OnAirScreen(parts.engine, kit, language, pictures, parts.faults)


class OnAirScreen:
    """Draws what viewers see: keeps the engine's sprites equal to each snapshot."""

    def __init__(
        self, engine: EngineClient, kit: Kit, language: Language, pictures: Pictures, faults: FaultBoard
    ) -> None:
        self.language = language
        self._faults = faults
        self._raised: frozenset[str] = frozenset()
        self._kit = kit
        self._pictures = pictures
        self._presenter = Presenter(discover(), Slots(engine))

    def take_over(self, slots: tuple[str, ...]) -> None:
        """The engine shows these already, from the console before this one."""
        self._presenter.restart(slots)

    def draw(self, snapshot: Snapshot) -> None:
        width, height = snapshot.choices.canvas
        scene = Scene(
            stage=snapshot.on_air,
            at_s=snapshot.at_s,
            canvas=Canvas(width, height),
            kit=self._kit,
            language=self.language,
            pictures=self._pictures,
            is_measuring=snapshot.measuring is not None and snapshot.measuring.is_code_shown,
            ground=snapshot.choices.look.ground_image if snapshot.choices.look.key else "",
        )
        self._presenter.present(scene)
        self._tell_faults()

    def _tell_faults(self) -> None:
        """A picture that cannot be read or a link too long for its code: said while it is on air."""
        found = {fault.where: fault for fault in self._presenter.faults}
        for where in self._raised - found.keys():
            self._faults.set(where, None)
        for where, fault in found.items():
            self._faults.set(where, fault)
        self._raised = frozenset(found)
