"""A desk at which nobody sits: it keeps the names of what was asked."""

from __future__ import annotations

from app.domain.facts import SlateKind
from app.domain.secret import Secret
from widgets.proof.idle_picture import IdlePicture
from widgets.proof.idle_viewers import IdleViewers


class IdleDesk:
    """Takes every wish of the window and only remembers it, as (name, first argument)."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []
        self.picture = IdlePicture(self.asked)
        self.viewers = IdleViewers(self.asked)
        self.framing: tuple[str, bool, int] = ("", False, 0)
        self.destination = ("", "", "")
        self.music = ("", 0.0)
        self.previews: list[bool] = []

    def rehearse(self) -> None:
        self.asked.append(("rehearse", None))

    def stop_rehearsal(self) -> None:
        self.asked.append(("stop_rehearsal", None))

    def go_live(self) -> None:
        self.asked.append(("go_live", None))

    def end_live(self) -> None:
        self.asked.append(("end_live", None))

    def new_show(self) -> None:
        self.asked.append(("new_show", None))

    def retry_now(self) -> None:
        self.asked.append(("retry_now", None))

    def show_card(self, product_id: str) -> None:
        self.asked.append(("show_card", product_id))

    def hide_card(self) -> None:
        self.asked.append(("hide_card", None))

    def next_card(self) -> None:
        self.asked.append(("next_card", None))

    def start_countdown(self, seconds: float) -> None:
        self.asked.append(("start_countdown", seconds))

    def cancel_countdown(self) -> None:
        self.asked.append(("cancel_countdown", None))

    def show_slate(self, slate: SlateKind, countdown_s: float | None = None) -> None:
        self.asked.append(("show_slate", slate))

    def hide_slate(self) -> None:
        self.asked.append(("hide_slate", None))

    def show_lower_third(self, name: str, role: str) -> None:
        self.asked.append(("show_lower_third", name))

    def hide_lower_third(self) -> None:
        self.asked.append(("hide_lower_third", None))

    def mute(self, is_muted: bool) -> None:
        self.asked.append(("mute", is_muted))

    def set_gain(self, gain_db: float) -> None:
        self.asked.append(("set_gain", gain_db))

    def set_camera(
        self, source: str, *, fit: str = "fill", is_mirrored: bool = False, rotate: int = 0
    ) -> None:
        self.asked.append(("set_camera", source))
        self.framing = (fit, is_mirrored, rotate)

    def set_microphone(self, source: str) -> None:
        self.asked.append(("set_microphone", source))

    def set_shop_voice(self, is_on: bool) -> None:
        self.asked.append(("set_shop_voice", is_on))

    def set_music(self, path: str, volume_db: float) -> None:
        self.asked.append(("set_music", path))
        self.music = (path, volume_db)

    def set_sound_offset(self, offset_ms: int) -> None:
        self.asked.append(("set_sound_offset", offset_ms))

    def refresh_devices(self) -> None:
        self.asked.append(("refresh_devices", None))

    def check_again(self) -> None:
        self.asked.append(("check_again", None))

    def has_stream(self, url: str, key: Secret | None, before: str = "") -> bool:
        return key == Secret("taken")

    def set_destination(self, name: str, url: str, key: Secret | None, before: str = "") -> None:
        self.asked.append(("set_destination", name))
        self.destination = (name, url, before)

    def remove_destination(self, name: str) -> None:
        self.asked.append(("remove_destination", name))

    def restore_destination(self, name: str) -> None:
        self.asked.append(("restore_destination", name))

    def set_recording(self, folder: str) -> None:
        self.asked.append(("set_recording", folder))

    def set_video_kbps(self, kbps: int) -> None:
        self.asked.append(("set_video_kbps", kbps))

    def hide_comment(self, connector: str, comment_id: str, *, is_hidden: bool = True) -> None:
        self.asked.append(("hide_comment" if is_hidden else "unhide_comment", comment_id))

    def set_preview(self, width: int, height: int, *, is_second: bool = False) -> None:
        self.previews.append(is_second)
        self.asked.append(("set_preview", (width, height)))
