"""`--self-test`: whether this installation can do a show, from the key ring to a stream that arrives."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.command_line import Options
from app.domain.secret import Secret
from app.engine import shared
from app.settings.folders import Folders
from app.settings.secrets import OpenFile, SecretError, system_vault
from widgets.headless import run as run_headless

_SECONDS = 5.0


def main(arguments: Sequence[str]) -> int:
    """Prints a line for each part; 0 when all of them work."""
    parser = argparse.ArgumentParser(prog="storecast --self-test", description="Checks this installation.")
    parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="storecast-self-test-") as name:
        folder = Path(name)
        parts: tuple[tuple[str, Callable[[], str]], ...] = (
            ("shared memory", _shared_memory),
            ("key ring", lambda: _key_ring(folder)),
            ("a 5 s show", lambda: _show(folder)),
        )
        verdicts = [_tried(title, part) for title, part in parts]
    return 0 if all(verdicts) else 1


def _tried(title: str, part: Callable[[], str]) -> bool:
    try:
        said, is_well = part(), True
    except (OSError, ValueError, SecretError, AssertionError) as error:
        said, is_well = f"{type(error).__name__}: {error}", False
    sys.stderr.write(f"{'ok  ' if is_well else 'FAIL'} {title}: {said}\n")
    return is_well


def _shared_memory() -> str:
    block = shared.created(1 << 20)
    try:
        shared.view(block)[:5] = b"hello"
        other = shared.attached(block.name)
        is_same = bytes(shared.view(other)[:5]) == b"hello"
        other.close()
    finally:
        shared.unlink(block)
        block.close()
    if not is_same:
        raise ValueError("what one process wrote the other cannot read")
    return "a block of 1 MiB crosses"


def _key_ring(folder: Path) -> str:
    """The system's key ring is asked; where there is none the visible fallback must work."""
    vault = system_vault(folder / "keys.json", lambda: None)
    if not isinstance(vault, OpenFile):
        return "the system's own, protected"
    vault.set("self-test", Secret("42"))
    found = vault.get("self-test")
    if found is None or found.reveal() != "42":
        raise ValueError("the fallback file does not keep what it is given")
    return "none on this computer; keys would be kept in a file that says so"


def _show(folder: Path) -> str:
    """The demo's rehearsal, unseen: engine, overlays, database, connectors, local receiver, recording."""
    folders = Folders(
        config=folder / "config", data=folder / "data", log=folder / "log", run=folder / "run", videos=folder
    )
    options = Options(command="demo", is_headless=True, seconds=_SECONDS, report=folder / "show")
    if run_headless(options, folders) != 0:
        raise ValueError("the show could not run; the lines above say why")
    report: Any = json.loads((folder / "show" / "report.json").read_text(encoding="utf-8"))
    (destination,) = report["destinations"]
    (recording,) = report["recordings"]
    if destination["phase"] != "live" or destination["frames_sent"] < _SECONDS * 10:
        raise ValueError(f"the stream did not arrive: {destination}")
    if recording["seconds"] < _SECONDS / 2:
        raise ValueError(f"the recording is too short: {recording}")
    return f"{destination['frames_sent']} frames arrived, {recording['seconds']} s recorded"
