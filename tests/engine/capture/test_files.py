"""Files as camera and microphone: good ones loop, bad ones are one fault."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from app.domain.fault import FaultCode
from app.engine.capture.cameras.file import FileCamera
from app.engine.capture.microphones.file import FileMicrophone
from app.engine.capture.source import Canvas, SourceFault
from app.engine.planes import BLOCK, size_of, split_planes
from tests.engine.running import Running

CANVAS = Canvas(width=320, height=180, fps=25, epoch_ns=0)
FRAME_NS = 40_000_000


def film(path: Path, frames: int = 10, size: tuple[int, int] = (161, 91), rate: int = 44_100) -> Path:
    """Each frame a level of grey of its own; mono sound at an odd rate."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("ffv1", rate=25)
        video.width, video.height, video.pix_fmt = *size, "yuv444p"
        audio = container.add_stream("pcm_s16le", rate=rate, layout="mono")
        for number in range(frames):
            grey = np.full((size[1], size[0], 3), (20 + 20 * number) % 256, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="rgb24").reformat(format="yuv444p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(video.encode(frame))
        wave = (8000 * np.sin(np.arange(frames * rate // 25) * 2 * np.pi * 440 / rate)).astype(np.int16)
        sound = av.AudioFrame.from_ndarray(wave[None], format="s16", layout="mono")
        sound.sample_rate, sound.pts = rate, 0
        container.mux(audio.encode(sound))
        container.mux([*video.encode(None), *audio.encode(None)])
    return path


def wait_for(is_so: Callable[[], bool]) -> None:
    """Spins until the decoding thread got there; fails after five seconds."""
    until = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < until, "it did not happen in time"
        threading.Event().wait(0.002)


@pytest.fixture
def running() -> Iterator[Callable[[FileCamera | FileMicrophone], None]]:
    started: list[Running] = []
    yield lambda source: started.append(Running(source))
    for one in started:
        one.stop()


def test_a_film_runs_in_real_time_and_begins_again(
    tmp_path: Path, running: Callable[[FileCamera], None]
) -> None:
    source = FileCamera(str(film(tmp_path / "film.mkv")), CANVAS)
    running(source)
    wait_for(lambda: source.picture(0) is not None)
    seen = []
    for tick in range(25):
        # The decoder is three frames ahead at most: give it time, not the tick.
        wait_for(lambda: len(source._frames) >= 2)
        picture = source.picture(tick * FRAME_NS)
        assert picture is not None and size_of(picture.planes) == (160, 90)
        seen.append(int(split_planes(picture.planes)[0][45, 80]))
    levels = [16 + (20 + 20 * number) * 219 / 255 for number in range(10)]
    assert np.allclose(seen, [levels[tick % 10] for tick in range(25)], atol=2)


def test_ticks_that_were_skipped_skip_the_film_too(
    tmp_path: Path, running: Callable[[FileCamera], None]
) -> None:
    source = FileCamera(str(film(tmp_path / "film.mkv")), CANVAS)
    running(source)
    wait_for(lambda: source.picture(0) is not None)
    level = 16 + (20 + 20 * 6) * 219 / 255

    def is_at_frame_six() -> bool:
        picture = source.picture(6 * FRAME_NS)
        return picture is not None and abs(int(split_planes(picture.planes)[0][45, 80]) - level) <= 2

    wait_for(is_at_frame_six)


def moving_pictures(path: Path, size: tuple[int, int]) -> bytes:
    """A short MPEG transport stream, which may be followed by another of another size."""
    with av.open(str(path), "w", format="mpegts") as container:
        video = container.add_stream("mpeg2video", rate=25)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        for number in range(8):
            frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), 128, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path.read_bytes()


def test_a_film_may_change_its_size(tmp_path: Path, running: Callable[[FileCamera], None]) -> None:
    path = tmp_path / "film.ts"
    path.write_bytes(
        b"".join(moving_pictures(tmp_path / "part.ts", size) for size in ((320, 180), (96, 128)))
    )
    source = FileCamera(str(path), CANVAS)
    running(source)
    wait_for(lambda: source.picture(0) is not None)
    sizes = set()
    for tick in range(40):
        wait_for(lambda: len(source._frames) >= 2)
        picture = source.picture(tick * FRAME_NS)
        assert picture is not None
        sizes.add(size_of(picture.planes))
        assert abs(int(split_planes(picture.planes)[0][60, 50]) - 126) <= 2
    assert sizes == {(320, 180), (96, 128)}


def test_mono_sound_of_another_rate_becomes_48_khz_stereo_blocks(
    tmp_path: Path, running: Callable[[FileMicrophone], None]
) -> None:
    source = FileMicrophone(str(film(tmp_path / "film.mkv", frames=50)), CANVAS)
    running(source)
    wait_for(lambda: len(source._blocks) >= 20)
    blocks = [source.block(0) for _ in range(20)]
    sound = np.concatenate([block for block in blocks if block is not None], axis=1)
    assert sound.shape == (2, 20 * BLOCK) and np.array_equal(sound[0], sound[1])
    spectrum = np.abs(np.fft.rfft(sound[0]))
    assert abs(int(np.argmax(spectrum)) * 48_000 / sound.shape[1] - 440) < 5


def test_an_empty_shelf_is_a_gap_and_no_wait(tmp_path: Path) -> None:
    assert FileMicrophone(str(tmp_path / "x"), CANVAS).block(0) is None
    assert FileCamera(str(tmp_path / "x"), CANVAS).picture(0) is None


def corrupt(folder: Path) -> Path:
    path = film(folder / "film.mkv")
    path.write_bytes(path.read_bytes()[:200] + os.urandom(3000))
    return path


def text(folder: Path) -> Path:
    path = folder / "text.mp4"
    path.write_text("not a film")
    return path


def playlist(folder: Path) -> Path:
    film(folder / "secret.mkv")
    path = folder / "list.m3u8"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nsecret.mkv\n#EXT-X-ENDLIST\n")
    return path


def concatenation(folder: Path) -> Path:
    film(folder / "secret.mkv")
    path = folder / "list.txt"
    path.write_text("ffconcat version 1.0\nfile secret.mkv\n")
    return path


def pipe(folder: Path) -> Path:
    path = folder / "pipe.mp4"
    os.mkfifo(path)
    return path


def empty(folder: Path) -> Path:
    path = folder / "empty.mp4"
    path.touch()
    return path


def giant(folder: Path) -> Path:
    """A PNG header that claims 30,000 by 30,000 pixels."""
    path = folder / "giant.png"
    size = (30_000).to_bytes(4, "big") * 2
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + size + b"\x08\x02\x00\x00\x00" + bytes(200))
    return path


BAD = [
    corrupt,
    text,
    playlist,
    concatenation,
    empty,
    giant,
    lambda folder: folder,
    lambda folder: folder / "none",
]
if hasattr(os, "mkfifo"):
    BAD.append(pipe)


@pytest.mark.parametrize("make", BAD)
@pytest.mark.parametrize("kind", [FileCamera, FileMicrophone])
def test_a_file_that_cannot_be_played_is_one_fault(
    tmp_path: Path, kind: type[FileCamera] | type[FileMicrophone], make: Callable[[Path], Path]
) -> None:
    source = kind(str(make(tmp_path)), CANVAS)
    with pytest.raises(SourceFault) as caught:
        source.run(threading.Event())
    assert caught.value.code is FaultCode.FILE_UNREADABLE
    assert str(tmp_path) not in caught.value.detail


@pytest.mark.parametrize("name", ["http://127.0.0.1:9/x.mp4", "concat:a|b", "pipe:0", "rtmp://127.0.0.1/x"])
def test_an_address_is_not_a_file(name: str) -> None:
    with pytest.raises(SourceFault):
        FileCamera(name, CANVAS).run(threading.Event())
