"""What is said of the recording: where it goes, whether it goes on, and what there is of it after the show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedWords:
    """Part of `Words`; braces name what is filled in. `goes_on` is of recording and orders, of either alone."""

    second: str
    full: str
    goes_on: tuple[str, str, str]


ENGLISH = RecordedWords(
    second="Into {folder} instead",
    full="Free some space. Nothing is recorded until then; the stream goes on.",
    goes_on=("Recording and orders go on.", "The recording goes on.", "Orders go on."),
)

CHINESE = RecordedWords(
    second="改存到 {folder}",
    full="请清理空间，在那之前没有在录像。直播照常。",
    goes_on=("录像和订单照常。", "录像照常。", "订单照常。"),
)
