"""One canvas' view of the scenery: who stands where on it, in which size, and how one layout fades into the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.capture.camera import Camera
from app.engine.capture.framer import Framer
from app.engine.capture.source import Canvas, Framing, Picture
from app.engine.compose.look import Look
from app.engine.compose.places import Place, Role, arrangement, sizes
from app.engine.compose.stage_set import StageSet
from app.engine.compose.still import GROUND, PRODUCT, Still, Stills
from app.engine.picture_messages import SetLook, SetScene
from app.engine.planes import Planes

_WHOLE = Framing(fit="fit")


@dataclass(frozen=True, slots=True)
class Moment:
    """What there is to show at one tick, before anybody lays it on a canvas.

    `shot` is the film's picture laid on the first canvas, `film` the same as the film has it.
    """

    at_ns: int
    scene: SetScene
    cameras: Mapping[Role, Picture | None]
    shot: Planes | None = None
    film: Planes | None = None


class View:
    """`picture` belongs to the programme thread; `look` may be replaced by any, `stills` are safe from any.

    `is_second`: what was drawn for the first canvas (a test card) is seen whole on this one, between bars.
    """

    def __init__(
        self, canvas: Canvas, host: Camera, second: Camera, look: SetLook, *, is_second: bool = False
    ) -> None:
        size = (canvas.width, canvas.height)
        self._epoch_ns = canvas.epoch_ns
        self._host = host
        self._second = second
        self._is_second = is_second
        self.stills = Stills({PRODUCT: sizes(Role.STILL, *size), GROUND: sizes(Role.HOST, *size)})
        self.look = Look(look)
        self._set = StageSet(*size)
        self._framer = Framer(*size)
        self._film: Planes | None = None
        self._shot: Planes | None = None

    def picture(self, moment: Moment) -> Picture | None:
        """The whole canvas, valid until the next call; None: nobody is there."""
        cameras, still, scene = moment.cameras, self.stills.of(PRODUCT), moment.scene
        present = {role for role, picture in cameras.items() if picture} | ({Role.STILL} if still else set())
        at_ms = (moment.at_ns - self._epoch_ns) / 1e6
        arranged = arrangement(scene.layout, present)
        if moment.shot is not None:
            return Picture(self._shot_of(moment.shot, moment.film), moment.at_ns)
        self._set.change(arranged, scene.fade_ms, at_ms)
        if not self._set.roles <= present:
            self._set.cut()
        planes = self._set.picture(lambda place: self._painted(place, cameras, still), at_ms)
        if planes is None or arranged is None:
            return None
        stamps = (picture.captured_ns for role in arranged[1] if (picture := cameras.get(role)))
        return Picture(planes, next(stamps, moment.at_ns))

    def _shot_of(self, shot: Planes, film: Planes | None) -> Planes:
        """On the second canvas the film is laid anew, whole: bars of the first would be framed once more."""
        if not self._is_second or film is None:
            return shot
        if film is not self._film or self._shot is None:
            self._film, self._shot = film, self._framer.lay(film, _WHOLE)
        return self._shot

    def _painted(self, place: Place, cameras: Mapping[Role, Picture | None], still: Still) -> Planes:
        picture = cameras.get(place.role)
        if picture is None:
            return still[place.width, place.height]
        camera = self._second if place.role is Role.SECOND else self._host
        planes = camera.laid(picture, place.width, place.height, is_second_canvas=self._is_second)
        if place.role is Role.SECOND:
            return planes
        return self.look.laid(planes, self.stills.of(GROUND))
