"""Every sentence, of the window and of the air, stands in both languages and names the same figures."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.architecture.tree import named, sources
from widgets.overlays.words import WORDS
from widgets.words.adjust import AdjustWords
from widgets.words.catalogue import Words
from widgets.words.en import ENGLISH
from widgets.words.line import LineWords
from widgets.words.recorded import RecordedWords
from widgets.words.zh import CHINESE

_BRACES = re.compile(r"\{(\w+)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Not sentences: what names itself alike in both languages, or names the other one.
_NAMES = {".locale", ".other_language"}


def sentences(words: Any, path: str = "") -> Iterator[tuple[str, str]]:  # Any: a tree of dataclasses
    """Every text in a tree of dataclasses, mappings and tuples, with where it stands."""
    if isinstance(words, str):
        yield path, words
    elif dataclasses.is_dataclass(words):
        for field in dataclasses.fields(words):
            yield from sentences(getattr(words, field.name), f"{path}.{field.name}")
    elif isinstance(words, Mapping):
        for key in words:
            yield from sentences(words[key], f"{path}[{key}]")
    elif isinstance(words, tuple):
        yield path, "\n".join(words)


@pytest.mark.parametrize(
    ("english", "chinese"), [(ENGLISH, CHINESE), (WORDS["en"], WORDS["zh"])], ids=["window", "air"]
)
def test_every_sentence_is_there_in_both_languages(english: Any, chinese: Any) -> None:
    ours, theirs = dict(sentences(english)), dict(sentences(chinese))
    assert ours
    assert ours.keys() == theirs.keys()
    for path, text in ours.items():
        if path not in _NAMES:
            assert text.strip(), path
            assert theirs[path].strip(), path
            assert set(_BRACES.findall(text)) == set(_BRACES.findall(theirs[path])), path


@pytest.mark.parametrize(
    ("english", "chinese"), [(ENGLISH, CHINESE), (WORDS["en"], WORDS["zh"])], ids=["window", "air"]
)
def test_no_english_sentence_stands_in_for_a_chinese_one(english: Any, chinese: Any) -> None:
    ours, theirs = dict(sentences(english)), dict(sentences(chinese))
    copied = [path for path, text in theirs.items() if text == ours[path] and is_prose(text)]
    assert not copied


def test_every_sentence_of_the_window_is_said_somewhere() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in sources() if named(path).startswith("widgets/")]
    said = {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and re.search(r"said$|words\(|said\.(adjust|line|recorded)$|^words$", ast.unparse(node.value))
    }
    fields = tuple(
        field for one in (Words, AdjustWords, LineWords, RecordedWords) for field in dataclasses.fields(one)
    )
    assert not [field.name for field in fields if field.name not in said]


def is_prose(text: str) -> bool:
    """Latin words beyond a unit such as `dB`."""
    return len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{.*?\}", "", text))) > 1 and not _HAN.search(text)
