"""The peer: FFmpeg's command line with the same clip, sprites and settings, to the same server."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.limit.floor import AUDIO_KBPS, KBPS
from tests.bench.limit.sprites import COUNTDOWN_S, digits, laid

THREADS = (1, 2)


def programs() -> Iterator[str]:
    """The system's, the one of the package `imageio-ffmpeg` where it is installed, and that of STORECAST_FFMPEG."""
    found = importlib.util.find_spec("imageio_ffmpeg")
    packaged = Path(found.origin).parent.glob("binaries/ffmpeg-*") if found and found.origin else ()
    for program in (shutil.which("ffmpeg"), *map(str, packaged), os.environ.get("STORECAST_FFMPEG")):
        if program:
            yield program


def version(program: str) -> str:
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=True).stdout
    return said.split()[2]


class Sheets:
    """The sprites as PNG files: four that stand, and the countdown's digits, one for each second."""

    def __init__(self, folder: Path, width: int, height: int) -> None:
        self.folder = folder
        folder.mkdir()
        self.standing = [one for one in laid(width, height) if one.slot != "countdown-digits"]
        self.standing.sort(key=lambda one: one.order)
        for one in self.standing:
            one.write(folder / f"{one.slot}.png")
        for second in range(COUNTDOWN_S):
            self.digits = digits(width, height, second)
            self.digits.write(folder / f"digits-{second:03}.png")

    def inputs(self) -> list[str]:
        standing = [word for one in self.standing for word in ("-i", str(self.folder / f"{one.slot}.png"))]
        return [*standing, "-framerate", "1", "-loop", "1", "-i", str(self.folder / "digits-%03d.png")]

    def graph(self) -> str:
        """Each over the one before; a picture that stands is repeated by `overlay` itself."""
        sprites = [*self.standing, self.digits]
        steps = []
        for number, one in enumerate(sprites):
            under = "0:v" if number == 0 else f"v{number}"
            steps.append(f"[{under}][{number + 1}:v]overlay={one.x}:{one.y}:format=yuv420[v{number + 1}]")
        return ";".join(steps)

    @property
    def last(self) -> str:
        return f"[v{len(self.standing) + 1}]"


def command(program: str, clip: Path, sheets: Sheets, url: str, threads: int) -> list[str]:
    few = str(threads)
    return [
        program, "-hide_banner", "-loglevel", "error", "-nostdin", "-filter_complex_threads", few,
        "-threads", few, "-re", "-stream_loop", "-1", "-i", str(clip), *sheets.inputs(),
        "-filter_complex", sheets.graph(), "-map", sheets.last, "-map", "0:a",
        "-c:v", "libx264", "-threads", few, "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", "high",
        "-b:v", f"{KBPS}k", "-maxrate", f"{KBPS}k", "-bufsize", f"{KBPS // 2}k", "-g", "60", "-sc_threshold", "0",
        "-c:a", "aac", "-b:a", f"{AUDIO_KBPS}k", "-f", "flv", url,
    ]  # fmt: skip


def started(words: list[str], complaints: Path) -> subprocess.Popen[bytes]:
    """On air until it is terminated; its complaints go into a file."""
    with complaints.open("wb") as file:
        return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=file)
