"""What a programme leaves running for the next one: a device that is opened anew costs the show's first second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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

    @contextmanager
    def handed_over(self) -> Iterator[None]:
        """A programme that fails to begin would leave them open, their trouble told, and nobody's."""
        try:
            yield
        except Exception:
            for one in (*self.cameras, self.microphone):
                if one:
                    one.feed.stop(0.0)
                    one.light.clear()
            raise


NO_DEVICES = Devices()
