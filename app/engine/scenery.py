"""The picture beneath the sprites: cameras and stills in their places, one moment after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.domain.fault import Fault, FaultCode
from app.domain.layout import Layout
from app.engine import rtmp_in
from app.engine.capture.camera import Camera
from app.engine.capture.source import CameraSource, Canvas, Picture, Registry, discover
from app.engine.compose.look import Look
from app.engine.compose.places import Place, Role, arrangement, sizes
from app.engine.compose.stage_set import StageSet
from app.engine.compose.still import GROUND, PRODUCT, Still, Stills
from app.engine.message import Command
from app.engine.picture_messages import SetCamera, SetLook, SetScene, SetSecondCamera
from app.engine.planes import Planes

discover(rtmp_in)

SECOND = "second-camera"
# A place that is lower than the canvas keeps the host's head.
_HOSTS_LEAN = 0.15


class Scenery:
    """`picture` belongs to the programme thread, the rest to any.

    What a layout wants and is not there is left out, so that a second camera that is lost leaves the host alone, and
    comes back by itself.
    """

    def __init__(
        self,
        canvas: Canvas,
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
        cameras: Registry[CameraSource],
    ) -> None:
        self._canvas = canvas
        self.host = Camera(canvas, on_fault, on_cleared, cameras, lean=_HOSTS_LEAN)
        away = partial(_second_away, on_fault)
        self.second = Camera(canvas, away, on_cleared, cameras, where=SECOND)
        size = (canvas.width, canvas.height)
        self.stills = Stills({PRODUCT: sizes(Role.STILL, *size), GROUND: sizes(Role.HOST, *size)})
        self._look = Look(SetLook())
        self._set = StageSet(canvas.width, canvas.height)
        self._scene = SetScene(layout=Layout.HOST)

    def obey(self, command: Command) -> None:
        """One of `picture_messages.PICTURE`, seen with the next picture."""
        match command:
            case SetSecondCamera():
                self.second.choose(command)
            case SetCamera():
                self.host.choose(command)
            case SetLook():
                self._look = Look(command)
            case SetScene():
                self._scene = command

    def picture(self, at_ns: int) -> Picture | None:
        """The whole canvas for the tick due at `at_ns`, valid until the next call; None: nobody is there."""
        scene, still = self._scene, self.stills.of(PRODUCT)
        cameras = {Role.HOST: self.host.picture(at_ns), Role.SECOND: self.second.picture(at_ns)}
        present = {role for role, picture in cameras.items() if picture} | ({Role.STILL} if still else set())
        at_ms = (at_ns - self._canvas.epoch_ns) / 1e6
        arranged = arrangement(scene.layout, present)
        self._set.change(arranged, scene.fade_ms, at_ms)
        if not self._set.roles <= present:
            self._set.cut()
        planes = self._set.picture(lambda place: self._painted(place, cameras, still), at_ms)
        if planes is None or arranged is None:
            return None
        stamps = (picture.captured_ns for role in arranged[1] if (picture := cameras.get(role)))
        return Picture(planes, next(stamps, at_ns))

    def stop(self, deadline_s: float) -> bool:
        """False when a camera had to be abandoned."""
        until = time.monotonic() + deadline_s
        is_host_closed = self.host.stop(deadline_s)
        return self.second.stop(max(0.1, until - time.monotonic())) and is_host_closed

    def _painted(self, place: Place, cameras: dict[Role, Picture | None], still: Still) -> Planes:
        picture = cameras.get(place.role)
        if picture is None:
            return still[place.width, place.height]
        if place.role is Role.SECOND:
            return self.second.laid(picture, place.width, place.height)
        host = self.host.laid(picture, place.width, place.height)
        return self._look.laid(host, self.stills.of(GROUND))


def _second_away(on_fault: Callable[[Fault], None], fault: Fault) -> None:
    """Whatever it is, the host's picture goes on: that is what the person has to know first."""
    if fault.where == SECOND:
        fault = replace(
            fault, code=FaultCode.SECOND_CAMERA_AWAY, detail=f"{fault.code} {fault.detail}".strip()
        )
    on_fault(fault)
