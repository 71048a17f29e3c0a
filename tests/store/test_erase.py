"""`storecast erase` takes people out of a database, says how many rows went, and never takes all by mistake."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.clock import rfc3339
from app.store import erase, verify
from app.store.store import Store
from main import main
from tests.store.drafts import ORDER, opened_at, said, show, sold


@pytest.fixture
def filled(path: Path) -> Path:
    """Two shows, an hour apart."""
    moments = iter([datetime(2026, 11, 24, 12, tzinfo=UTC) + timedelta(hours=at) for at in range(100)])
    store = Store.open(path, utc_now=lambda: rfc3339(next(moments)), on_trouble=lambda _fault: None)
    store.append([show("s"), said("first", "a", "li"), said("second", "b", "wang")]).result(10)
    last_at = store.events(0, 9)[-1].received_at
    store.append([show("t"), said("third", "c", "li"), sold(replace(ORDER, buyer_name="Zhao"))]).result(10)
    assert store.events(3, 9)[0].received_at > last_at
    store.close(5)
    return path


def left(path: Path) -> list[str]:
    store = opened_at(path)
    try:
        facts = [event.fact for event in store.events(0, 99)]
    finally:
        store.close(5)
    return [
        getattr(fact, "text", "") or getattr(getattr(fact, "order", None), "buyer_name", "") for fact in facts
    ]


@pytest.mark.parametrize(
    ("choice", "rows", "stays"),
    [
        (["--show", "s"], 2, ["third", "Zhao"]),
        (["--author", "li"], 2, ["second", "Zhao"]),
        (["--before", "2999-01-01T00:00:00+08:00"], 4, []),
        (["--before", "2026-11-24T20:00:00+08:00"], 0, ["first", "second", "third", "Zhao"]),
    ],
)
def test_what_was_chosen_is_erased_and_counted(
    filled: Path, choice: list[str], rows: int, stays: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert erase.main(["--db", str(filled), *choice]) == 0
    assert capsys.readouterr().out == f"{rows} rows of personal data erased\n"
    assert [one for one in left(filled) if one] == stays
    assert verify.verified(filled) == 6


def test_a_show_that_is_not_there_is_no_show_that_was_erased(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erase.main(["--db", str(filled), "--show", "nobody's"]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f'storecast: {filled}: no show "nobody\'s"; the newest here: t, s\n')
    assert [one for one in left(filled) if one] == ["first", "second", "third", "Zhao"]


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ([], "one of the arguments --show --before --author is required"),
        (["--show", ""], "must not be empty"),
        (["--author", " "], "must not be empty"),
        (["--show", "s", "--author", "li"], "not allowed with"),
        (["--before", "yesterday"], "no moment"),
        (["--before", "2026-11-24T20:00:00"], "time zone"),
    ],
)
def test_without_one_clear_choice_nothing_is_erased(
    filled: Path, choice: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        erase.main(["--db", str(filled), *choice])
    told = capsys.readouterr().err
    assert end.value.code == 2 and says in told and told.count("\n") == 1
    assert len([one for one in left(filled) if one]) == 4


def test_a_database_that_a_console_has_open_is_left_alone(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = opened_at(filled)
    assert erase.main(["--db", str(filled), "--show", "s"]) == 1
    store.close(5)
    told = capsys.readouterr().err
    assert "another Storecast has this show open" in told and told.count("\n") == 1
    assert "first" in left(filled)


def test_a_database_that_is_not_there_is_not_made(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert erase.main(["--db", str(path), "--show", "s"]) == 1
    assert "no such database" in capsys.readouterr().err
    assert list(path.parent.iterdir()) == []


def test_it_is_a_command_of_the_program(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["storecast", "erase", "--db", str(filled), "--author", "wang"])
    assert main() == 0
    assert capsys.readouterr().out == "1 row of personal data erased\n"
    monkeypatch.setattr(sys, "argv", ["storecast", "erase", "--help"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0 and "--before RFC3339" in capsys.readouterr().out
