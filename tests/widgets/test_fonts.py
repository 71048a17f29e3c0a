"""The fonts that ship: every word of the program and of its viewers has its glyphs, whatever the system has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QFontMetricsF, QTextLayout

from widgets import fonts
from widgets.overlays.words import WORDS

ROOT = Path(fonts.__file__).resolve().parent.parent
COMMENTS = (
    "1号链接M码还有吗？我身高165，体重52公斤～",
    "扣1 扣1 扣1！！！主播好美😍😍👍🏻",
    "这件和上次那件“双面呢”一样吗……有没有燕麦色？",
    "價格可以再優惠嗎？謝謝🙏",
    "拍了！坐等发货🚚💨（上海·浦东）",
    "褶皱、起球、掉色怎么办？喆、堃、㛃、䶮、𬭸、𠮷这些字显示吗",
    "¥1,999.00 → ¥1,599.00 ？省了¥400 √",
    "Is the camel one back in stock? I'm 5′6″ – size M or L? 🙂",
    "Größe 38, naïve café façade, señor, Łódź, Ελλάδα, Привет!",
    "❤️🔥✨🎉💯🥹🫶👨\u200d👩\u200d👧 🇨🇳 1️⃣ 2️⃣",
    "①②③ ℃ № ★☆ ♥ ︎㎡ ㎏ １２３ Ａ Ｂ 「」『』【】《》〈〉〔〕﹏",
    "かわいい！コートください",
    "666 233 hhhh yyds~ @小林不加糖 #秋日大衣#",
)


def glyphs(text: str, families: tuple[str, ...], weight: int) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """The text of each run with its font's family and glyph numbers; 0 is the box of a missing one."""
    layout = QTextLayout(text, fonts.font(families, 24, weight))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    for run in layout.glyphRuns():
        yield text, run.rawFont().familyName(), tuple(run.glyphIndexes())


def missing(text: str, families: tuple[str, ...], weight: int) -> list[str]:
    ours = {*fonts.load().sans, *fonts.load().serif}
    return [
        f"{char!r} U+{ord(char):04X} from {family}"
        for char in dict.fromkeys(text)
        for _, family, numbers in glyphs(char, families, weight)
        if 0 in numbers or family not in ours
    ]


def words_of_the_program() -> str:
    """Every character beyond ASCII in the program's sources, catalogues and show files."""
    found: set[str] = set()
    for folder in ("widgets", "app", "resources"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".toml", ".json", ".po", ".ini", ".md"}:
                found.update(path.read_text(encoding="utf-8"))
    return "".join(sorted(char for char in found if char.isprintable() and char > "~"))


@pytest.mark.parametrize("weight", [300, 400, 600, 700])
def test_no_word_of_the_program_has_a_missing_glyph(qapp: Any, weight: int) -> None:
    spoken = "".join(str(part) for words in WORDS.values() for part in astuple(words))
    families = fonts.load()
    for family in (families.sans, families.serif):
        assert missing(words_of_the_program() + spoken, family, weight) == []


@pytest.mark.parametrize("comment", COMMENTS)
def test_no_usual_comment_has_a_missing_glyph(qapp: Any, comment: str) -> None:
    shown = "".join(char for char in comment if char not in "\u200d\ufe0e\ufe0f")
    assert missing(shown, fonts.load().sans, 400) == []


def test_emoji_of_several_code_points_are_one_picture(qapp: Any) -> None:
    for emoji in ("👨\u200d👩\u200d👧", "🇨🇳", "👍🏻", "❤️"):
        runs = list(glyphs(emoji, fonts.load().sans, 400))
        assert [(family, len(numbers)) for _, family, numbers in runs] == [("Noto Color Emoji", 1)], emoji


def test_chinese_is_really_set_in_its_two_weights(qapp: Any) -> None:
    (run,) = glyphs("双面羊绒", fonts.load().sans, 700)
    assert run[1] == "Noto Sans SC"
    thin, thick = (QFontMetricsF(fonts.font(fonts.load().sans, 96, weight)) for weight in (400, 700))
    assert thin.tightBoundingRect("绒") != thick.tightBoundingRect("绒")


def test_tabular_figures_are_all_as_wide(qapp: Any) -> None:
    face = fonts.font(fonts.load().sans, 56, 600, features=("tnum",))
    widths = {round(QFontMetricsF(face).horizontalAdvance(digit), 1) for digit in "0123456789"}
    assert len(widths) == 1


def test_each_font_has_its_licence_beside_it() -> None:
    for path in fonts.FOLDER.iterdir():
        if path.suffix in {".otf", ".ttf"}:
            name = path.stem.split("-")[0].removesuffix("Display")
            licence = fonts.FOLDER / f"OFL-{name}.txt"
            assert "SIL OPEN FONT LICENSE" in licence.read_text(encoding="utf-8"), path.name


def test_a_missing_font_file_is_said_by_name(
    qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    with pytest.raises(fonts.FontsError, match="Noto Sans SC"):
        fonts.load.__wrapped__()
