"""Opens a SQLite database as Storecast needs it: durable, checked, migrated; or read-only beside a live console."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DatabaseError

from app.store.schema import APPLICATION_ID, VERSION

_BUSY_MS = 5_000


class StoreError(Exception):
    """The database cannot be used; one sentence that says what is wrong and what to do."""


def opened(path: Path) -> Engine:
    """A database for one writing console, at the newest schema. Raises `StoreError`."""
    _check_is_ours(path)
    engine = sqlalchemy.create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _make_durable)
    event.listen(engine, "begin", _begin_immediate)
    try:
        _migrate(engine)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise StoreError(f"{path}: {reason(error)}") from None
    except StoreError:
        engine.dispose()
        raise
    return engine


def opened_to_read(path: Path) -> Engine:
    """A view of a database that changes and creates nothing, also beside a live console. Raises `StoreError`."""
    if not path.is_file():
        raise StoreError(f"{path}: no such database; check the path")
    _check_is_ours(path)
    # Without a write-ahead log nobody writes and nothing is to be recovered: `immutable` then creates no file.
    mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    address = f"{path.resolve().as_uri()}?{mode}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        return connection

    engine = sqlalchemy.create_engine("sqlite://", creator=connect)
    try:
        with engine.connect() as connection:
            _check_version(connection, path)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise StoreError(f"{path}: {reason(error)}") from None
    except StoreError:
        engine.dispose()
        raise
    return engine


def _check_is_ours(path: Path) -> None:
    """A file that is there must be a SQLite database made by Storecast."""
    try:
        with open(path, "rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    if not head:
        return
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        raise StoreError(f"{path}: not a Storecast database; choose another file")
    if int.from_bytes(head[68:72], "big") not in (APPLICATION_ID, 0):
        raise StoreError(f"{path}: the database of another program; choose another file")


def _make_durable(connection: sqlite3.Connection, _record: object) -> None:
    """WAL with FULL: every commit is on the disk before it is acknowledged (NORMAL loses commits in a power cut)."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY",
        "cache_size=-16000", f"application_id={APPLICATION_ID}", "secure_delete=ON",
        *(("fullfsync=1", "checkpoint_fullfsync=1") if sys.platform == "darwin" else ()),
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    """Takes the write lock at once, so that no transaction fails half-way for want of it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        version = _version(connection)
        connection.rollback()
    if version == VERSION:
        return
    if version is not None and version > VERSION:
        raise StoreError("the database was made by a newer Storecast; install the newest version")
    # alembic costs a third of a second to import, and a database needs it once in its life.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")


def _check_version(connection: Connection, path: Path) -> None:
    version = _version(connection)
    if version is None:
        raise StoreError(f"{path}: not a Storecast database; choose another file")
    if version != VERSION:
        raise StoreError(f"{path}: made by another version of Storecast; open it with that one")


def _version(connection: Connection) -> str | None:
    """The schema's number, None in an empty database."""
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")).all()
    if not names:
        return None
    found: Any = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def reason(error: Exception) -> str:
    """The database's complaint in words for the person."""
    words = str(getattr(error, "orig", error))
    if "malformed" in words or "not a database" in words:
        return "the database is damaged; restore a copy or choose another file"
    if "full" in words:
        return "the disk is full; free some space"
    if "readonly" in words or "unable to open" in words:
        return "cannot be written here; choose a folder that you may write to"
    return words
