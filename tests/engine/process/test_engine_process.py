"""Engines that hang, die or never start: the console's end notices, and another one goes on with the show."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from multiprocessing.connection import Client
from pathlib import Path
from typing import cast

import pytest

from app.domain.fault import FaultCode
from app.engine import rendezvous
from app.engine.launch import role_command, started_apart
from app.engine.messages import Finish, Finished, Hello, decode_report, encode
from tests.e2e.rig import until
from tests.engine.process.consoles_end import ConsolesEnd

Begin = Callable[..., ConsolesEnd]


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    begun: list[ConsolesEnd] = []

    def one(trouble: str = "none", family: str = "") -> ConsolesEnd:
        begun.append(ConsolesEnd(tmp_path, monkeypatch, trouble, family))
        return begun[-1]

    yield one
    for end in begun:
        end.client.stop(10)


def codes(end: ConsolesEnd) -> list[FaultCode | None]:
    return [fault.code if fault else None for fault in end.engine_faults]


@pytest.mark.parametrize(
    "trouble",
    ["encode-hangs", "encode-dies", "encode-fails", "program-hangs", "program-fails", "health-hangs"],
)
def test_an_engine_that_is_stuck_inside_gives_way_to_one_that_goes_on(begin: Begin, trouble: str) -> None:
    end = begin(trouble)
    end.wait_for(lambda: len(end.hellos) == 2 and end.is_on_air())
    print(f"{trouble}: the picture was away for {end.away_s():.2f} s")
    assert end.hellos[0].pid != end.hellos[1].pid
    code = FaultCode.ENGINE_HUNG if trouble == "health-hangs" else FaultCode.ENGINE_LOST
    assert codes(end) == [None, code, None]
    assert (FaultCode.ENCODER_FAILED in end.faults) == (trouble == "encode-fails")
    assert end.healths[-1][1].media_ns == end.healths[-1][1].at_ns - end.configure.epoch_ns


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="only POSIX systems can stop a process")
def test_a_stopped_engine_is_replaced(begin: Begin) -> None:
    end = begin()
    end.wait_for(end.is_on_air)
    os.kill(end.pid, signal.SIGSTOP)
    end.wait_for(lambda: len(end.hellos) == 2 and end.is_on_air())
    print(f"stopped: the picture was away for {end.away_s():.2f} s")
    assert codes(end) == [None, FaultCode.ENGINE_HUNG, None]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="only POSIX systems can stop a process")
def test_a_console_that_finds_a_stopped_engine_starts_another(begin: Begin, tmp_path: Path) -> None:
    process = started_apart(role_command("--engine", ["--run-dir", str(tmp_path / "run")]))
    until(lambda: rendezvous.found(tmp_path / "run"), 30, "an engine")
    os.kill(process.pid, signal.SIGSTOP)
    end = begin()
    assert end.client.has_survivor
    end.wait_for(end.is_on_air)
    assert end.pid != process.pid
    assert process.wait(5) == -signal.SIGKILL


def test_a_stranger_that_says_nothing_does_not_keep_the_console_out(tmp_path: Path) -> None:
    process = started_apart(role_command("--engine", ["--run-dir", str(tmp_path), "--family", "AF_INET"]))
    until(lambda: rendezvous.found(tmp_path), 30, "an engine")
    where = rendezvous.found(tmp_path)
    assert where is not None
    with (
        socket.create_connection(cast(tuple[str, int], where.target)),
        Client(where.target, where.family, authkey=where.key.encode()) as console,
    ):
        assert isinstance(decode_report(console.recv_bytes()), Hello)
        console.send_bytes(encode(Finish()))
        assert process.wait(10) == 0


def test_an_engine_that_cannot_start_is_tried_again_and_told_once(begin: Begin) -> None:
    end = begin("never-starts")
    until(lambda: end.lives.exists() and end.lives.read_text().count("life") >= 7, 60, "a seventh try")
    assert codes(end) == [FaultCode.ENGINE_LOST]
    assert end.engine_faults[0] is not None and end.engine_faults[0].retrying


@pytest.mark.parametrize("family", ["", "AF_INET"])
def test_hostile_bytes_on_the_socket_leave_the_engine_on_air(begin: Begin, family: str) -> None:
    end = begin(family=family)
    end.wait_for(end.is_on_air)
    where = rendezvous.found(end.run_dir)
    assert where is not None and where.family == (family or where.family)
    for garbage in (b"", b"\xff" * 64, b"\x00\x00\x00\x10GET / HTTP/1.1\r\n", b"\x7f\xff\xff\xff"):
        kind = socket.AF_INET if where.family == "AF_INET" else socket.AF_UNIX
        with socket.socket(kind, socket.SOCK_STREAM) as stranger:
            stranger.connect(where.target)
            stranger.sendall(garbage)
    end.wait_for(lambda: len(end.healths) > 8)
    assert len(end.hellos) == 1 and codes(end) == [None]


def test_messages_that_are_no_commands_are_left_out(tmp_path: Path) -> None:
    process = started_apart(role_command("--engine", ["--run-dir", str(tmp_path), "--family", "AF_INET"]))
    until(lambda: rendezvous.found(tmp_path), 30, "an engine")
    where = rendezvous.found(tmp_path)
    assert where is not None
    with Client(where.target, where.family, authkey=where.key.encode()) as console:
        for message in (b"\xc1", b"[1, 2", b"\x81\xa4type\xa9configure", b"x" * 100_000):
            console.send_bytes(message)
        console.send_bytes(encode(Finish()))
        heard = [decode_report(console.recv_bytes())]
        while not isinstance(heard[-1], Finished):
            heard.append(decode_report(console.recv_bytes()))
    assert isinstance(heard[0], Hello)
    assert process.wait(10) == 0
