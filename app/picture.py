"""The director's hand on the picture beneath the cards: layouts and further cameras."""

from __future__ import annotations

from collections.abc import Callable

from app.choices import CameraName, ChoicesDesk
from app.domain.layout import Layout
from app.engine.messages import RollFilm, SetScene
from app.engine.picture_messages import FADE_MS
from app.programme import Programme
from app.settings.show_edit import Value
from app.stage import Stage


class Picture:
    """Main thread. `keep`, called with each tick, tells the engine what the stage says, once."""

    def __init__(
        self, stage: Stage, choices: ChoicesDesk, programme: Programme, at_s: Callable[[], float]
    ) -> None:
        self._stage = stage
        self._choices = choices
        self._programme = programme
        self._at_s = at_s
        self._told: Layout | None = None
        self._rolled = RollFilm(file="")

    def set_layout(self, layout: Layout) -> None:
        self._stage.choose_layout(layout, self._at_s())

    def set_transition(self, *, is_cut: bool) -> None:
        self._choices.set_transition(is_cut=is_cut)

    def roll_film(self, file: str) -> None:
        self._stage.roll_film(file, self._at_s())

    def stop_film(self) -> None:
        self._stage.stop_film(self._at_s())

    def set_second_camera(
        self, source: str, *, fit: str = "fill", is_mirrored: bool = False, rotate: int = 0
    ) -> None:
        values: dict[str, Value] = {"source": source, "fit": fit, "mirror": is_mirrored, "rotate": rotate}
        self._choices.change_camera("second_camera", values)

    def set_crop(
        self, zoom: float, pan_x: float = 0.0, pan_y: float = 0.0, *, is_second: bool = False
    ) -> None:
        # To the thousandth: what is dragged is read in the show file too.
        values = {"zoom": round(zoom, 3), "pan_x": round(pan_x, 3), "pan_y": round(pan_y, 3)}
        self._choices.change_camera(_named(is_second), values)

    def lock_camera(self, *, exposure: bool, white_balance: bool, is_second: bool = False) -> None:
        values = {"lock_exposure": exposure, "lock_white_balance": white_balance}
        self._choices.change_camera(_named(is_second), values)

    def set_key(self, colour: str, tolerance: float = 0.5, softness: float = 0.2) -> None:
        self._choices.change_look({"key": colour, "tolerance": tolerance, "softness": softness})

    def lift_key(self, is_lifted: bool) -> None:
        self._choices.lift_key(is_lifted)

    def set_ground(self, colour: str, image: str = "") -> None:
        self._choices.change_look({"ground": colour, "ground_image": image})

    def set_retouch(self, smoothing: float, sharpening: float) -> None:
        self._choices.change_look({"smoothing": smoothing, "sharpening": sharpening})

    def set_second_canvas(self, *, is_on: bool) -> None:
        self._choices.set_second_canvas(is_on=is_on)

    def set_destination_canvas(self, name: str, *, is_second: bool) -> None:
        self._choices.set_destination_canvas(name, is_second=is_second)

    def keep(self) -> None:
        """By hand, by a cue, or by a show that was taken up again: the engine follows."""
        self._choices.follow()
        layout = self._stage.on_air.layout
        if layout is not self._told:
            self._told = layout
            fade_ms = 0 if self._choices.plan.is_cut else FADE_MS
            self._programme.engine.send(SetScene(layout=layout, fade_ms=fade_ms))
        self._keep_film()

    def _keep_film(self) -> None:
        """The engine says when a film is over; what it says of an older one does not count."""
        film = self._stage.on_air.film
        roll = RollFilm(file=film.file, begins_ms=round(film.begins_s * 1000)) if film else RollFilm(file="")
        if roll != self._rolled:
            self._rolled = roll
            self._programme.engine.send(roll)
        elif film and self._programme.film_ended_ms == roll.begins_ms:
            self.stop_film()
            self._keep_film()


def _named(is_second: bool) -> CameraName:
    return "second_camera" if is_second else "camera"
