"""What every registered connector must do, whatever it is connected to."""

from __future__ import annotations

import contextlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest

from app.connectors.connector import Context, Kind, Refused, Value, kinds
from app.connectors.host import ConnectorHost, Entry
from app.connectors.runner import Timing
from app.connectors.storage import Append
from app.domain.setting import SettingType
from tests.connectors.conformance_rigs import RIGS, SECRETS, World
from tests.connectors.rig import FaultLog, MemoryStore, Pauses, context

EVERY = pytest.mark.parametrize("kind", sorted(kinds()))


@dataclass
class Running:
    host: ConnectorHost
    store: MemoryStore
    faults: FaultLog


@contextlib.contextmanager
def running(
    kind: Kind, given: Context, store: MemoryStore, append: Append | None = None
) -> Iterator[Running]:
    """The connector in its host; leaving asserts that it ended within two seconds."""
    faults = FaultLog()
    timing = Timing(sleep=Pauses().sleep)
    host = ConnectorHost([Entry(kind, given)], append or store.append, store.cursor, faults, timing)
    host.start()
    try:
        yield Running(host, store, faults)
    finally:
        begun_s = time.monotonic()
        assert host.stop(2.0) == ()
        assert time.monotonic() - begun_s < 2.0


def world(kind: str) -> AbstractContextManager[World]:
    assert kind in RIGS, f"tests/connectors/conformance_rigs.py has no rig for the connector {kind!r}"
    return RIGS[kind]()


def given(here: World) -> Context:
    return context("source", here.settings())


@EVERY
def test_what_comes_twice_is_stored_once(kind: str) -> None:
    store = MemoryStore()
    with world(kind) as here, running(kinds()[kind], given(here), store):
        assert here.delivers_twice(store)
    keys = Counter((draft.source, draft.key) for draft in store.drafts)
    assert keys
    assert max(keys.values()) == 1


@EVERY
def test_every_row_has_a_key_its_source_and_a_time_in_utc(kind: str) -> None:
    store = MemoryStore()
    with world(kind) as here, running(kinds()[kind], given(here), store):
        assert here.delivers(store, "once")
    for draft in store.drafts:
        assert draft.source == "connector:source"
        assert draft.key
        assert draft.occurred_at.endswith("Z")


@EVERY
def test_a_restart_goes_on_and_stores_nothing_again(kind: str) -> None:
    store = MemoryStore()
    with world(kind) as here:
        with running(kinds()[kind], given(here), store):
            assert here.delivers(store, "before")
        count = len(store.drafts)
        with running(kinds()[kind], given(here), store):
            assert here.delivers(store, "after")
    assert len(store.drafts) > count
    keys = Counter((draft.source, draft.key) for draft in store.drafts)
    assert max(keys.values()) == 1


@EVERY
def test_it_comes_back_when_the_other_side_was_lost(kind: str) -> None:
    store = MemoryStore()
    with world(kind) as here, running(kinds()[kind], given(here), store):
        assert here.delivers(store, "before")
        here.loses_the_connection()
        assert here.delivers(store, "after")


@EVERY
def test_a_store_that_fails_loses_nothing_that_was_taken(kind: str) -> None:
    store = MemoryStore()
    store.failures = [OSError(28, "No space left on device")] * 2
    with world(kind) as here, running(kinds()[kind], given(here), store):
        assert here.delivers(store, "in spite of it")


@EVERY
def test_malformed_input_is_survived(kind: str) -> None:
    store = MemoryStore()
    with world(kind) as here, running(kinds()[kind], given(here), store) as now:
        assert here.delivers(store, "before")
        here.sends_nonsense()
        assert here.delivers(store, "after")
        assert "connector-broken" not in now.faults.codes


@EVERY
def test_it_stops_within_two_seconds_while_the_store_hangs(kind: str) -> None:
    store = MemoryStore()
    store.is_holding = True
    with world(kind) as here, running(kinds()[kind], given(here), store):
        here.begins_to_deliver(store)
    store.release()


@EVERY
def test_no_secret_and_no_viewers_word_is_logged(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    store = MemoryStore()
    caplog.set_level(logging.DEBUG)
    with world(kind) as here, running(kinds()[kind], given(here), store) as now:
        assert here.delivers(store, "my telephone number is 555-0100")
        here.sends_nonsense()
        here.loses_the_connection()
        assert here.delivers(store, "after")
        told = repr(now.faults.told) + repr(now.host.health()) + repr(given(here))
    for text in (caplog.text, told):
        assert "555-0100" not in text
        assert not any(secret in text for secret in SECRETS)


@EVERY
def test_poor_settings_are_refused_or_taken_but_never_a_bug(kind: str) -> None:
    known = kinds()[kind]
    poor: list[Value] = ["", "x" * 5000, "\0", -1, 10**12]
    for setting in known.settings:
        for value in poor:
            with contextlib.suppress(Refused):
                known.open(context("source", {setting.name: value}))


@EVERY
def test_settings_can_be_shown_in_a_form(kind: str) -> None:
    names = [setting.name for setting in kinds()[kind].settings]
    assert len(names) == len(set(names))
    assert not {"name", "kind"} & set(names)
    for setting in kinds()[kind].settings:
        assert setting.type is SettingType.NUMBER or not isinstance(setting.default, int)
        assert setting.type is not SettingType.SECRET or setting.default in (None, "")


def test_every_kind_has_a_rig_and_a_page(request: pytest.FixtureRequest) -> None:
    assert set(RIGS) == set(kinds())
    pages: Callable[[str], bool] = lambda kind: (  # noqa: E731
        request.config.rootpath / "docs" / "connectors" / f"{kind}.md"
    ).is_file()
    assert all(pages(kind) for kind in kinds())
