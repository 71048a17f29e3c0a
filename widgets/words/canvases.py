"""The sentences of the second picture, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasWords:
    """`shapes`: landscape, portrait; the others are said of the second one."""

    second: str
    none: str
    shapes: tuple[str, str]
    free: str
    trial: str
    carried: str
    lost: str


ENGLISH = CanvasWords(
    second="Second picture",
    none="None",
    shapes=("Landscape 16:9", "Portrait 9:16"),
    free="for chosen destinations",
    trial="being tried",
    carried="in use",
    lost="too much to carry",
)

CHINESE = CanvasWords(
    second="第二路画面",
    none="不用",
    shapes=("横屏 16:9", "竖屏 9:16"),
    free="发给选定的地址",
    trial="试运行中",
    carried="使用中",
    lost="电脑带不动",
)
