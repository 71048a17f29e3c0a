"""Opens a SQLite database as Storecast needs it: durable, checked, migrated; or read-only beside a live console."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event, text
from sqlalchemy.exc import DatabaseError

from app.store.schema import APPLICATION_ID, VERSION
from app.store.trouble import StoreError

READING = {"is_reading": True}  # a connection's execution option: it takes no write lock
_BUSY_MS = 5_000


def opened(path: Path) -> Engine:
    """A database for one writing console, at the newest schema. Raises `StoreError`."""
    try:
        if _is_new(path, path):
            _claim(path)
        engine = sqlalchemy.create_engine(
            URL.create("sqlite", database=str(path)), connect_args={"check_same_thread": False}
        )
        event.listen(engine, "connect", _make_durable)
        event.listen(engine, "begin", _begin)
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {reason(error)}") from None
    try:
        _migrate(engine, path)
        settle(engine)
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
    with contextlib.ExitStack() as stack:
        try:
            place = stack.enter_context(_place_to_read(path))
            if _is_new(place, path):
                raise StoreError(f"{path}: not a Storecast database; choose another file")
            engine = sqlalchemy.create_engine("sqlite://", creator=lambda: _connected_to_read(place))
            stack.callback(engine.dispose)
            with engine.connect() as connection:
                _check_version(connection, path)
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise StoreError(f"{path}: {reason(error)}") from None
        except OSError as error:
            raise StoreError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
        leave = stack.pop_all()
    event.listen(engine, "engine_disposed", lambda _engine: leave.pop_all().close(), once=True)
    return engine


def settle(engine: Engine) -> None:
    """Puts what stands in the write-ahead log into the database itself, and that on the disk.

    A console that was killed between writing and syncing leaves a group that everybody can read but the disk may not
    have yet: a row in it that is sent again is a duplicate, which is answered without a commit and so without a sync.
    Raises `DatabaseError`.
    """
    connection = engine.raw_connection()
    try:
        is_busy, kept, settled = connection.cursor().execute("PRAGMA wal_checkpoint").fetchone()
        if is_busy or settled < kept:
            # Somebody reads what was: the log itself is on the disk then, and that is enough.
            _sync(_beside(Path(str(engine.url.database)), "wal"))
    except (sqlite3.Error, OSError) as error:
        raise DatabaseError("PRAGMA wal_checkpoint", None, error) from None
    finally:
        connection.close()


def _sync(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _place_to_read(path: Path) -> Iterator[Path]:
    """The database itself. A log without its index, as a power cut leaves it, would get a new index beside it:
    that one is read from a copy.
    """
    log = _beside(path, "wal")
    if not log.exists() or _beside(path, "shm").exists():
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="storecast-") as folder:
        for file in (path, log):
            shutil.copyfile(file, Path(folder, file.name))
        yield Path(folder, path.name)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}-{ending}")


def _connected_to_read(path: Path) -> sqlite3.Connection:
    # Without a write-ahead log nobody writes and nothing is to be recovered: `immutable` then creates no file.
    mode = "mode=ro" if _beside(path, "wal").exists() else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    return connection


def _is_new(path: Path, called: Path) -> bool:
    """True for no file or an empty database; raises `StoreError` for a file that another program made.

    The number in the header is asked of SQLite: after a crash the newest one may stand in the write-ahead log.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise StoreError(f"{called}: cannot be read ({error.strerror}); check its permissions") from None
    if not head:
        return True
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        raise StoreError(f"{called}: not a Storecast database; choose another file")
    with contextlib.closing(_connected_to_read(path)) as connection:
        (number,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if number not in (APPLICATION_ID, 0) or (number == 0 and tables):
        raise StoreError(f"{called}: the database of another program; choose another file")
    return not tables


def _claim(path: Path) -> None:
    """Marks an empty database as ours, before anything else is written to it."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


def _make_durable(connection: sqlite3.Connection, _record: object) -> None:
    """WAL with FULL: every commit is on the disk before it is acknowledged (NORMAL loses commits in a power cut)."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY",
        "cache_size=-16000", "secure_delete=ON",
        *(("fullfsync=1", "checkpoint_fullfsync=1") if sys.platform == "darwin" else ()),
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Takes the write lock at once, so that no transaction fails half-way for want of it; reading takes none."""
    is_reading = connection.get_execution_options().get("is_reading", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _migrate(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        version = _version(connection)
        connection.rollback()
    if version == VERSION:
        return
    if version is not None and version > VERSION:
        raise StoreError(f"{path}: made by a newer Storecast; install the newest version")
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
