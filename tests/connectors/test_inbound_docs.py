"""The page about the inbound door: its schema is ours, its examples come in, its senders work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.connectors.inbound.events import TYPES
from app.connectors.inbound.rows import rows_of
from app.connectors.inbound.schema import document
from tests.connectors.inbound_rig import SECRET, comment, envelope, opened, order
from tests.connectors.test_inbound import INVALID

DOCS = Path(__file__).parents[2] / "docs" / "connectors"
PAGE = (DOCS / "inbound.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
SCHEMA = json.loads(document())


def is_by_schema(row: Any) -> bool:
    checker = jsonschema.FormatChecker()
    return bool(jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).is_valid(row))


def status_of(row: Any) -> str:
    return rows_of(json.dumps([row]).encode(), "till", 500)[0].status


def test_the_schema_in_the_docs_is_the_one_of_the_code() -> None:
    assert (DOCS / "inbound.schema.json").read_text(encoding="utf-8") == document()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_examples_of_the_page_are_valid_and_accepted() -> None:
    events, answer = EXAMPLES
    assert is_by_schema(events)
    assert {event["type"] for event in events} == TYPES
    with opened() as door:
        assert door.statuses(events) == ["accepted"] * len(events)
    assert {row["status"] for row in answer["results"]} == {
        "accepted",
        "duplicate",
        "stale",
        "ignored",
        "invalid",
    }


# Beyond a schema: how many decimals a currency has, and that year 1 has no UTC in some places.
DECIMALS_OR_YEARS = ("\\n", "188.001", "1.50", "0001-01-01T00:00:00+14:00", "9.999", "2026-11-22T02:10:09")


@pytest.mark.parametrize(
    "wrong",
    [wrong for wrong, _ in INVALID if not any(text in json.dumps(wrong) for text in DECIMALS_OR_YEARS)],
)
def test_what_the_door_calls_invalid_the_schema_does_too(wrong: dict[str, Any]) -> None:
    row = order("a", **wrong)
    assert status_of(row) == "invalid"
    assert not is_by_schema(row)


@pytest.mark.parametrize(
    "row",
    [
        comment("a", "x" * 4001),
        {**comment("a"), "v": 2},
        {**comment("a"), "source": ""},
        envelope("a", "viewers.sample", {"concurrent": -1}),
        envelope("a", "product.upserted", {"id": "P", "title": "T", "variants": []}),
        envelope("a", "stream.state", {"state": "odd"}),
    ],
)
def test_both_refuse_the_same_envelopes(row: Any) -> None:
    assert status_of(row) == "invalid"
    assert not is_by_schema(row)


def run(command: list[str], port: int, events: bytes) -> str:
    env = {**os.environ, "STORECAST_SECRET": SECRET, "STORECAST_URL": f"http://127.0.0.1:{port}"}
    done = subprocess.run(command, input=events, env=env, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert SECRET.encode() not in done.stdout + done.stderr
    return done.stdout.decode()


def now() -> str:
    return datetime.now(UTC).isoformat()


def test_the_python_sender_delivers() -> None:
    with opened(utc_now=now) as door:
        said = run(
            [sys.executable, str(DOCS / "send.py")],
            door.port,
            json.dumps([comment("a"), order("b")]).encode(),
        )
        assert [row["status"] for row in json.loads(said)["results"]] == ["accepted", "accepted"]


def test_the_curl_sender_delivers(tmp_path: Path) -> None:
    missing = [tool for tool in ("curl", "openssl") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {' '.join(missing)}")
    (tmp_path / "events.json").write_text(json.dumps([comment("a"), order("b")]))
    with opened(utc_now=now) as door:
        said = run(["sh", str(DOCS / "send.sh"), str(tmp_path / "events.json")], door.port, b"")
        assert [row["status"] for row in json.loads(said)["results"]] == ["accepted", "accepted"]
