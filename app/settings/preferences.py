"""What one person at one computer prefers: language, theme, the window's place; never part of a show."""

from __future__ import annotations

import logging
import tomllib
from pathlib import Path
from typing import Literal

import msgspec
import tomlkit

from app.settings.safe_file import generations, write_text

_log = logging.getLogger(__name__)


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """Unknown keys of a newer version are left alone; a wrong value falls back to the older generation."""

    language: Literal["", "en", "zh"] = ""
    theme: Literal["system", "dark", "light"] = "system"
    width: int = 1440
    height: int = 900
    is_maximized: bool = False


def load(path: Path) -> Preferences:
    """The newest generation that can be read, else the defaults: a broken file never keeps a shop from opening."""
    for one in generations(path):
        try:
            return msgspec.convert(tomllib.loads(one.read_text(encoding="utf-8")), Preferences)
        except (OSError, ValueError) as error:
            _log.warning("preferences in %s cannot be read: %s", one.name, error)
    return Preferences()


def save(path: Path, preferences: Preferences) -> None:
    """Writes them durably; raises `OSError`."""
    write_text(path, tomlkit.dumps(msgspec.to_builtins(preferences)))
