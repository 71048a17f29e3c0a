"""Whatever stands in a show file, it is a plan or one sentence with its line; never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.capture import camera, microphone  # noqa: F401  # they register the sources
from app.engine.capture.source import camera_kinds, microphone_kinds
from app.engine.rtmp_in import sources  # noqa: F401
from app.settings.destination_plan import is_address, is_name
from app.settings.picture_plan import CAMERAS, MICROPHONES
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


def quoted(value: str) -> str:
    """As TOML; a lone surrogate can be spelled in a file, and is no text."""
    is_spelled = any("\ud800" <= one <= "\udfff" for one in value)
    return json.dumps(value, ensure_ascii=is_spelled).replace("\x7f", "\\u007f")


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
    lines = {key: quoted(value) for key, value in NEEDED.get(table, {}).items()}
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
        said = check(table, field, quoted(value))
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
    check(*field, quoted(value))


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


def destination(url: str = "rtmp://h/a", name: str = "a", key: str = "") -> str:
    lines = {"name": name, "url": url, "key": key}
    return "[[destination]]\n" + "".join(f"{one} = {quoted(value)}\n" for one, value in lines.items())


@pytest.mark.parametrize("table", ["camera", "second_camera", "microphone"])
@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("foo", "must be one of device:"),
        ("device:", "must say which, as device:NAME"),
        ("device", "must say which, as device:NAME"),
        ("file:", "must say which, as file:PATH"),
        ("rtmp-in:99999", "a port from 1 to 65535"),
        ("rtmp-in:0", "a port from 1 to 65535"),
        ("rtmp-in:-1", "a port from 1 to 65535"),
        ("rtmp-in:", "a port from 1 to 65535"),
        ("rtmp-in:1935/key", "a port from 1 to 65535"),
    ],
)
def test_a_source_of_no_known_kind_is_refused(table: str, source: str, says: str) -> None:
    said = said_of(with_field(table, "source", quoted(source)))
    assert f"line 2, {table}.source: " in said and says in said


@pytest.mark.parametrize(
    "source", ["", "device:x", "device:a:b", "file:a", "rtmp-in", "rtmp-in:1936", "demo", "test-card"]
)
def test_what_the_window_writes_as_a_source_is_taken(source: str) -> None:
    for table in ("camera", "second_camera", "microphone"):
        assert not said_of(with_field(table, "source", quoted(source)))
    assert not said_of(with_field("microphone", "source", '"none"'))


def test_the_file_knows_every_source_that_the_engine_has() -> None:
    assert set(CAMERAS) == set(camera_kinds.names())
    assert set(MICROPHONES) == set(microphone_kinds.names())


@pytest.mark.parametrize("stock", ["-1", str(2**31), "9" * 30])
def test_a_stock_that_no_shop_has_is_refused(stock: str) -> None:
    assert "line 5, product[1].stock: must be " in said_of(with_field("product", "stock", stock))
    assert not said_of(with_field("product", "stock", str(2**31 - 1)))


@pytest.mark.parametrize(
    "name", ["", " ", "a\nb", "a\tb", "\x1b[2J", "a\u202eb", "a\u200bb", "\u2028", "\ufeffa"]
)
def test_a_destination_has_a_name_that_can_be_seen(name: str) -> None:
    assert "line 2, destination[1].name: must be a name in one line" in said_of(destination(name=name))
    assert not is_name(name)


@pytest.mark.parametrize("name", ["main", "\u6296\u97f3 \u76f4\u64ad", "Caf\u00e9", "\U0001f451"])
def test_a_destination_may_be_called_anything_that_can_be_seen(name: str) -> None:
    assert not said_of(destination(name=name))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("rtmp://user:hunter2@h/a", "must not hold a user and a password"),
        ("rtmp://h/a#hunter2", "must not hold a #"),
        ("rtmp://h/a\u202ehunter2", "a space or an invisible character"),
        ("rtmp://h\u200b/a", "a space or an invisible character"),
        ("rtmp://h/a b", "a space or an invisible character"),
    ],
)
def test_an_address_in_the_file_keeps_to_the_rules_of_the_window(url: str, says: str) -> None:
    said = said_of(destination(url))
    assert (
        f"line 3, destination[1].url: {says}" in said or f"line 3, destination[1].url: holds {says}" in said
    )
    assert "hunter2" not in said and not is_address(url)


@pytest.mark.parametrize(
    ("url", "key"),
    [("rtmp://h/a", "keyring:k"), ("rtmp://h/a/hunter2", ""), ("rtmp://h/a?x=hunter2", "env:K")],
)
def test_one_stream_is_not_published_twice(url: str, key: str) -> None:
    said = said_of(destination(url, "one", key) + destination(url, "two", key))
    assert "line 7, destination[2].url: has address and key of 'one'" in said and "hunter2" not in said


def test_two_of_one_address_have_keys_of_their_own_or_none_yet() -> None:
    for keys in (("keyring:a", "keyring:b"), ("", "")):
        text = "".join(destination("rtmp://h/a", f"d{place}", key) for place, key in enumerate(keys))
        assert not said_of(text)
    assert not said_of(destination("rtmp://h/a", "one", "env:K") + destination("rtmp://h/b", "two", "env:K"))
