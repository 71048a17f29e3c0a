"""What is done to the host's picture before it takes its place: key, smoothing, sharpening."""

from __future__ import annotations

from app.engine.compose.key import Colour, Keyer, KeySetting, yuv
from app.engine.compose.skin import Retouch
from app.engine.compose.still import Still
from app.engine.picture_messages import SetLook
from app.engine.planes import Planes, new_planes, size_of


class Look:
    """One setting, for pictures of any size. Belongs to the programme thread."""

    def __init__(self, setting: SetLook) -> None:
        self.setting = setting
        self._retouches: dict[tuple[int, int], Retouch] = {}
        self._keyers: dict[tuple[int, int], Keyer] = {}
        self._grounds: dict[tuple[int, int], Planes] = {}

    def laid(self, picture: Planes, ground: Still) -> Planes:
        """The very array where nothing is to be done; else valid until the next call for this size.

        `ground` stands behind a keyed host where it has a picture of this size, else the setting's colour does.
        """
        setting, size = self.setting, size_of(picture)
        if setting.smoothing > 0 or setting.sharpening > 0:
            if size not in self._retouches:
                self._retouches[size] = Retouch(setting.smoothing, setting.sharpening, *size)
            picture = self._retouches[size].laid(picture)
        if setting.key is None:
            return picture
        if size not in self._keyers:
            key = setting.key
            self._keyers[size] = Keyer(KeySetting(key.colour, key.tolerance, key.softness), *size)
            self._grounds[size] = _plain(key.ground, size)
        behind = ground.get(size)
        return self._keyers[size].laid(picture, self._grounds[size] if behind is None else behind)


def _plain(colour: Colour, size: tuple[int, int]) -> Planes:
    return new_planes(*size, yuv(colour))
