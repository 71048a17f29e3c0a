"""Changes single values of a show file and keeps everything else, comments included."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import AoT, Table

from app.settings.safe_file import write_text

Value = str | int | float | bool


def with_values(text: str, table: str, values: Mapping[str, Value]) -> str:
    """`text` with the keys of `[table]` set."""
    document = tomlkit.parse(text)
    found = document.setdefault(table, tomlkit.table())
    for key, value in values.items():
        found[key] = value
    return tomlkit.dumps(document)


def with_entry(text: str, table: str, name: str, values: Mapping[str, Value]) -> str:
    """`text` with the `[[table]]` entry of that `name` set, added when there is none."""
    document = tomlkit.parse(text)
    entries = _entries(document, table)
    entry = next((one for one in entries if one.get("name") == name), None)
    if entry is None:
        entry = tomlkit.table()
        entry["name"] = name
        entries.append(entry)
    for key, value in values.items():
        entry[key] = value
    return tomlkit.dumps(document)


def _entries(document: TOMLDocument, table: str) -> AoT:
    """The `[[table]]` entries; those of an inline array are written out, for a table cannot be added to it."""
    found = document.get(table)
    if isinstance(found, AoT):
        return found
    entries = tomlkit.aot()
    for values in found or ():
        entry = tomlkit.table()
        entry.update(values)
        entries.append(entry)
    if found is not None:
        document.remove(table)
    document[table] = entries
    kept = document[table]
    if not isinstance(kept, AoT):
        raise ValueError(f"{table} is not a list")
    return kept


def without_entry(text: str, table: str, name: str) -> str:
    """`text` without the `[[table]]` entry of that `name`."""
    document = tomlkit.parse(text)
    if document.get(table):
        entries = _entries(document, table)
        kept: list[Table] = [one for one in entries if one.get("name") != name]
        document.remove(table)
        if kept:
            fresh = tomlkit.aot()
            for one in kept:
                fresh.append(one)
            document[table] = fresh
    return tomlkit.dumps(document)


def save(path: Path, text: str) -> None:
    """Writes the file durably; raises `OSError`."""
    write_text(path, text, mode=0o644)
