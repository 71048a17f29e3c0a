"""The watcher's process: takes one order on standard input, says what viewers see, ends with who started it."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from app.playback.fetch import Answer, Fetcher, Unplayable
from app.playback.flv import MAGIC as FLV
from app.playback.flv import watch_flv
from app.playback.hls import MOST_PLAYLIST, HlsWatch
from app.playback.playlist import MAGIC as HLS
from app.playback.viewer import Viewer

_MOST_ORDER = 64 << 10
_MOST_S = 600.0
# A stream that has just begun is there a while later; until then it is not called trouble.
_PATIENCE_S, _PAUSE_S = 20.0, 2.0
_MOST_MEMORY = 3 << 30
_GRACE_S = 5.0

Say = Callable[[dict[str, object]], None]


def main(_arguments: Sequence[str], orders: BinaryIO | None = None, answers: TextIO | None = None) -> int:
    """One line of JSON for each code that was seen, with its moment on CLOCK_MONOTONIC, or with the trouble.

    Addresses are never printed. Returns 0.
    """
    orders, answers = orders or sys.stdin.buffer, answers or sys.stdout
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = json.loads(orders.readline(_MOST_ORDER))
    for_s = min(_MOST_S, float(order["for_s"]))
    _bound_memory()
    threading.Thread(target=_end_with_parent, args=(orders,), name="parent", daemon=True).start()

    def say(said: dict[str, object]) -> None:
        print(json.dumps(said), file=answers, flush=True)

    # A server that drips one byte in nine seconds is not asked how long it likes to.
    with _timer(for_s + _GRACE_S, _leave):
        watch(str(order["url"]), Fetcher(for_s), say)
    return 0


def _leave() -> None:
    """Also while another thread waits for a server, or for standard input."""
    os._exit(0)


def watch(
    url: str,
    fetcher: Fetcher,
    say: Say,
    sleep: Callable[[float], None] = time.sleep,
    leave: Callable[[], None] = _leave,
    patience_s: float = _PATIENCE_S,
) -> None:
    """Until the time is up. What does not play is tried again; that it does not is said once, when it lasts.

    An answer that drips and shows nothing cannot be interrupted: then it is left with the whole process.
    """
    viewer = Viewer(lambda digits, at_ns: say({"digits": digits, "at_ns": at_ns}))

    def give_up() -> None:
        if not viewer.has_picture:
            say({"trouble": "too slow"})
            leave()

    begun_s, told = fetcher.left_s, ""
    while fetcher.left_s > 0:
        try:
            with fetcher.opened(url) as answer, _timer(patience_s, give_up):
                _play(answer, fetcher, viewer)
            trouble, is_final = "ended", False
        except Unplayable as error:
            trouble, is_final = error.why, error.is_final
        has_lasted = is_final or begun_s - fetcher.left_s > _PATIENCE_S or fetcher.left_s <= 0
        if not viewer.has_picture and has_lasted and trouble != told:
            told = trouble
            say({"trouble": trouble})
        if is_final:
            return
        sleep(min(_PAUSE_S, fetcher.left_s))


@contextmanager
def _timer(seconds: float, do: Callable[[], None]) -> Iterator[None]:
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _play(answer: Answer, fetcher: Fetcher, viewer: Viewer) -> None:
    """What it is is told by its first bytes, whatever the address looks like."""
    pieces = answer.pieces()
    begun = b""
    for piece in pieces:
        begun += piece
        if len(begun) >= len(HLS):
            break
    if begun.startswith(FLV):
        watch_flv(_after(begun, answer), viewer)
    elif begun.startswith(HLS):
        HlsWatch(fetcher, viewer).watch(answer.whole(MOST_PLAYLIST, begun), answer.url)
    else:
        raise Unplayable("format", is_final=True)


def _after(begun: bytes, answer: Answer) -> Iterator[bytes]:
    yield begun
    yield from answer.pieces()


def _end_with_parent(orders: BinaryIO) -> None:
    while orders.read(1):
        pass
    os._exit(0)


def _bound_memory() -> None:
    """A picture that unpacks into gigabytes ends this process and nothing else. Windows has no such bound."""
    try:
        import resource  # only where the system has it
    except ImportError:
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        return
