"""How rows enter each table: statements compiled once, in SQLite's words, since every console writes locally first."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert, insert

from app.store.schema import catalogue, cursors, events, ledger, orders, personal, shows

Row = dict[str, Any]  # a row by column names: any column type


class Statement:
    """An insert, compiled once and handed to the driver as it is: rows come by the thousand."""

    def __init__(self, statement: Insert) -> None:
        compiled = statement.compile(dialect=sqlite.dialect())
        names = compiled.positiontup
        self._sql = str(compiled)
        self._values = itemgetter(*names) if names else tuple

    def run(self, connection: Connection, rows: list[Row]) -> None:
        if rows:
            connection.exec_driver_sql(self._sql, [self._values(row) for row in rows])


def _upsert(table: Table, *, keep: Sequence[str] = ()) -> Insert:
    """Replaces the row with the same primary key, but for the columns of `keep`."""
    statement = insert(table)
    index = [column.name for column in table.primary_key]
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.c
        if column.name not in (*index, *keep)
    }
    return statement.on_conflict_do_update(index_elements=index, set_=changed)


EVENTS = Statement(insert(events))
PERSONAL = Statement(insert(personal))
SHOWS = Statement(_upsert(shows))
LEDGER = Statement(insert(ledger).on_conflict_do_nothing())
ORDERS = Statement(_upsert(orders, keep=("show_id",)))
CATALOGUE = Statement(_upsert(catalogue))
CURSORS = Statement(_upsert(cursors))
