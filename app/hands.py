"""What the host does that goes straight on: to the stage, to the choices, to the engine."""

from __future__ import annotations

from abc import ABC, abstractmethod

from app.choices import ChoicesDesk
from app.domain.facts import CommentHidden, Fact, MicrophoneMuted, MicrophoneUnmuted, SlateKind
from app.domain.on_air import changed
from app.domain.secret import Secret
from app.engine.messages import ListDevices, RetryNow, SetPreview
from app.programme import Programme
from app.stage import Stage
from app.trying import Trying


class Hands(ABC):
    """The plain half of `Show`: no decision is made here, and the show's phase does not matter."""

    choices: ChoicesDesk
    programme: Programme
    stage: Stage
    trying: Trying

    @property
    @abstractmethod
    def at_s(self) -> float:
        """Media time: seconds since the show's epoch."""

    @abstractmethod
    def _record(self, fact: Fact, source: str = "host") -> None:
        """Logs what was done, beside."""

    def retry_now(self) -> None:
        self.programme.engine.send(RetryNow())

    def show_card(self, product_id: str) -> None:
        self.stage.show_card(product_id, self.at_s)

    def hide_card(self) -> None:
        self.stage.hide_card(self.at_s)

    def next_card(self) -> None:
        self.stage.next_card(self.at_s)

    def start_countdown(self, seconds: float) -> None:
        self.stage.start_countdown(seconds, self.at_s)

    def cancel_countdown(self) -> None:
        self.stage.cancel_countdown(self.at_s)

    def show_slate(self, slate: SlateKind, countdown_s: float | None = None) -> None:
        self.stage.show_slate(slate, countdown_s, self.at_s)

    def hide_slate(self) -> None:
        self.stage.hide_slate(self.at_s)

    def show_lower_third(self, name: str, role: str) -> None:
        self.stage.show_lower_third(name, role, self.at_s)

    def hide_lower_third(self) -> None:
        self.stage.hide_lower_third(self.at_s)

    def mute(self, is_muted: bool) -> None:
        fact = MicrophoneMuted(at_s=self.at_s) if is_muted else MicrophoneUnmuted(at_s=self.at_s)
        self.stage.on_air = changed(self.stage.on_air, fact, {})
        self.choices.mute(is_muted)
        self._record(fact)

    def hide_comment(self, connector: str, comment_id: str, *, is_hidden: bool = True) -> None:
        self._record(
            CommentHidden(connector=connector, comment_id=comment_id, is_hidden=is_hidden, at_s=self.at_s)
        )

    def refresh_devices(self) -> None:
        self.programme.engine.send(ListDevices())

    def check_again(self) -> None:
        self.refresh_devices()
        self.trying.ask()

    def set_preview(self, width: int, height: int, *, is_second: bool = False) -> None:
        self.programme.engine.send(SetPreview(width=width, height=height, is_second=is_second))

    def set_gain(self, gain_db: float) -> None:
        self.choices.set_gain(gain_db)

    def set_camera(
        self, source: str, *, fit: str = "fill", is_mirrored: bool = False, rotate: int = 0
    ) -> None:
        self.choices.set_camera(source, fit, is_mirrored, rotate)

    def set_microphone(self, source: str) -> None:
        self.choices.set_microphone(source)

    def set_shop_voice(self, is_on: bool) -> None:
        self.choices.set_shop_voice(is_on)

    def set_music(self, path: str, volume_db: float) -> None:
        self.choices.set_music(path, volume_db)

    def set_sound_offset(self, offset_ms: int) -> None:
        self.choices.set_sound_offset(offset_ms)

    def has_stream(self, url: str, key: Secret | None, before: str = "") -> bool:
        return self.choices.has_stream(url, key, before)

    def set_destination(self, name: str, url: str, key: Secret | None, before: str = "") -> None:
        self.choices.set_destination(name, url, key, before)
        self.trying.again()

    def remove_destination(self, name: str) -> None:
        self.choices.remove_destination(name)

    def restore_destination(self, name: str) -> None:
        self.choices.restore_destination(name)

    def set_recording(self, folder: str) -> None:
        self.choices.set_recording(folder)

    def set_video_kbps(self, kbps: int) -> None:
        self.choices.set_video_kbps(kbps)
