"""Text in a given width: pure rules over a measuring function, in the order in which they apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QTextBoundaryFinder

from app.domain.text import plain

Measure = Callable[[str], float]
ELLIPSIS = "…"
MOST_TITLE = 120
_DANGLING = " ,.;:-–—/·&(，、。；：（“‘《"


def has_han(text: str) -> bool:
    """Whether a text is set as Chinese: heavier, without Latin letter spacing."""
    return any(
        "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or char >= "\U00020000" for char in text
    )


def _boundaries(text: str, kind: QTextBoundaryFinder.BoundaryType) -> list[int]:
    """Positions after which a text may be cut, its end included; in code points."""
    finder = QTextBoundaryFinder(kind, text)
    units: list[int] = []
    while (position := finder.toNextBoundary()) >= 0:
        units.append(position)
    return sorted({len(text.encode("utf-16-le")[: 2 * unit].decode("utf-16-le", "ignore")) for unit in units})


def _pieces(text: str, kind: QTextBoundaryFinder.BoundaryType) -> Iterator[str]:
    start = 0
    for end in _boundaries(text, kind):
        if end > start:
            yield text[start:end]
        start = end


def _clusters(text: str) -> list[str]:
    return list(_pieces(text, QTextBoundaryFinder.BoundaryType.Grapheme))


def _line(pieces: list[str], width: float, measure: Measure) -> tuple[str, list[str]]:
    """The longest line out of the first pieces, and what is left; one piece too wide for a line is cut in
    itself."""
    line = ""
    for index, piece in enumerate(pieces):
        if measure((line + piece).rstrip()) > width:
            if line:
                return line.rstrip(), pieces[index:]
            clusters = _clusters(piece)
            count = max(1, _fitting(clusters, width, measure))
            rest = "".join(clusters[count:])
            return "".join(clusters[:count]), [*([rest] if rest else []), *pieces[index + 1 :]]
        line += piece
    return line.rstrip(), []


def _fitting(clusters: Sequence[str], width: float, measure: Measure, tail: str = "") -> int:
    """How many of the clusters fit."""
    return next(
        (n for n in range(len(clusters), 0, -1) if measure("".join(clusters[:n]).rstrip() + tail) <= width), 0
    )


def wrap(text: str, width: float, lines: int, measure: Measure) -> tuple[str, ...]:
    """At most `lines` lines of a stranger's text; what is cut off ends after a whole word (Chinese:
    character) in "…".

    Chinese breaks anywhere but before closing punctuation, Latin between words (UAX 14); nothing is
    hyphenated. No Chinese character stands alone in the last line where a space lets its word go with it.
    """
    rest = list(_pieces(plain(text, MOST_TITLE), QTextBoundaryFinder.BoundaryType.Line))
    made: list[str] = []
    while rest and len(made) < lines:
        start = rest
        line, rest = _line(rest, width, measure)
        made.append(_cut("".join(start), width, measure) if rest and len(made) == lines - 1 else line)
    return _without_orphan(made, width, measure)


def _without_orphan(made: list[str], width: float, measure: Measure) -> tuple[str, ...]:
    """The lines, with the word before a lonely last character moved down to it."""
    if len(made) > 1 and has_han(made[-1]) and len(_clusters(made[-1])) == 1:
        head, _, word = made[-2].rpartition(" ")
        if head.strip() and measure(word + made[-1]) <= width:
            made[-2:] = [head.rstrip(), word + made[-1]]
    return tuple(made)


def one_line(text: str, width: float, measure: Measure) -> str:
    """A text in one line, cut like a title; empty stays empty."""
    return "".join(wrap(text, width, 1, measure))


def _cut(text: str, width: float, measure: Measure) -> str:
    pieces = list(_pieces(text, QTextBoundaryFinder.BoundaryType.Line))
    for count in range(len(pieces), 0, -1):
        kept = "".join(pieces[:count]).rstrip(_DANGLING)
        if kept and measure(kept + ELLIPSIS) <= width:
            return kept + ELLIPSIS
    clusters = _clusters(text)
    return "".join(clusters[: _fitting(clusters, width, measure, ELLIPSIS)]).rstrip() + ELLIPSIS


def first_fitting(texts: Sequence[str], width: float, measure: Measure) -> str:
    """The first text that fits, or nothing."""
    return next((text for text in texts if measure(text) <= width), "")
