"""What the banner says, and what stands in a row of the list above it."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.theme.shapes import Shape
from widgets.theme.tokens import Tone


@dataclass(frozen=True, slots=True)
class Message:
    """Each of `buttons` is a label and what it does; `more` says how many others a list holds, empty when none."""

    happened: str
    means: str
    shape: Shape
    tone: Tone
    buttons: tuple[tuple[str, str], ...] = ()
    more: str = ""
