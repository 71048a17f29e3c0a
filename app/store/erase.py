"""`storecast erase`: names and texts of people are overwritten for good; the chain and the counter hold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.command_line import OneLineParser
from app.domain.clock import SystemClock, rfc3339
from app.store.store import Store
from app.store.trouble import StoreError

_MOST_NAMED = 5


def erased(path: Path, *, show_id: str = "", before: str = "", author_id: str = "") -> int:
    """How many rows; raises `StoreError`, also for an unknown show and while a console has the database open."""
    if not path.is_file():
        raise StoreError(f"{path}: no such database; check the path")
    store = Store.open(path, utc_now=SystemClock().utc_now, on_trouble=lambda _fault: None)
    try:
        known = store.show_ids()
        if show_id and show_id not in known:
            raise StoreError(
                f"{path}: no show {show_id!r}; the newest here: {', '.join(known[:_MOST_NAMED]) or 'none'}"
            )
        return store.erase_personal(show_id=show_id, before=before, author_id=author_id)
    finally:
        store.close(5.0)


def main(arguments: Sequence[str]) -> int:
    """Exit status 1 and one line when it could not, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        rows = erased(
            options.db,
            show_id=options.show or "",
            before=options.before or "",
            author_id=options.author or "",
        )
    except StoreError as error:
        sys.stderr.write(f"storecast: {error}\n")
        return 1
    print(f"{rows} {'row' if rows == 1 else 'rows'} of personal data erased")
    return 0


def _parser() -> OneLineParser:
    parser = OneLineParser(
        prog="storecast erase",
        description="Erases names and texts of people for good. What was sold stays, and verify still holds.",
    )
    parser.add_argument("--db", metavar="FILE", type=Path, required=True, help="the show's database")
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--show", metavar="ID", type=_named, help="of this show")
    whose.add_argument(
        "--before", metavar="RFC3339", type=_moment, help="received before, as 2026-11-24T20:00:00Z"
    )
    whose.add_argument("--author", metavar="ID", type=_named, help="of this viewer, by the platform's own id")
    return parser


def _named(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("must not be empty")
    return text


def _moment(text: str) -> str:
    """As the database writes it, so that texts compare as moments do."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment such as 2026-11-24T20:00:00Z") from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} needs its time zone: Z, or an offset such as +08:00")
    return rfc3339(moment)
