"""A connector that does what it is told, and a runner over it with a store, a fault log and no real pauses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from app.connectors.connector import (
    Batch,
    Kind,
)
from app.connectors.runner import Runner
from app.domain.facts import Draft, ViewersSampled
from tests.connectors.rig import UTC, FaultLog, MemoryStore, Pauses, context


def draft(key: str) -> Draft:
    fact = ViewersSampled(connector="shop", room="main", concurrent=1)
    return Draft(source="connector:shop", key=key, occurred_at=UTC, fact=fact)


def batch(*keys: str, cursor: str | None = None, pause_s: float | None = None) -> Batch:
    return Batch(drafts=tuple(draft(key) for key in keys), cursor=cursor, poll_after_s=pause_s)


Step = Batch | Exception


class Played:
    """A connector that does what it is told, step by step, over all its restarts."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self.cursors: list[str | None] = []
        self.was_closed = False

    async def batches(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        self.cursors.append(cursor)
        try:
            while self._steps:
                step = self._steps.pop(0)
                if isinstance(step, Exception):
                    raise step
                yield step
        finally:
            self.was_closed = True


class Stage:
    """A runner over a played connector, its store, its faults and its pauses."""

    def __init__(self, *steps: Step) -> None:
        self.played = Played(steps)
        self.store = MemoryStore()
        self.faults = FaultLog()
        self.pauses = Pauses()
        self.chance = 1.0

    def runner(self) -> Runner:
        return Runner(
            Kind("played", (), lambda _context: self.played),
            context(),
            append=self.store.append,
            last_cursor=self.store.cursor,
            on_fault=self.faults,
            timing=self.pauses.timing(self.chance),
        )

    def run(self) -> Runner:
        runner = self.runner()
        asyncio.run(asyncio.wait_for(runner.run(), 10))
        return runner

    @property
    def keys(self) -> list[str]:
        return [stored.key for stored in self.store.drafts]
