"""A connector's way to the database: futures of the store's thread, awaited in the connector's loop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from app.domain.facts import Draft, Outcome

Outcomes = tuple[Outcome, ...]
_log = logging.getLogger(__name__)


class Append(Protocol):
    """The store's door: one transaction for drafts and cursor; a cursor of None leaves the stored one. Never blocks.

    The future raises ValueError for a draft that can never be stored, anything else when it can be tried again.
    """

    def __call__(
        self, drafts: Sequence[Draft], *, connector: str, cursor: str | None
    ) -> Future[Outcomes]: ...


class Storage:
    """The store as one connector sees it. For the connector's own loop only."""

    def __init__(self, append: Append, connector: str) -> None:
        self._append = append
        self._connector = connector

    def submit(self, drafts: Sequence[Draft], cursor: str | None) -> asyncio.Future[Outcomes]:
        """A future of this loop; cancelling it leaves the store's own alone, whose transaction goes on."""
        loop = asyncio.get_running_loop()
        here: asyncio.Future[Outcomes] = loop.create_future()

        def land(stored: Future[Outcomes]) -> None:
            with contextlib.suppress(RuntimeError):  # The loop was closed: nobody waits any more.
                loop.call_soon_threadsafe(_copy, stored, here)

        try:
            self._append(drafts, connector=self._connector, cursor=cursor).add_done_callback(land)
        except Exception as error:  # noqa: BLE001 - handed to who waits for the future
            here.set_exception(error)
        return here

    async def storable(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Stores them one by one and returns those that are not refused for what they are."""
        kept = []
        for draft in drafts:
            try:
                await self.submit([draft], None)
            except ValueError as error:
                kind = type(error).__name__
                _log.error("connector:%s: a %s was refused (%s)", self._connector, draft.fact.kind, kind)
            except Exception:  # noqa: BLE001 - not its fault: it is tried again with the others
                kept.append(draft)
            else:
                kept.append(draft)
        return kept


def _copy(stored: Future[Outcomes], here: asyncio.Future[Outcomes]) -> None:
    if here.done():
        return
    if stored.cancelled():
        here.cancel()
    elif (error := stored.exception()) is not None:
        here.set_exception(error)
    else:
        here.set_result(stored.result())
