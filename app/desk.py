"""What the window may ask of the director."""

from __future__ import annotations

from typing import Protocol

from app.domain.facts import SlateKind
from app.domain.layout import Layout
from app.domain.secret import Secret


class PictureDesk(Protocol):
    """What the window may ask of the picture beneath the cards; as `Desk`."""

    def set_layout(self, layout: Layout) -> None:
        """Cameras and the product's picture share the canvas in this way from now on, with a short fade or a cut."""

    def set_transition(self, *, is_cut: bool) -> None:
        """From one layout to the next at once, or over 0.3 s."""

    def roll_film(self, file: str) -> None:
        """Plays a file once over the whole picture, with its sound in the place of the microphone's."""

    def stop_film(self) -> None:
        """At once; the scene is seen again."""

    def set_second_camera(
        self, source: str, *, fit: str = "fill", is_mirrored: bool = False, rotate: int = 0
    ) -> None:
        """An empty source is none."""

    def set_crop(
        self, zoom: float, pan_x: float = 0.0, pan_y: float = 0.0, *, is_second: bool = False
    ) -> None:
        """`zoom` from 1 (all) to 8; the pans from -1 to 1 of what the zoom leaves out."""

    def lock_camera(self, *, exposure: bool, white_balance: bool, is_second: bool = False) -> None:
        """Holds what the camera has set by itself; a camera that cannot is a fault."""

    def set_key(self, colour: str, tolerance: float = 0.5, softness: float = 0.2) -> None:
        """Takes the cloth of that colour (`#RRGGBB`) out of the host's picture; empty: leaves it as it is."""

    def lift_key(self, is_lifted: bool) -> None:
        """Shows the cloth itself while its colour is picked; nothing of that is kept."""

    def set_ground(self, colour: str, image: str = "") -> None:
        """What stands behind a keyed host: a colour, or a picture file."""

    def set_retouch(self, smoothing: float, sharpening: float) -> None:
        """Both from 0 to 1."""

    def set_second_canvas(self, *, is_on: bool) -> None:
        """A second picture beside, the other way round; off: every destination gets the first one."""

    def set_destination_canvas(self, name: str, *, is_second: bool) -> None:
        """Which picture a destination gets while there is a second one."""


class ViewersDesk(Protocol):
    """What the window may ask about how far viewers are behind; as `Desk`."""

    def measure(self) -> None:
        """Puts the code into the picture and looks for it on the phone that is held up to the camera."""

    def stop(self) -> None:
        """Takes it away, measured or not."""

    def key_pressed(self) -> None:
        """The first digit is being typed: the phone shows the code now."""

    def type_code(self, text: str) -> None:
        """All four digits."""


class Desk(Protocol):
    """What the window may ask for. Every method returns at once, on the console's main thread, and never raises for
    expected trouble: that comes back as a `Fault` in the next snapshot."""

    @property
    def picture(self) -> PictureDesk: ...

    @property
    def viewers(self) -> ViewersDesk: ...

    def rehearse(self) -> None:
        """Starts a rehearsal: the local receiver, simulated buyers, a database of its own."""

    def stop_rehearsal(self) -> None: ...

    def go_live(self) -> None:
        """From set-up or rehearsal; the window has asked for the one-second hold already."""

    def end_live(self) -> None: ...

    def new_show(self) -> None:
        """From ended back to set-up."""

    def retry_now(self) -> None: ...

    def show_card(self, product_id: str) -> None: ...

    def hide_card(self) -> None: ...

    def next_card(self) -> None:
        """Shows the item after the one on air, or the first."""

    def start_countdown(self, seconds: float) -> None:
        """On the card on air, or stand-alone."""

    def cancel_countdown(self) -> None: ...

    def show_slate(self, slate: SlateKind, countdown_s: float | None = None) -> None: ...

    def hide_slate(self) -> None: ...

    def show_lower_third(self, name: str, role: str) -> None: ...

    def hide_lower_third(self) -> None: ...

    def mute(self, is_muted: bool) -> None: ...

    def set_gain(self, gain_db: float) -> None: ...

    def set_camera(
        self, source: str, *, fit: str = "fill", is_mirrored: bool = False, rotate: int = 0
    ) -> None: ...

    def set_microphone(self, source: str) -> None: ...

    def set_shop_voice(self, is_on: bool) -> None:
        """Noise out, voice even and at -16 LUFS."""

    def set_music(self, path: str, volume_db: float) -> None:
        """A file under the voice, round and round; an empty path is none."""

    def set_sound_offset(self, offset_ms: int) -> None:
        """The sound is heard so much later than the picture is seen; below 0 earlier, 500 at most either way."""

    def refresh_devices(self) -> None: ...

    def check_again(self) -> None:
        """Looks for devices and tries the destinations once more; before a show."""

    def has_stream(self, url: str, key: Secret | None, before: str = "") -> bool:
        """Whether another destination than the one called `before` has this address and this key already."""

    def set_destination(self, name: str, url: str, key: Secret | None, before: str = "") -> None:
        """Adds or changes a destination; `key` None keeps the one that is stored. `before` is the old name of one that
        is renamed. A name that another one has changes nothing."""

    def remove_destination(self, name: str) -> None: ...

    def restore_destination(self, name: str) -> None:
        """Takes back that it was removed: the same address, the same key."""

    def set_recording(self, folder: str) -> None: ...

    def set_video_kbps(self, kbps: int) -> None:
        """The picture's bitrate, from the next rehearsal or show on."""

    def hide_comment(self, connector: str, comment_id: str, *, is_hidden: bool = True) -> None: ...

    def set_preview(self, width: int, height: int, *, is_second: bool = False) -> None:
        """In device pixels; of the second canvas where it is asked for."""
