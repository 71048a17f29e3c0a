"""The show file: one TOML text that describes a show, checked before anything starts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from app.domain.facts import SlateKind
from app.domain.layout import Layout
from app.domain.run_of_show import CueAction
from app.domain.text import plain
from app.settings.toml_lines import line_of

VERSION = 1
MOST_BYTES = 1 << 20
CANVASES = ("1280x720", "1920x1080", "720x1280", "1080x1920")
ORIENTATIONS = ("landscape", "portrait")
_MOST_SAID = 400
_PATH = re.compile(r" - at `(?:key in )?`?\$?([^`]*)`$")
_STEP = re.compile(r"\.?([\w\-]+)|\[(\d+)\]")


class ShowFileError(Exception):
    """A show file that cannot be used: one line with file, line, key, what is wrong and what to do."""


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the tables; an unknown key is an error, since it is most often a misspelt one."""


class ShowTable(Table, frozen=True, kw_only=True):
    title: str = "Storecast"
    currency: str = "CNY"
    canvas: Literal["1280x720", "1920x1080", "720x1280", "1080x1920"] = "1280x720"
    second_canvas: Literal["", "1280x720", "1920x1080", "720x1280", "1080x1920"] = ""
    second_video_kbps: int = 0
    fps: Literal[25, 30, 50, 60] = 30
    video_kbps: int = 3000
    audio_kbps: int = 128
    preset: Literal["low-latency", "quality"] = "low-latency"
    encoder: Literal["x264", "auto", "nvenc", "qsv", "amf", "videotoolbox", "mf"] = "x264"
    store: str = ""
    language: Literal["", "en", "zh"] = ""
    kit: str = ""
    safety_delay_s: float = 0.0
    measure_uplink: bool = True
    transition: Literal["fade", "cut"] = "fade"


class CameraTable(Table, frozen=True, kw_only=True):
    source: str = ""
    fit: Literal["fit", "fill"] = "fill"
    mirror: bool = False
    rotate: Literal[0, 90, 180, 270] = 0
    zoom: float = 1.0
    pan_x: float = 0.0
    pan_y: float = 0.0
    lock_exposure: bool = False
    lock_white_balance: bool = False


class LookTable(Table, frozen=True, kw_only=True):
    """What is done to the host's picture; `key` is the colour of the cloth behind, empty: none."""

    key: str = ""
    tolerance: float = 0.5
    softness: float = 0.2
    ground: str = "#f0f0f0"
    ground_image: str = ""
    smoothing: float = 0.0
    sharpening: float = 0.0


class MicrophoneTable(Table, frozen=True, kw_only=True):
    source: str = ""
    gain_db: float = 0.0
    shop_voice: bool = False
    offset_ms: int = 0


class MusicTable(Table, frozen=True, kw_only=True):
    """Under the voice, round and round."""

    file: str = ""
    volume_db: float = -12.0


class RecordingTable(Table, frozen=True, kw_only=True):
    folder: str = ""
    second_folder: str = ""


class DestinationTable(Table, frozen=True, kw_only=True):
    name: str
    url: str
    key: str = ""
    ends_after_s: float | None = None
    playback: str = ""
    canvas: Literal["", "landscape", "portrait"] = ""


class ProductTable(Table, frozen=True, kw_only=True):
    id: str
    title: str
    price: str
    compare_at: str = ""
    stock: int | None = None
    image: str = ""
    link: str = ""
    film: str = ""


class CueTable(Table, frozen=True, kw_only=True):
    at_s: float
    action: CueAction
    product: str = ""
    for_s: float = 0.0
    slate: SlateKind = SlateKind.BACK
    layout: Layout = Layout.HOST


class HostTable(Table, frozen=True, kw_only=True):
    """Who is in the picture: the lower third."""

    name: str = ""
    role: str = ""


Scalar = str | int | float | bool


class ShowFile(Table, frozen=True, kw_only=True):
    """A whole show file. `connector` tables keep their own keys, which their kind checks."""

    version: int = VERSION
    show: ShowTable = ShowTable()
    host: HostTable = HostTable()
    camera: CameraTable = CameraTable()
    second_camera: CameraTable = CameraTable()
    look: LookTable = LookTable()
    microphone: MicrophoneTable = MicrophoneTable()
    music: MusicTable = MusicTable()
    recording: RecordingTable = RecordingTable()
    destination: tuple[DestinationTable, ...] = ()
    product: tuple[ProductTable, ...] = ()
    run_of_show: tuple[CueTable, ...] = ()
    connector: tuple[dict[str, Scalar], ...] = ()


class Problem(Exception):
    """Something wrong at a path of the file; `parsed` adds file and line."""

    def __init__(self, path: tuple[str | int, ...], sentence: str) -> None:
        super().__init__(sentence)
        self.path = path


def check_unique(table: str, key: str, names: Sequence[str]) -> None:
    """Raises `Problem` at the second of two tables that have one name."""
    for index, name in enumerate(names):
        if name in names[:index]:
            raise Problem((table, index, key), f"{name!r} is there twice; each needs its own")


def within(path: tuple[str | int, ...], value: float, least: float, most: float) -> None:
    """Raises `Problem` for a figure that lies outside."""
    if not least <= value <= most:
        raise Problem(path, f"must be from {least:.10g} to {most:.10g}")


def read(path: Path) -> str:
    """The text of a show file; raises `ShowFileError` when it is absent, not readable, too large or not UTF-8."""
    try:
        if not path.is_file():
            raise ShowFileError(f"{path}: no such show file; check the path")
        if path.stat().st_size > MOST_BYTES:
            raise ShowFileError(f"{path}: larger than 1 MiB, so it is not a show file")
        # Some editors put a byte order mark in front.
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ShowFileError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    except UnicodeDecodeError:
        raise ShowFileError(f"{path}: not a UTF-8 text; save it as UTF-8") from None


def parsed(text: str, name: str = "show.toml") -> ShowFile:
    """The checked tables of `text`; raises `ShowFileError`. What a value means is checked by `plan.plan_of`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ShowFileError(
            f"{name}: not valid TOML: {plain(str(error), _MOST_SAID)}; mend that line"
        ) from None
    except ValueError:
        # Python refuses to read a number of more than 4300 digits.
        raise ShowFileError(f"{name}: not valid TOML: a number has too many digits; shorten it") from None
    except RecursionError:
        raise ShowFileError(f"{name}: nested too deeply to be a show file") from None
    try:
        file = msgspec.convert(data, ShowFile)
        _check_texts(data)
    except Problem as wrong:
        raise located(text, name, wrong) from None
    except msgspec.ValidationError as error:
        raise located(text, name, _problem(str(error))) from None
    if file.version != VERSION:
        problem = Problem(
            ("version",), f"version {file.version} is not known here; this Storecast reads version 1"
        )
        raise located(text, name, problem)
    return file


def _check_texts(value: object, path: tuple[str | int, ...] = ()) -> None:
    """Raises `Problem` at a text with a NUL in it: TOML can spell one, and no call of the system takes it."""
    if isinstance(value, str) and "\0" in value:
        raise Problem(path, "holds a character that no text may hold (\\u0000); remove it")
    if isinstance(value, dict):
        for key, one in value.items():
            _check_texts(one, (*path, key))
    if isinstance(value, list):
        for index, one in enumerate(value):
            _check_texts(one, (*path, index))


def located(text: str, name: str, problem: Problem) -> ShowFileError:
    """The problem as one line with its place in the file."""
    key = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in problem.path).lstrip(
        "."
    )
    where = f"line {line_of(text, problem.path)}, {key}: " if problem.path else ""
    # A value or a key of the file may be quoted here: it breaks no line and turns no sentence round.
    return ShowFileError(f"{name}: {plain(f'{where}{problem}', _MOST_SAID)}")


def _problem(message: str) -> Problem:
    """msgspec's message split into the path and words for people."""
    found = _PATH.search(message)
    steps = _STEP.findall(found[1]) if found else []
    path: tuple[str | int, ...] = tuple(int(index) if index else name for name, index in steps)
    words = _PATH.sub("", message)
    if unknown := re.match(r"Object contains unknown field `(.*)`", words, re.DOTALL):
        return Problem((*path, unknown[1]), "no such key; check its spelling or remove it")
    if missing := re.match(r"Object missing required field `(.*)`", words, re.DOTALL):
        return Problem((*path, missing[1]), "is missing; add it")
    if re.match(r"Invalid enum value", words):
        choices = {
            "canvas": ORIENTATIONS if "destination" in path else CANVASES, "second_canvas": CANVASES,
            "fps": ("25", "30", "50", "60"), "preset": ("low-latency", "quality"),
            "encoder": ("x264", "auto", "nvenc", "qsv", "amf", "videotoolbox", "mf"),
            "action": tuple(CueAction), "slate": tuple(SlateKind), "fit": ("fit", "fill"),
            "rotate": ("0", "90", "180", "270"), "language": ("en", "zh"),
            "layout": tuple(Layout), "transition": ("fade", "cut"),
        }.get(str(path[-1]) if path else "", ())  # fmt: skip
        return Problem(
            path, f"must be one of {', '.join(choices)}" if choices else "is not one of the known values"
        )
    if kinds := re.match(r"Expected `(.*)`, got `(.*)`", words):
        names = {"str": "a text in quotes", "int": "a whole number", "float": "a number", "bool": "true or false",
                 "object": "a table", "array": "a list of tables"}  # fmt: skip
        expected = names.get(kinds[1].split(" | ")[0], kinds[1])
        return Problem(path, f"must be {expected}")
    return Problem(path, words)
