"""The canvases of a show file, checked: the show's own, a second one the other way round, and who gets which."""

from __future__ import annotations

from app.settings.show_file import DestinationTable, Problem, ShowTable, within

Size = tuple[int, int]


def size_of(canvas: str) -> Size:
    width, height = (int(side) for side in canvas.split("x"))
    return width, height


def orientation(size: Size) -> str:
    """The word by which a destination asks for a canvas."""
    return "landscape" if size[0] > size[1] else "portrait"


def turned(size: Size) -> Size:
    return size[1], size[0]


def second_of(show: ShowTable) -> tuple[Size | None, int | None]:
    """The second canvas, if there is one, and its bitrate, None: the show's. Raises `Problem`."""
    kbps = show.second_video_kbps or None
    if kbps is not None:
        within(("show", "second_video_kbps"), kbps, 200, 20_000)
    if not show.second_canvas:
        return None, kbps
    first, second = size_of(show.canvas), size_of(show.second_canvas)
    if orientation(first) == orientation(second):
        other = orientation(turned(first))
        raise Problem(("show", "second_canvas"), f"must be {other}, since canvas is {orientation(first)}")
    return second, kbps


def is_second(index: int, table: DestinationTable, show: ShowTable) -> bool:
    """Whether the destination wants the second canvas; raises `Problem` for a canvas that the show has not."""
    if table.canvas in ("", orientation(size_of(show.canvas))):
        return False
    if not show.second_canvas:
        where = ("destination", index, "canvas")
        raise Problem(where, f"the show has no {table.canvas} canvas; add second_canvas to [show]")
    return True
