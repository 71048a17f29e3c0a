"""What a programme leaves running for the next one: a device that is opened anew costs the show's first second."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.capture.microphone import Listening
from app.engine.scenery import Cameras


@dataclass(frozen=True, slots=True)
class Devices:
    """Those that were let go of, and nobody's meanwhile."""

    cameras: Cameras = (None, None)
    microphone: Listening | None = None

    @property
    def where(self) -> set[str]:
        """Whose trouble goes on with them."""
        return {one.light.where for one in (*self.cameras, self.microphone) if one}


NO_DEVICES = Devices()
