"""The host of connectors: a thread each, and none hurts another."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, Callable
from typing import NoReturn

import pytest

from app.connectors.connector import Batch, Kind, Refused, kinds
from app.connectors.host import ConnectorHost, Entry
from app.connectors.runner import ConnectorPhase
from tests.connectors.rig import FaultLog, MemoryStore, context
from tests.connectors.runner_rig import Stage, batch


class Waiting:
    """Yields once, then waits; `wait` decides how."""

    def __init__(self, wait: Callable[[], object]) -> None:
        self._wait = wait
        self.thread_name = ""
        self.was_closed = False

    async def batches(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        self.thread_name = threading.current_thread().name
        try:
            yield batch(self.thread_name)
            self._wait()
            await asyncio.Event().wait()
        finally:
            self.was_closed = True


def hosted(*connectors: Waiting) -> tuple[ConnectorHost, MemoryStore]:
    store = MemoryStore()
    entries = []
    for index, connector in enumerate(connectors):
        kind = Kind("waiting", (), lambda _context, it=connector: it)  # type: ignore[misc]
        entries.append(Entry(kind, context(f"c{index}")))
    return ConnectorHost(entries, store.append, store.cursor, FaultLog()), store


def test_each_connector_has_a_thread_of_its_own_and_stops_at_once() -> None:
    both = Waiting(lambda: None), Waiting(lambda: None)
    host, store = hosted(*both)
    host.start()
    assert store.wait_for(lambda: len(store.drafts) == 2)
    assert host.stop(5.0) == ()
    assert [one.thread_name for one in both] == ["connector-c0", "connector-c1"]
    assert all(one.was_closed for one in both)
    assert {health.phase for health in host.health()} == {ConnectorPhase.STOPPED}


def test_a_hung_connector_hurts_nobody_and_is_left_behind() -> None:
    hangs, let_go = threading.Event(), threading.Event()

    def hang() -> None:
        hangs.set()
        let_go.wait(20)

    hung, well = Waiting(hang), Waiting(lambda: None)
    host, store = hosted(hung, well)
    host.start()
    assert store.wait_for(lambda: len(store.drafts) == 2) and hangs.wait(10)
    assert host.stop(0.2) == ("c0",)
    assert well.was_closed
    let_go.set()
    assert host.stop(5.0) == ()


def test_a_name_look_up_that_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    is_asked, let_go = threading.Event(), threading.Event()

    def dead_name_server(*_: object) -> NoReturn:
        is_asked.set()
        let_go.wait(20)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", dead_name_server)
    store = MemoryStore()
    entry = Entry(kinds()["twitch"], context("chat", {"channel": "shop"}))
    host = ConnectorHost([entry], store.append, store.cursor, FaultLog())
    host.start()
    assert is_asked.wait(10)
    assert host.stop(2.0) == ()
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("look-up"))
    let_go.set()


def test_a_name_that_nobody_knows_is_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_name(*_: object) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    store, faults = MemoryStore(), FaultLog()
    host = ConnectorHost(
        [Entry(kinds()["twitch"], context("chat", {"channel": "shop"}))], store.append, store.cursor, faults
    )
    host.start()
    assert faults.wait()
    assert host.stop(2.0) == ()
    assert faults.codes[0] == "connector-offline"


def test_a_host_that_was_never_started_stops() -> None:
    host, _ = hosted(Waiting(lambda: None))
    assert host.stop(1.0) == ()


def test_retry_now_ends_the_pause() -> None:
    stage = Stage(Refused("not yet"), batch("a"))
    faults = threading.Event()
    kind = Kind("played", (), lambda _context: stage.played)
    host = ConnectorHost(
        [Entry(kind, context())], stage.store.append, stage.store.cursor, lambda _where, _fault: faults.set()
    )
    host.start()
    assert faults.wait(5)
    while not stage.store.wait_for(lambda: bool(stage.store.drafts), 0.05):
        host.retry_now()
    assert host.stop(5.0) == ()
