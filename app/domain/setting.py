"""A setting that a registered part asks for: forms, show files and tests are made from it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class SettingType(enum.StrEnum):
    """What a setting holds; SECRET is `keyring:NAME` or `env:NAME` in a show file, never the secret itself."""

    TEXT = "text"
    NUMBER = "number"
    SECRET = "secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """`name` is the key in the show file; `default` None: it must be given. `pattern` is a full-match regex."""

    name: str
    type: SettingType = SettingType.TEXT
    default: str | int | None = None
    pattern: str = ""
    least: int | None = None
    most: int | None = None
