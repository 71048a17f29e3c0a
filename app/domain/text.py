"""Makes a stranger's text safe to lay out: plain, short, without control or direction characters."""

from __future__ import annotations

import unicodedata

MOST_CODE_POINTS = 500
MOST_MARKS = 4
_DIRECTION = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}
_FORMAT_KEPT = {"\u200d", "\ufe0f", "\u200c"}  # joiners and the emoji selector shape real words and emoji


def plain(text: str, most: int = MOST_CODE_POINTS) -> str:
    """One line of at most `most` code points and four combining marks a base; what was cut ends in "…".

    Control, direction-override, private-use, surrogate and unassigned characters are left out; any run of white
    space becomes one space. Qt's layout is slow beyond this length, so the cut comes before any widget sees it.
    """
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text[: most * 8]):
        if char.isspace():
            if kept and kept[-1] != " ":
                kept.append(" ")
            continue
        category = unicodedata.category(char)
        if char in _DIRECTION or (category[0] == "C" and char not in _FORMAT_KEPT):
            continue
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(char)
        if len(kept) > most:
            return "".join(kept[: most - 1]).rstrip() + "…"
    return "".join(kept).strip()
