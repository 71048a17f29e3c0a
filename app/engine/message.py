"""The two bases of everything that console and engine say to each other."""

from __future__ import annotations

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command"):
    """Base of all commands."""


class Report(msgspec.Struct, frozen=True, kw_only=True, tag_field="report"):
    """Base of all reports."""
