"""`storecast totals`: the latest show's counter out of its database, also beside a live console."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from app.command_line import OneLineParser
from app.domain.totals import as_table
from app.store import queries
from app.store.database import opened_to_read, reason
from app.store.trouble import StoreError

Figures = dict[str, object]


def figures(path: Path) -> Figures:
    """The table that is printed; raises `StoreError` when there is no database or no show in it."""
    engine = opened_to_read(path)
    try:
        with engine.connect() as connection:
            show = queries.latest_show(connection)
            if show is None:
                raise StoreError(f"{path}: no show in this database yet")
            return {
                "totals": as_table(queries.totals(connection, show.show_id)),
                "comments": queries.comment_count(connection, show.show_id),
            }
    except DatabaseError as error:
        raise StoreError(f"{path}: {reason(error)}") from None
    finally:
        engine.dispose()


def main(arguments: Sequence[str]) -> int:
    """Prints the totals; exit status 1 and one line when there are none, 2 for wrong usage."""
    parser = OneLineParser(prog="storecast totals", description="Prints the sums of the latest show.")
    parser.add_argument("--db", metavar="FILE", type=Path, required=True, help="the show's database")
    parser.add_argument("--json", action="store_true", help="as JSON (amounts in minor units)")
    options = parser.parse_args(arguments)
    try:
        found = figures(options.db)
    except StoreError as error:
        sys.stderr.write(f"storecast: {error}\n")
        return 1
    print(json.dumps(found, indent=2) if options.json else _plain(found))
    return 0


def _plain(found: Figures) -> str:
    lines = [f"comments {found['comments']}"]
    entries = found["totals"]
    for entry in entries if isinstance(entries, list) else []:
        counts = ", ".join(f"{count} {name}" for name, count in entry["orders"].items())
        amounts = f"net {entry['net_minor']} (paid {entry['paid_minor']}, refunded {entry['refunded_minor']})"
        lines.append(f"{entry['currency']} {amounts} minor units; {counts}")
    return "\n".join(lines)
