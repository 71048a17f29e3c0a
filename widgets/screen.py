"""Carries painted overlays to the engine's slots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.composition import Parts
from app.domain.fault import Fault
from app.engine.canvas_messages import is_second_slot, plain_slot, second_slot
from app.engine.client import EngineClient
from app.engine.messages import Motion, PutSprite, RemoveSprite
from app.faults import FaultBoard
from app.settings.plan import Plan
from app.snapshot import Snapshot
from widgets.overlays.canvas import Canvas
from widgets.overlays.card import read_ahead
from widgets.overlays.ground_picture import ground_fault
from widgets.overlays.kit import KITS, NEUTRAL_LIGHT, House, Kit
from widgets.overlays.overlay import Painted, Scene, discover
from widgets.overlays.picture import Pictures
from widgets.overlays.presenter import Presenter
from widgets.overlays.words import Language


class Slots:
    """The engine's slots on one canvas, as the presenter fills them; `named` gives a slot's name there."""

    def __init__(self, engine: EngineClient, named: Callable[[str], str] = str) -> None:
        self._engine = engine
        self._named = named

    def put(self, slot: str, painted: Painted, enter: Motion) -> None:
        """QImage's ARGB32 is BGRA in memory on every machine that Qt's wheels exist for."""
        image = painted.image
        command = PutSprite(
            slot=self._named(slot),
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
        self._engine.send(RemoveSprite(slot=self._named(slot), leave=leave))


def screen_for(parts: Parts, spoken: Language) -> OnAirScreen:
    """The screen of one console, in the plan's language and kit; product pictures are read ahead.

    `spoken` is the window's language: viewers get it where the plan names none.
    """
    plan = parts.choices.plan
    language = plan_language(plan, spoken)
    pictures = Pictures()
    for size in (plan.canvas, plan.second_canvas):
        if size:
            read_ahead(plan.products, Canvas(*size), pictures)
    kit = KITS.get(plan.kit, NEUTRAL_LIGHT)
    kit = replace(kit, house=House(name=plan.store_name))
    return OnAirScreen(parts.engine, kit, language, pictures, parts.faults)


def plan_language(plan: Plan, spoken: Language) -> Language:
    """What viewers read."""
    if plan.language:
        return "zh" if plan.language == "zh" else "en"
    return spoken


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
        overlays = discover()
        self._presenter = Presenter(overlays, Slots(engine))
        self._second = Presenter(overlays, Slots(engine, second_slot))
        self._has_second = False

    def take_over(self, slots: tuple[str, ...]) -> None:
        """The engine shows these already, from the console before this one."""
        self._presenter.restart(slot for slot in slots if not is_second_slot(slot))
        self._second.restart(plain_slot(slot) for slot in slots if is_second_slot(slot))

    def draw(self, snapshot: Snapshot) -> None:
        choices = snapshot.choices
        scene = self._scene(snapshot, choices.canvas)
        self._presenter.present(scene)
        if choices.second_canvas:
            self._second.present(self._scene(snapshot, choices.second_canvas))
        elif self._has_second:
            self._second.clear()
        self._has_second = choices.second_canvas is not None
        self._tell_faults(ground_fault(scene))

    def _scene(self, snapshot: Snapshot, size: tuple[int, int]) -> Scene:
        return Scene(
            stage=snapshot.on_air,
            at_s=snapshot.at_s,
            canvas=Canvas(*size),
            kit=self._kit,
            language=self.language,
            pictures=self._pictures,
            is_measuring=snapshot.measuring is not None and snapshot.measuring.is_code_shown,
            ground=snapshot.choices.look.ground_image if snapshot.choices.look.key else "",
        )

    def _tell_faults(self, behind: Fault | None) -> None:
        """A picture that cannot be read or a link too long for its code: said while it is on air."""
        # Both canvases show the same things, and what is wrong with one of them is said once.
        faults = (*self._second.faults, *self._presenter.faults, *([behind] if behind else []))
        found = {fault.where: fault for fault in faults}
        for where in self._raised - found.keys():
            self._faults.set(where, None)
        for where, fault in found.items():
            self._faults.set(where, fault)
        self._raised = frozenset(found)
