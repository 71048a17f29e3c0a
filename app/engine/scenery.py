"""The picture beneath the sprites: cameras and stills in their places, one moment after the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.domain.fault import Fault, FaultCode
from app.domain.layout import Layout
from app.engine import rtmp_in
from app.engine.capture.camera import Camera
from app.engine.capture.feed import Running
from app.engine.capture.film import WHERE as FILM
from app.engine.capture.film import Film, Roll
from app.engine.capture.source import CameraSource, Canvas, Picture, Registry, discover
from app.engine.compose.look import Look
from app.engine.compose.places import Role
from app.engine.duck import Duck
from app.engine.message import Command
from app.engine.outlets import unheard
from app.engine.picture_messages import RollFilm, SetCamera, SetLook, SetScene, SetSecondCamera
from app.engine.planes import Planes, Samples
from app.engine.view import Moment, View

discover(rtmp_in)

SECOND = "second-camera"
Cameras = tuple[Running[CameraSource] | None, Running[CameraSource] | None]
# A place that is lower than the canvas keeps the host's head.
_HOSTS_LEAN = 0.15


class Scenery:
    """`picture` and `moment` belong to the programme thread, the rest to any. `view` is the first canvas' own.

    What a layout wants and is not there is left out, so that a second camera that is lost leaves the host alone, and
    comes back by itself.
    """

    def __init__(
        self,
        canvas: Canvas,
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
        cameras: Registry[CameraSource],
        on_film_end: Callable[[int], object] = unheard,
    ) -> None:
        self._canvas = canvas
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._on_film_end = on_film_end
        self._rolling = threading.Lock()
        self._rolled = RollFilm(file="")
        self._film: Film | None = None
        self._gone: list[Film] = []
        self._voice: Film | None = None
        self._duck = Duck()
        self._at_ns = canvas.epoch_ns
        self.host = Camera(canvas, on_fault, on_cleared, cameras, lean=_HOSTS_LEAN)
        away = partial(_second_away, on_fault)
        self.second = Camera(canvas, away, on_cleared, cameras, where=SECOND)
        self._looked = SetLook()
        self.view = View(canvas, self.host, self.second, self._looked)
        self._other: View | None = None
        self._scene = SetScene(layout=Layout.HOST)
        self._moment: Moment | None = None

    def release(self) -> Cameras:
        """The cameras that another programme of the same size and rate may go on with."""
        return self.host.release(), self.second.release()

    def adopt(self, running: Cameras) -> None:
        """Before the first command."""
        self.host.adopt(running[0])
        self.second.adopt(running[1])

    def obey(self, command: Command) -> None:
        """One of `picture_messages.PICTURE`, seen with the next picture."""
        match command:
            case SetSecondCamera():
                self.second.choose(command)
            case SetCamera():
                self.host.choose(command)
            case RollFilm():
                self._roll(command)
            case SetLook():
                # It is said again with every change of a camera; its tables are kept.
                is_new, self._looked = command != self._looked, command
                for view in (self.view, self._other) if is_new else ():
                    if view:
                        view.look = Look(command)
            case SetScene():
                self._scene = command

    def other_view(self, canvas: Canvas) -> View:
        """The same scenery for a second canvas."""
        other = self._other = View(canvas, self.host, self.second, self._looked, is_second=True)
        return other

    def leave_other_view(self) -> None:
        self._other = None

    def picture(self, at_ns: int) -> Picture | None:
        """The whole first canvas for the tick due at `at_ns`, valid until the next call; None: nobody is there."""
        self._moment = None
        return self.view.picture(self.moment(at_ns))

    def moment(self, at_ns: int) -> Moment:
        """What there is to show for the tick due at `at_ns`: what `picture` has looked for, or else found now."""
        moment = self._moment
        if moment is None or moment.at_ns != at_ns:
            self._at_ns = at_ns
            cameras = {Role.HOST: self.host.picture(at_ns), Role.SECOND: self.second.picture(at_ns)}
            shot, film = self._shot(at_ns)
            moment = self._moment = Moment(at_ns, self._scene, cameras, shot, film)
        return moment

    @property
    def seen(self) -> list[Picture]:
        """What each camera was seen to show last, without layout, look and sprites; from any thread."""
        return [picture for camera in (self.host, self.second) if (picture := camera.seen)]

    def stop(self, deadline_s: float) -> bool:
        """False when a camera had to be abandoned."""
        until = time.monotonic() + deadline_s
        self._roll(RollFilm(file=""))
        stops = (self.host.stop, self.second.stop, *(film.stop for film in self._gone))
        ends = [stop(max(0.1, until - time.monotonic())) for stop in stops]
        return all(ends)

    def sound(self, shop: Samples, first_sample: int) -> Samples:
        """The mixed block of voice and music, or the film's while one has sound."""
        voice = self._voice
        return self._duck.mixed(shop, voice.sound(first_sample) if voice else None)

    def _roll(self, command: RollFilm) -> None:
        with self._rolling:
            is_known, self._rolled = command == self._rolled, command
            has_ended = is_known and self._film is None
            if not is_known:
                self._change_film(command)
        if command.file and has_ended:
            # Maybe there was no console when it ended.
            self._on_film_end(command.begins_ms)

    def _change_film(self, command: RollFilm) -> None:
        film, self._film, self._voice = self._film, None, None
        self._gone = [one for one in self._gone if not one.stop(0)]
        if film:
            film.stop(0)
            self._gone.append(film)
        if command.file:
            self._on_cleared(FILM)
            begins_ns = self._canvas.epoch_ns + command.begins_ms * 1_000_000
            self._film = self._voice = Film(
                Roll(command.file, begins_ns, self._at_ns), self._canvas, self._on_fault
            )

    def _shot(self, at_ns: int) -> tuple[Planes | None, Planes | None]:
        """The film's picture, laid and as it is, as long as it lasts."""
        film = self._film
        if film is None:
            return None, None
        shot = film.picture(at_ns)
        if not film.is_over:
            return shot, film.frame
        with self._rolling:
            # Another one may have begun in this moment.
            is_still_on = self._film is film
            if is_still_on:
                # Sound is asked for a little later than pictures: it keeps its voice.
                self._film = None
                self._gone.append(film)
        if is_still_on:
            self._on_film_end((film.begins_ns - self._canvas.epoch_ns) // 1_000_000)
        return None, None


def _second_away(on_fault: Callable[[Fault], None], fault: Fault) -> None:
    """Whatever it is, the host's picture goes on: that is what the person has to know first."""
    if fault.where == SECOND:
        fault = replace(
            fault, code=FaultCode.SECOND_CAMERA_AWAY, detail=f"{fault.code} {fault.detail}".strip()
        )
    on_fault(fault)
