"""Encoders of graphics chips: really tried in a child, chosen by the show file, and x264 when they fail."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from av.error import FFmpegError

from app.domain.fault import FaultCode
from app.engine import devices
from app.engine.encode import probe
from app.engine.encode.chosen import WHERE, Chosen
from app.engine.encode.codecs import Codecs
from app.engine.encode.encoder import Encoder, EncoderOutlets
from app.engine.encode.hardware import HARDWARE, X264, Hardware
from app.engine.encode.probe import DEADLINE_S, best, command, works
from app.engine.messages import Configure
from app.engine.planes import BLOCK, Planes, new_planes
from app.engine.pulse import LOOKS_OF_STARTING
from app.engine.service import HEALTH_EVERY_S
from tests.engine.received import Collected, configured, decoded, flv


class Chip(Codecs):
    """Stands in for hardware: x264 under another name, which `breaks_at` some picture."""

    def __init__(self, configure: Configure, opened: list[str], breaks_at: int | None = None) -> None:
        opened.append(configure.encoder)
        self._is_chip = configure.encoder != "x264"
        self._breaks_at = breaks_at if self._is_chip else None
        self._pictures = 0
        super().__init__(configured(width=320, height=180, epoch_ns=0))

    def encode_picture(self, planes: Planes, pts: int, is_key: bool) -> list[Any]:
        self._pictures += 1
        if self._pictures == self._breaks_at:
            raise FFmpegError(5, "the driver went away")
        return super().encode_picture(planes, pts, is_key)


def child(source: str) -> Callable[[str], list[str]]:
    return lambda _name: [sys.executable, "-c", source]


def encoded(collected: Collected, chosen: Chosen, encoder_name: str, pictures: int = 20) -> None:
    """Runs pictures and sound through a real encoder."""
    base = collected.outlets()
    outlets = EncoderOutlets(
        on_tag=base.on_tag,
        on_fragment=base.on_fragment,
        on_fault=base.on_fault,
        on_cleared=base.on_cleared,
        on_done=lambda _planes: None,
    )
    configure = configured(width=320, height=180, epoch_ns=0, encoder=encoder_name)
    encoder = Encoder(configure, outlets, chosen, wait=lambda _seconds: None)
    for number in range(pictures):
        before = encoder.handed_on
        encoder.put_sound(np.zeros((2, BLOCK), np.float32), (48 + number) * BLOCK)
        assert encoder.put_picture(new_planes(320, 180), 30 + number, 1)
        failed = len(collected.faults)
        collected.wait_for(lambda: encoder.handed_on > before or len(collected.faults) > failed)  # noqa: B023
    assert encoder.stop(5)


def chosen(collected: Collected, opened: list[str], *, works: bool, breaks_at: int | None = None) -> Chosen:
    outlets = collected.outlets()
    return Chosen(
        outlets.on_fault,
        outlets.on_cleared,
        lambda one: Chip(one, opened, breaks_at),
        pick=lambda wanted: wanted if works and wanted in HARDWARE else X264,
    )


def test_x264_is_not_probed_and_is_what_a_show_has_by_itself() -> None:
    def never(name: str) -> str:
        raise AssertionError(name)

    collected, opened = Collected(), list[str]()
    outlets = collected.outlets()
    encoded(
        collected,
        Chosen(outlets.on_fault, outlets.on_cleared, lambda one: Chip(one, opened), never),
        "x264",
        2,
    )
    assert opened == ["x264"]
    assert configured().encoder == "x264"


def test_a_chip_that_works_encodes() -> None:
    collected, opened = Collected(), list[str]()
    encoded(collected, chosen(collected, opened, works=True), "nvenc")
    assert opened == ["nvenc"]
    assert collected.faults == []
    assert collected.cleared == [WHERE]


def test_a_chip_that_does_not_work_gives_way_to_x264_and_the_host_is_told() -> None:
    collected, opened = Collected(), list[str]()
    encoded(collected, chosen(collected, opened, works=False), "nvenc")
    assert opened == ["x264"]
    assert [(one.code, one.where, one.detail) for one in collected.faults] == [
        (FaultCode.ENCODER_FALLBACK, WHERE, "NVIDIA NVENC")
    ]
    assert len(decoded(flv(collected.tags)).shots) == 20


def test_a_chip_that_fails_on_air_gives_way_and_is_not_tried_again() -> None:
    collected, opened = Collected(), list[str]()
    encoded(collected, chosen(collected, opened, works=True, breaks_at=5), "qsv")
    assert opened == ["qsv", "x264"]
    codes = [one.code for one in collected.faults]
    assert codes == [FaultCode.ENCODER_FAILED, FaultCode.ENCODER_FALLBACK]
    assert collected.cleared == [WHERE, "encoder"]
    assert len(decoded(flv(collected.tags)).shots) == 19


def test_a_chip_that_does_not_open_gives_way_at_once() -> None:
    collected, opened = Collected(), list[str]()

    def open_codecs(configure: Configure) -> Codecs:
        if configure.encoder != "x264":
            raise FFmpegError(38, "no such function")
        return Chip(configure, opened)

    outlets = collected.outlets()
    encoded(
        collected, Chosen(outlets.on_fault, outlets.on_cleared, open_codecs, lambda wanted: wanted), "amf", 2
    )
    assert opened == ["x264"]
    assert [one.code for one in collected.faults] == [FaultCode.ENCODER_FALLBACK]


def test_auto_without_a_chip_is_x264_and_no_trouble() -> None:
    collected, opened = Collected(), list[str]()
    encoded(collected, chosen(collected, opened, works=False), "auto", 2)
    assert opened == ["x264"]
    assert collected.faults == []


def test_a_probe_really_encodes() -> None:
    assert works("x264", deadline_s=30)


def test_an_encoder_that_is_not_here_fails_its_probe() -> None:
    done = subprocess.run(command("nvenc"), capture_output=True, timeout=30, check=False)
    assert done.returncode != 0


@pytest.mark.parametrize(
    "source", ["import os; os.abort()", "import sys; sys.exit(1)", "import time; time.sleep(60)"]
)
def test_a_driver_that_crashes_refuses_or_hangs_is_a_no(source: str) -> None:
    assert not works("nvenc", 0.5, child(source))


def test_a_program_that_cannot_be_started_is_a_no(tmp_path: Path) -> None:
    assert not works("nvenc", command=lambda _name: [str(tmp_path / "absent")])


class Chips:
    """Probes that take their time on a clock of their own; `hangs` is a driver that never answers."""

    def __init__(self, works: str, hangs: str = "") -> None:
        self.tried: list[str] = []
        self.now_s = 100.0
        self._works = works
        self._hangs = hangs

    def probe(self, name: str, deadline_s: float) -> bool:
        self.tried.append(name)
        self.now_s += deadline_s if name == self._hangs else 0.1
        return name == self._works

    def best(self, system: str) -> str:
        return best(self.probe, system, lambda: self.now_s)


def test_only_what_may_exist_on_this_system_is_tried() -> None:
    chips = Chips("mf")
    assert chips.best("win32") == "mf"
    assert chips.tried == ["nvenc", "qsv", "amf", "mf"]
    assert Chips("videotoolbox").best("darwin") == "videotoolbox"


def test_the_first_chip_that_works_is_the_last_that_is_tried() -> None:
    chips = Chips("qsv")
    assert chips.best("win32") == "qsv"
    assert chips.tried == ["nvenc", "qsv"]


def test_chips_that_hang_take_no_longer_together_than_an_engine_may_take_to_start() -> None:
    chips = Chips("mf", hangs="nvenc")
    assert chips.best("win32") == "x264"
    assert chips.now_s - 100 <= DEADLINE_S + 0.01
    assert DEADLINE_S + 0.5 < LOOKS_OF_STARTING * HEALTH_EVERY_S


def test_a_chip_is_tried_once_however_often_one_goes_live(monkeypatch: pytest.MonkeyPatch) -> None:
    chips = Chips("")
    monkeypatch.setattr(probe, "works", lambda name: chips.probe(name, DEADLINE_S))
    probe.picked.cache_clear()
    try:
        assert [probe.picked(name) for name in ("amf", "amf", "x264")] == ["x264"] * 3
    finally:
        probe.picked.cache_clear()
    assert chips.tried == ["amf"]


def test_every_chip_names_a_codec_that_ffmpeg_knows_or_that_other_systems_have() -> None:
    assert all(one.codec == f"h264_{name}" and one.systems for name, one in HARDWARE.items())
    assert all(one.options("low-latency") and one.options("quality") for one in HARDWARE.values())


def test_who_asks_for_cameras_and_microphones_does_not_wait_for_graphics_chips(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def may_exist(one: Hardware, *_: object) -> bool:
        asked.append(one.name)
        return False

    monkeypatch.setattr(Hardware, "may_exist", may_exist)
    devices.listed()
    assert asked == []
