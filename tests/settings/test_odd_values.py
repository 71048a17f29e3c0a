"""Whatever stands in a show file, it is a plan or one sentence with its line; never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings.plan import plan_of
from app.settings.show_file import (
    CameraTable,
    CueTable,
    DestinationTable,
    HostTable,
    LookTable,
    MicrophoneTable,
    MusicTable,
    ProductTable,
    RecordingTable,
    ShowFileError,
    ShowTable,
    Table,
    parsed,
)
from tests.settings.test_show_file import KINDS

NEEDED = {
    "destination": {"name": "a", "url": "rtmp://h/a"},
    "product": {"id": "a", "title": "A", "price": "1"},
    "run_of_show": {"at_s": "1", "action": "slate"},
    "connector": {"kind": "inbound", "secret": "env:HOOK"},
}
TABLES: dict[str, type[Table]] = {
    "show": ShowTable,
    "host": HostTable,
    "camera": CameraTable,
    "second_camera": CameraTable,
    "look": LookTable,
    "microphone": MicrophoneTable,
    "music": MusicTable,
    "recording": RecordingTable,
    "destination": DestinationTable,
    "product": ProductTable,
    "run_of_show": CueTable,
}
FIELDS = [(table, field.name) for table, kind in TABLES.items() for field in msgspec.structs.fields(kind)]
FIELDS += [("connector", name) for name in ("name", "kind", "port", "secret")]
ODD = ["\0", "a\0b", "file:a\0b", "\ud800", "~nosuchuser", "~nosuchuser/x", "http://[", "http://[::1",
       "rtmp://[::1", "https://h:x/", "http://\0/", "keyring:\n", "\u202e", "a\nb", "\n", "\x7f", "", " ",
       "x" * 60_000, "file:" + "x/" * 30_000, "9" * 5000, "1e999999999", "-1", "NaN", "\u0661", "#ggg"]  # fmt: skip


def said_of(text: str) -> str:
    """The sentence of a file that is refused, "" when it is a plan."""
    try:
        plan_of(parsed(text), text, "show.toml", Path("/shows"), KINDS)
    except ShowFileError as error:
        return str(error)
    return ""


def with_field(table: str, field: str, literal: str) -> str:
    """A file in which `field` is `literal` and the rest of its table is right."""
    is_list = table in NEEDED
    lines = {key: json.dumps(value) for key, value in NEEDED.get(table, {}).items()}
    lines |= {"at_s": "1"} if table == "run_of_show" else {}
    lines[field] = literal
    return (
        f"[[{table}]]\n" * is_list
        + f"[{table}]\n" * (not is_list)
        + "".join(f"{key} = {value}\n" for key, value in lines.items())
    )


def check(table: str, field: str, literal: str) -> str:
    said = said_of(with_field(table, field, literal))
    assert not said or said.startswith("show.toml: ")
    assert said.isprintable(), "one line that nothing turns round"
    assert len(said) < 500
    return said


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_a_text_of_any_kind_is_taken_or_refused_in_one_line(table: str, field: str) -> None:
    for value in ODD:
        said = check(table, field, json.dumps(value))
        if "\0" in value:
            assert f".{field}: " in said or "]." in said, "no system call takes it"


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_a_figure_of_any_size_is_taken_or_refused_in_one_line(table: str, field: str) -> None:
    for literal in (
        "9" * 5000,
        "9" * 400,
        "-" + "9" * 25,
        "nan",
        "-inf",
        "1e308",
        "1979-05-27",
        "[[1]]",
        "{}",
    ):
        check(table, field, literal)


@given(st.sampled_from(FIELDS), st.text())
def test_nothing_that_can_be_typed_is_a_traceback(field: tuple[str, str], value: str) -> None:
    check(*field, json.dumps(value))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (with_field("product", "link", '"http://[::1"'), "line 5, product[1].link: must be a web address"),
        (with_field("product", "link", '"ht\\ntp://h"'), "line 5, product[1].link: must be a web address"),
        (with_field("recording", "folder", '"~nosuchuser/x"'), "line 2, recording.folder: "),
        (with_field("music", "file", '"~nosuchuser/x"'), "there is no home folder ~nosuchuser"),
        (with_field("camera", "source", '"file:a\\u0000b"'), "line 2, camera.source: holds a character"),
        (with_field("product", "stock", "9" * 5000), "not valid TOML"),
        ("[" + "a." * 50_000 + "a]", "line 1, a: no such key"),
        ("a = " + "[" * 50_000, "nested too deeply"),
        ('[show]\n"a\\nb" = 1', "line 1, show.a b: no such key"),
    ],
)
def test_what_used_to_be_a_traceback_names_its_line(text: str, says: str) -> None:
    assert says in said_of(text)
