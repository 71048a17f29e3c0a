"""What is said of the recording: where it goes, whether it goes on, and what there is of it after the show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedWords:
    """Part of `Words`; braces name what is filled in. `goes_on` is of recording and orders, of either alone;
    `notes` are of a show that was recorded, in part, not at all."""

    second: str
    full: str
    goes_on: tuple[str, str, str]
    failed: str
    missing: str
    notes: tuple[str, str, str]


ENGLISH = RecordedWords(
    second="Into {folder} instead",
    full="Free some space. Nothing is recorded until then; the stream goes on.",
    goes_on=("Recording and orders go on.", "The recording goes on.", "Orders go on."),
    failed="The recording failed: nothing was recorded",
    missing="A part is missing: {recorded} of {show} recorded",
    notes=(
        "The stream is off. The recordings are listed above; press Report for the figures.",
        "The stream is off. A part of the recording is missing; press Report for the figures.",
        "The stream is off. Nothing was recorded; press Report for the figures.",
    ),
)

CHINESE = RecordedWords(
    second="改存到 {folder}",
    full="请清理空间，在那之前没有在录像。直播照常。",
    goes_on=("录像和订单照常。", "录像照常。", "订单照常。"),
    failed="录像失败：本场没有录下来",
    missing="有一段没录上：全场 {show}，录了 {recorded}",
    notes=(
        "推流已停止。录像列在上面，按“查看报告”看本场数据。",
        "推流已停止。录像缺了一段，按“查看报告”看本场数据。",
        "推流已停止。本场没有录下来，按“查看报告”看本场数据。",
    ),
)
