"""Gives what was freed back to the system: glibc keeps it for itself, in pieces too small for what comes next."""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Callable


def trim() -> None:
    """Half a millisecond, at most a few; nothing where the C library is not glibc."""
    _trim()(0)


def tidy(is_over: threading.Event, every_s: float = 60.0) -> None:
    """Trims once a minute until the event is set; a thread's whole life.

    Where the machine stood still for a moment several pictures more were alive at once, and their place stayed taken:
    two megabytes each time.
    """
    while not is_over.wait(every_s):
        trim()


@functools.cache
def _trim() -> Callable[[int], object]:
    try:
        return ctypes.CDLL("libc.so.6").malloc_trim
    except (OSError, AttributeError):
        return int
