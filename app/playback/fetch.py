"""Asks a server for its playback over HTTP: never without a limit of bytes, of time and of redirects."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests

_CONNECT_S, _SILENT_S = 5.0, 10.0
_MOST_REDIRECTS = 5
# A live stream of a megabit or two is read in pieces of a few milliseconds.
_PIECE = 1024


class Unplayable(Exception):
    """Why a playback cannot be watched. `is_final`: trying again does not help."""

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.is_final = is_final


class Fetcher:
    """One session; every method raises `Unplayable`, also when the time is up."""

    def __init__(self, for_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until_s = clock() + for_s
        self._session = requests.Session()
        self._session.max_redirects = _MOST_REDIRECTS
        self._session.headers["User-Agent"] = "Storecast"

    @property
    def left_s(self) -> float:
        return max(0.0, self._until_s - self._clock())

    @contextmanager
    def opened(self, url: str) -> Iterator[Answer]:
        """An answer with status 200, its body still to be read."""
        if urlsplit(url).scheme not in ("http", "https"):
            raise Unplayable("address", is_final=True)
        timeout = (_CONNECT_S, min(_SILENT_S, self.left_s + 0.1))
        try:
            with self._session.get(url, stream=True, timeout=timeout) as response:
                if response.status_code != requests.codes.ok:
                    raise Unplayable(f"status {response.status_code}")
                yield Answer(response, lambda: self.left_s)
        except requests.RequestException as error:
            raise Unplayable(_reason(error)) from None
        except ValueError:  # an address that only a redirect could make up
            raise Unplayable("address") from None

    def body(self, url: str, most_bytes: int) -> bytes:
        """A whole answer."""
        with self.opened(url) as answer:
            return answer.whole(most_bytes)


class Answer:
    """An answer whose body comes piece by piece."""

    def __init__(self, response: requests.Response, left_s: Callable[[], float]) -> None:
        self.url = response.url
        self._pieces = response.iter_content(_PIECE)
        self._left_s = left_s

    def pieces(self) -> Iterator[bytes]:
        """What comes, as it comes; ends with the body or with the time."""
        for piece in self._pieces:
            if self._left_s() <= 0:
                return
            yield piece

    def whole(self, most_bytes: int, begun: bytes = b"") -> bytes:
        """The rest of the body behind what was read before."""
        found = bytearray(begun)
        for piece in self.pieces():
            found += piece
            if len(found) > most_bytes:
                raise Unplayable("too large", is_final=True)
        return bytes(found)


def _reason(error: requests.RequestException) -> str:
    """In a word, and without the address: it may hold a token."""
    match error:
        case requests.exceptions.SSLError():
            return "certificate"
        case requests.Timeout():
            return "no answer"
        case requests.TooManyRedirects():
            return "redirects"
        case requests.exceptions.InvalidURL() | requests.exceptions.InvalidSchema():
            return "address"
    return "no connection"
