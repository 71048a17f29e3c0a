"""What can be typed after `storecast`, with its help and its errors."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

VERSION = "0.1.0"
_SHOW = "Opens the show in a file. Nobody sees it before Go live; with --headless it is live at once."
_DEMO = "A rehearsal with demo camera, microphone and shop: no account, no device, and nobody sees it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`command` is "window", "show" or "demo"."""

    command: str
    show_file: Path | None = None
    is_headless: bool = False
    seconds: float | None = None
    report: Path | None = None
    database: Path | None = None


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {message}; {self.prog} --help shows how\n")
        sys.exit(2)


def parsed(arguments: Sequence[str]) -> Options:
    """Leaves the program with status 2 and one line for wrong usage, with 0 after help."""
    found = _parser().parse_args(arguments)
    if found.command in (None, "window"):
        return Options(command="window", database=getattr(found, "db", None))
    return Options(
        command=found.command,
        show_file=getattr(found, "show_file", None),
        is_headless=found.headless,
        seconds=found.seconds,
        report=found.report,
        database=found.db,
    )


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="storecast",
        description="Sell live from a store. Without a command: the window, with the show that was set up in it.",
        epilog="storecast COMMAND --help explains a command. Status: 0 done, 1 could not, 2 wrong usage or show file.",
    )
    parser.add_argument("--version", action="version", version=f"Storecast {VERSION}")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", parser_class=OneLineParser
    )
    show = commands.add_parser("show", help="run the show in a file", description=_SHOW)
    show.add_argument(
        "show_file", metavar="SHOW.toml", type=Path, help="the show file; the README explains it"
    )
    demo = commands.add_parser(
        "demo", help="a rehearsal with demo camera, microphone and shop", description=_DEMO
    )
    for command in (show, demo):
        _add_options(command)
    commands.add_parser("totals", help="print the sums of the latest show in a database", add_help=False)
    commands.add_parser("verify", help="check a database against its own events", add_help=False)
    commands.add_parser("erase", help="erase names and texts of people in a database", add_help=False)
    return parser


def _add_options(command: argparse.ArgumentParser) -> None:
    """What a show and a demo have in common."""
    command.add_argument(
        "--headless", action="store_true", help="without a window; ends after --seconds, or with Ctrl+C"
    )
    command.add_argument(
        "--seconds", type=_seconds, metavar="N", help="end by itself N seconds after the first frame"
    )
    command.add_argument(
        "--report",
        type=Path,
        metavar="DIR",
        help="folder for report.json; headless without it: a new one, which is printed",
    )
    command.add_argument(
        "--db",
        type=Path,
        metavar="FILE",
        help="database of the live show; without it one among the user's own files, headless show.db in DIR",
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds") from None
    if not math.isfinite(seconds) or seconds <= 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return seconds
