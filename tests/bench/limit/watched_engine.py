"""The real engine, which notes when each picture reaches the encoder: `… watched_engine RUN_DIR STAMPS`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.engine.__main__ import main
from app.engine.encode.chosen import Chosen
from app.engine.encode.codecs import Codecs
from app.engine.encode.probe import picked
from app.engine.planes import Planes

if TYPE_CHECKING:
    from app.engine.ffmpeg import Packet

_stamps_ns: list[int] = []


class Watched(Codecs):
    """Codecs with a clock."""

    def encode_picture(self, planes: Planes, pts: int, is_key: bool) -> list[Packet]:
        _stamps_ns.append(time.perf_counter_ns())
        return super().encode_picture(planes, pts, is_key)


if __name__ == "__main__":
    # Its own default was bound when it was defined.
    Chosen.__init__.__defaults__ = (Watched, picked)
    status = main(["--run-dir", sys.argv[1]])
    Path(sys.argv[2]).write_text("\n".join(map(str, _stamps_ns)))
    sys.exit(status)
