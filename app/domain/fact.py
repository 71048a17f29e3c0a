"""What every fact is, and the few words that facts share."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import ClassVar


class Mode(enum.StrEnum):
    """Whether a show is practice or real; the two never share a database."""

    REHEARSAL = "rehearsal"
    LIVE = "live"


class SlateKind(enum.StrEnum):
    """The full-picture designs."""

    STARTING = "starting"
    BACK = "back"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Base of all facts. `kind` names it in the database for ever; `personal` lists the fields that can be erased."""

    kind: ClassVar[str] = ""
    personal: ClassVar[tuple[str, ...]] = ()
