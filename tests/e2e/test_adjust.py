"""The sheet over a real engine: a press in the window changes the picture and the sound, and the show file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider

from app.composition import Parts, Place
from app.domain.clock import SystemClock
from app.settings.plan import load
from tests.e2e.rig import until
from tests.widgets.rooms import seen
from widgets import fonts
from widgets.adjust.sheet import Tab
from widgets.overlays.picture import Pictures
from widgets.window import MainWindow, Wishes, dress
from widgets.words import speech

CLOTH, WALL = (0, 177, 64), (150, 140, 130)
WORDS = speech.words("en").adjust
SHOW = """# Our shop's own notes stay.
[show]
title = "Coats"
[camera]  # the good one
source = "file:clip.mp4"
[microphone]
source = "test-card"
"""


def write_clip(path: Path) -> None:
    """The left half of the picture is a green cloth, the right half a wall."""
    picture = np.zeros((360, 640, 3), np.uint8)
    picture[:, :320], picture[:, 320:] = CLOTH, WALL
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for _ in range(60):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())


class Store:
    """A console with its window on a screen that nobody sees, ticked by hand."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application = application
        write_clip(folder / "clip.mp4")
        self.show_file = folder / "show.toml"
        self.show_file.write_text(SHOW)
        place = Place(
            database=lambda mode: folder / f"{mode.value}.db",
            recordings=lambda _: "",
            run=folder / "run",
            keys=folder / "keys.json",
            show_file=self.show_file,
        )
        self.parts = Parts(load(self.show_file, {}), place, SystemClock())
        self.parts.start()
        self.parts.show.prepare()
        fonts.load()
        dress(application, is_dark=True)
        wishes = Wishes(report=lambda: None, quit=lambda: None, language=lambda _: None, theme=lambda _: None)
        pictures = Pictures(submit=lambda job: job())
        self.window = MainWindow(self.parts.show, pictures, wishes, "en", ("", ""), is_dark=True)
        self.window.resize(1280, 720)
        self.window.show()
        self.picture: NDArray[np.uint8] | None = None

    def turn(self) -> None:
        """What the bridge does twenty times a second."""
        self.window.draw(self.parts.show.tick())
        self._application.processEvents()
        found = self.parts.engine.picture()
        if found is not None:
            layout, pixels = found
            self.picture = np.frombuffer(pixels, np.uint8).reshape(layout.height, layout.width, 4)

    def wait_for(self, is_so: Callable[[], object], what: str) -> None:
        def happens() -> object:
            self.turn()
            return is_so()

        until(happens, 20, what)

    def is_seen(self, *colours: tuple[int, int, int]) -> bool:
        """Whether the picture's left and right quarter, each near its middle, have these colours."""
        if self.picture is None:
            return False
        height, width = self.picture.shape[:2]
        found = [self.picture[height // 2, width * place // 8, 2::-1].astype(int) for place in (1, 7)]
        return all(
            np.abs(one - np.array(colour)).max() < 24 for one, colour in zip(found, colours, strict=True)
        )

    def press(self, name: str) -> None:
        buttons = [one for one in seen(self.window) if isinstance(one, QAbstractButton)]
        next(one for one in buttons if one.accessibleName().startswith(name)).click()

    def slide(self, name: str, value: int) -> None:
        sliders = [one for one in seen(self.window) if isinstance(one, QSlider)]
        next(one for one in sliders if one.accessibleName().startswith(name)).setValue(value)

    def unfold(self, tab: Tab) -> None:
        self.window.sheet.unfold(tab)
        self.turn()

    def peak_db(self) -> float:
        health = self.parts.programme.health
        return health.peak_db if health else -120.0


@pytest.fixture
def store(qapp: QApplication, tmp_path: Path) -> Iterator[Store]:
    one = Store(qapp, tmp_path)
    yield one
    one.window.hide()
    one.window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert one.parts.close(10)


def test_what_is_pressed_is_seen_heard_and_kept(store: Store) -> None:
    store.wait_for(lambda: store.is_seen(CLOTH, WALL), "the clip in the preview")
    store.unfold(Tab.CAMERA)
    store.press(speech.words("en").mirror)
    store.wait_for(lambda: store.is_seen(WALL, CLOTH), "the picture is mirrored")
    store.press(speech.words("en").mirror)
    store.slide(WORDS.zoom, 200)
    store.slide(WORDS.across, 100)
    store.wait_for(lambda: store.is_seen(WALL, WALL), "the right half alone")
    store.press(WORDS.reset)
    store.wait_for(lambda: store.is_seen(CLOTH, WALL), "the whole picture again")
    store.unfold(Tab.LOOK)
    store.press(f"{WORDS.cloth}: {WORDS.cloths[1]}")
    store.wait_for(lambda: store.is_seen((240, 240, 240), WALL), "the ground in the cloth's place")
    store.press(f"{WORDS.cloth}: {WORDS.pick}")
    store.wait_for(lambda: store.is_seen(CLOTH, WALL), "the cloth, to be picked from")
    store.press(WORDS.done)
    store.wait_for(lambda: store.is_seen((240, 240, 240), WALL), "the ground again, for nothing was picked")
    store.unfold(Tab.SOUND)
    store.wait_for(lambda: store.peak_db() > -30, "the beep")
    before = store.peak_db()
    store.slide(WORDS.gain, -20)
    store.wait_for(lambda: -120 < store.peak_db() < before - 15, "a softer beep")
    text = store.show_file.read_text()
    kept = load(store.show_file, {})
    assert (kept.look.key, kept.microphone.gain_db, kept.camera.zoom) == ("#00b140", -20.0, 1.0)
    assert text.startswith("# Our shop's own notes stay.") and "[camera]  # the good one" in text
