"""The H.264 encoders by name: x264, and those of graphics chips, each with its options and where it may exist."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

X264 = "x264"
AUTO = "auto"

Preset = Literal["low-latency", "quality"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """One of FFmpeg's encoders. `signs` are paths of which one exists where the chip may; empty: nothing tells."""

    name: str
    codec: str
    systems: tuple[str, ...]
    low_latency: Mapping[str, str]
    quality: Mapping[str, str]
    pixels: str = "yuv420p"
    signs: tuple[str, ...] = ()

    def options(self, preset: Preset) -> dict[str, str]:
        return dict(self.low_latency if preset == "low-latency" else self.quality)

    def may_exist(self, system: str = sys.platform) -> bool:
        """Cheap: no driver is asked."""
        if system not in self.systems:
            return False
        return system != "linux" or not self.signs or any(Path("/").glob(sign) for sign in self.signs)


_RENDER = ("dev/dri/renderD*",)
_ALL = (
    Hardware(
        name="NVIDIA NVENC",
        codec="h264_nvenc",
        systems=("linux", "win32"),
        low_latency={
            "preset": "p4",
            "tune": "ull",
            "rc": "cbr",
            "zerolatency": "1",
            "bf": "0",
            "forced-idr": "1",
        },
        quality={"preset": "p5", "tune": "hq", "rc": "cbr", "forced-idr": "1"},
        signs=("dev/nvidiactl", "dev/dxg"),
    ),
    Hardware(
        name="Intel Quick Sync",
        codec="h264_qsv",
        systems=("linux", "win32"),
        low_latency={"preset": "veryfast", "async_depth": "1", "bf": "0", "forced_idr": "1"},
        quality={"preset": "medium", "forced_idr": "1"},
        pixels="nv12",
        signs=_RENDER,
    ),
    Hardware(
        name="AMD AMF",
        codec="h264_amf",
        systems=("linux", "win32"),
        low_latency={"usage": "ultralowlatency", "rc": "cbr", "forced_idr": "1"},
        quality={"usage": "transcoding", "quality": "balanced", "rc": "cbr", "forced_idr": "1"},
        pixels="nv12",
        signs=_RENDER,
    ),
    Hardware(
        name="Apple VideoToolbox",
        codec="h264_videotoolbox",
        systems=("darwin",),
        low_latency={"realtime": "1", "prio_speed": "1", "profile": "high", "bf": "0"},
        quality={"realtime": "1", "profile": "high"},
    ),
    Hardware(
        name="Windows Media Foundation",
        codec="h264_mf",
        systems=("win32",),
        low_latency={"rate_control": "cbr", "scenario": "live_streaming", "hw_encoding": "1", "bf": "0"},
        quality={"rate_control": "cbr", "scenario": "archive", "hw_encoding": "1"},
        pixels="nv12",
    ),
)
HARDWARE: Mapping[str, Hardware] = MappingProxyType({one.codec.removeprefix("h264_"): one for one in _ALL})
"""By the name that the show file uses, best first."""
