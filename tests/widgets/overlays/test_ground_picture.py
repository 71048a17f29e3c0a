"""What stands behind a keyed host: a picture that can be read, else the plain colour and a word about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.domain.fault import FaultCode
from app.engine.messages import PutSprite, RemoveSprite
from app.faults import FaultBoard
from app.snapshot import Choices, LookChoice, Snapshot
from widgets.overlays import picture
from widgets.overlays.kit import NEUTRAL_LIGHT
from widgets.overlays.picture import Pictures
from widgets.screen import OnAirScreen

pytestmark = pytest.mark.usefixtures("qapp")

SLOT = "ground-picture"


class Engine:
    """Keeps what stands in its slots."""

    def __init__(self) -> None:
        self.slots: set[str] = set()

    def put_sprite(self, command: PutSprite, pixels: bytes) -> None:
        self.slots.add(command.slot)

    def send(self, command: object) -> None:
        if isinstance(command, RemoveSprite):
            self.slots.discard(command.slot)


class Air:
    """A console's screen, its engine and its faults."""

    def __init__(self) -> None:
        self.engine, self.faults = Engine(), FaultBoard()
        pictures = Pictures(submit=lambda job: job())
        self.screen = OnAirScreen(self.engine, NEUTRAL_LIGHT, "en", pictures, self.faults)  # type: ignore[arg-type]

    def draw(self, ground: Path | None, key: str = "#00b140") -> list[tuple[FaultCode, str]]:
        """The trouble that is told."""
        look = LookChoice(key=key, ground_image=str(ground) if ground else "")
        self.screen.draw(Snapshot(choices=Choices(look=look)))
        return [(fault.code, fault.where) for fault in self.faults.all()]


def shop(folder: Path) -> Path:
    made = QImage(64, 36, QImage.Format.Format_RGB32)
    made.fill(0xFF336699)
    path = folder / "shop.png"
    assert made.save(str(path))
    return path


def absent(folder: Path) -> Path:
    return folder / "nowhere.png"


def no_picture(folder: Path) -> Path:
    path = folder / "shop.png"
    path.write_text("not a picture", encoding="utf-8")
    return path


def folder_itself(folder: Path) -> Path:
    return folder


def huge(folder: Path) -> Path:
    path = folder / "shop.png"
    with path.open("wb") as file:
        file.truncate(picture.MOST_BYTES + 1)
    return path


@pytest.mark.parametrize("made", [absent, no_picture, folder_itself, huge])
def test_a_ground_that_cannot_be_read_leaves_the_colour_and_is_told(
    tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    air = Air()
    assert air.draw(made(tmp_path)) == [(FaultCode.GROUND_UNREADABLE, "ground")]
    assert SLOT not in air.engine.slots


def test_nothing_is_told_of_a_ground_that_nobody_sees(tmp_path: Path) -> None:
    assert Air().draw(absent(tmp_path), key="") == []


def test_another_ground_or_the_colour_alone_ends_the_trouble(tmp_path: Path) -> None:
    air = Air()
    air.draw(absent(tmp_path))
    assert air.draw(shop(tmp_path)) == []
    assert SLOT in air.engine.slots
    air.draw(absent(tmp_path))
    assert air.draw(None) == []


def test_a_ground_whose_file_disappears_stays_for_the_show_and_the_next_console_tells_it(
    tmp_path: Path,
) -> None:
    path, air = shop(tmp_path), Air()
    assert air.draw(path) == []
    path.unlink()
    assert air.draw(path) == []
    assert SLOT in air.engine.slots
    # The engine outlives its console and still shows it: it must not stay without anybody saying so.
    later = Air()
    later.engine.slots.add(SLOT)
    later.screen.take_over((SLOT,))
    assert later.draw(path) == [(FaultCode.GROUND_UNREADABLE, "ground")]
    assert SLOT not in later.engine.slots
