"""Which files are opened, which are refused and left as they are, and what reading beside a console leaves behind."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from app.store import database, erase, totals, verify
from app.store.store import Store, StoreError
from tests.store.drafts import ORDER, opened_at, said, show, sold

FOREIGN = [b"hello", b"\0" * 4096, b"SQLite format 3\0" + b"\1" * 4000, b"SQLite format 3\0"]


@pytest.mark.parametrize("content", FOREIGN)
def test_a_file_that_is_no_database_is_refused_in_one_sentence(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for use in (opened_at, totals.figures, verify.verified):
        with pytest.raises(StoreError) as error:
            use(path)
        assert "\n" not in str(error.value) and str(path) in str(error.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize("number", [0, 7])
def test_another_programs_database_is_refused_and_left_as_it_is(path: Path, number: int) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(f"PRAGMA application_id = {number}; CREATE TABLE a (b)")
    connection.close()
    before = path.read_bytes()
    for use in (opened_at, totals.figures):
        with pytest.raises(StoreError, match="another program"):
            use(path)
    assert path.read_bytes() == before


def test_a_database_of_a_newer_version_is_left_alone(path: Path) -> None:
    opened_at(path).close(5)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="newer Storecast"):
        opened_at(path)
    with pytest.raises(StoreError, match="another version"):
        totals.figures(path)


@pytest.mark.parametrize("left", [100, 4096, 9000])
def test_a_truncated_database_is_told_and_left_as_it_is(path: Path, left: int) -> None:
    store = opened_at(path)
    store.append([show(), sold(ORDER)]).result(10)
    store.close(5)
    content = path.read_bytes()[:left]
    path.write_bytes(content)
    for use in (opened_at, totals.figures):
        with pytest.raises(StoreError) as error:
            use(path)
        assert "damaged" in str(error.value)
    assert path.read_bytes() == content


def test_a_damaged_page_is_one_sentence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = opened_at(path)
    store.append([show(), *(said(str(at) * 50) for at in range(500))]).result(10)
    store.close(5)
    with open(path, "r+b") as file:
        for page in range(20, 60):
            file.seek(page * 4096)
            file.write(b"\xaa" * 4096)
    assert verify.main(["--db", str(path)]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "damaged" in error


def test_totals_of_a_damaged_database_are_one_sentence(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = opened_at(path)
    store.append([show(), *(said(f"{at}" * 100) for at in range(500))]).result(10)
    store.close(5)
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    path.write_bytes(content)
    assert totals.main(["--db", str(path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    with pytest.raises(StoreError, match="not a Storecast database"):
        totals.figures(path)
    store = opened_at(path)
    store.append([show()]).result(10)
    store.close(5)
    assert verify.verified(path) == 1


def test_a_path_with_odd_characters_is_just_a_path(tmp_path: Path) -> None:
    path = tmp_path / "100 % sure? #1 直播" / "a&b.db"
    store = opened_at(path)
    store.append([show()]).result(10)
    store.close(5)
    assert path.is_file() and verify.verified(path) == 1


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="choose another folder"):
        opened_at(tmp_path / "file" / "show.db")
    with pytest.raises(StoreError, match="no such database"):
        totals.figures(tmp_path)


def test_a_folder_that_cannot_be_written_is_one_sentence(small_disk: Path) -> None:
    store = opened_at(small_disk / "old.db")
    store.append([show()]).result(10)
    store.close(5)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for name in ("new.db", "old.db"):
        with pytest.raises(StoreError, match="choose another folder"):
            opened_at(small_disk / name)
    assert verify.verified(small_disk / "old.db") == 1


def test_totals_and_verify_create_no_file(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert totals.main(["--db", str(path), "--json"]) == 1
    assert "no such database" in capsys.readouterr().err
    store = opened_at(path)
    store.append([show(), sold(ORDER)]).result(10)
    store.close(5)
    before = sorted(tmp_path.iterdir())
    assert totals.main(["--db", str(path), "--json"]) == 0
    assert verify.main(["--db", str(path)]) == 0
    assert sorted(tmp_path.iterdir()) == before


DIES = """
import os, signal, sys
from pathlib import Path
from tests.store.drafts import ORDER, opened_at, said, show, sold
store = opened_at(Path(sys.argv[1]))
store.append([show(), sold(ORDER), said("hello")]).result(10)
os._exit(137)
"""


def test_what_a_killed_console_left_is_read_in_full_and_nothing_is_created(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything still stands in the write-ahead log; one copy lacks its index, as after a power cut."""
    dead, copy = tmp_path / "dead", tmp_path / "copy"
    dead.mkdir()
    assert subprocess.run([sys.executable, "-c", DIES, str(dead / "show.db")], check=False).returncode == 137
    copy.mkdir()
    for name in ("show.db", "show.db-wal"):
        shutil.copy(dead / name, copy / name)
    for folder in (dead, copy):
        before = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}
        names = sorted(path.name for path in folder.iterdir())
        assert totals.main(["--db", str(folder / "show.db"), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["totals"][0]["net_minor"], found["comments"]) == (10_000, 1)
        assert verify.verified(folder / "show.db") == 3
        assert sorted(path.name for path in folder.iterdir()) == names
        assert all((folder / name).read_bytes() == content for name, content in before.items())


def test_the_commands_say_how_they_are_used(capsys: pytest.CaptureFixture[str]) -> None:
    for main in (totals.main, verify.main, erase.main):
        for arguments, status in ((["--help"], 0), ([], 2), (["--db"], 2)):
            with pytest.raises(SystemExit) as ended:
                main(arguments)
            assert ended.value.code == status
    assert "--db FILE" in capsys.readouterr().out


def test_what_a_killed_console_left_in_the_log_is_put_into_the_database_before_anybody_is_answered(
    path: Path,
) -> None:
    """A group that was written and not synced can be read; sent again it is a duplicate, which syncs nothing."""
    store = opened_at(path)
    store.append([show(), sold(ORDER)]).result(10)
    left = path.with_name("left.db")
    for ending in ("", "-wal"):
        shutil.copyfile(f"{path}{ending}", f"{left}{ending}")
    store.close(5)
    again = opened_at(left)
    on_disk = path.with_name("alone.db")
    shutil.copyfile(left, on_disk)
    again.close(5)
    assert verify.verified(on_disk) == 2


@contextlib.contextmanager
def read_before_an_order(path: Path) -> Iterator[tuple[Store, sqlite3.Connection]]:
    """A console that has written an order, while somebody still reads what was before it."""
    store = opened_at(path)
    store.append([show()]).result(10)
    with contextlib.closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM events").fetchone() == (1,)
        store.append([sold(ORDER)]).result(10)
        yield store, reader
    store.close(5)


def test_while_somebody_reads_what_was_the_log_itself_is_put_on_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with read_before_an_order(path) as (store, reader):
        synced: list[Path] = []
        monkeypatch.setattr(database, "_sync", synced.append)
        database.settle(store._engine)
        assert synced == [path.with_name(f"{path.name}-wal")]
        reader.rollback()
        database.settle(store._engine)
        assert len(synced) == 1


def test_a_log_that_cannot_be_put_on_the_disk_is_the_databases_own_trouble(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    with read_before_an_order(path) as (store, _), monkeypatch.context() as patched:
        patched.setattr(os, "fsync", broken)
        with pytest.raises(DatabaseError):
            database.settle(store._engine)
