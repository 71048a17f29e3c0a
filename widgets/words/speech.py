"""The language of the moment, and numbers, money and ages in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.money import Money
from widgets.overlays.price import Price, price
from widgets.words.catalogue import Language, Words
from widgets.words.en import ENGLISH
from widgets.words.zh import CHINESE

LANGUAGES: Mapping[Language, Words] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})
_MINUTE_S = 90


def words(language: Language) -> Words:
    """All sentences of a language."""
    return LANGUAGES[language]


def other(language: Language) -> Language:
    """The one to switch to."""
    return "en" if language == "zh" else "zh"


def amount(money: Money) -> Price:
    """Sign, major and minor units; the minus sign is U+2212."""
    return price(money)


def clock(seconds: float) -> str:
    """00:42:17; days run on in hours."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def age(said: Words, seconds: float) -> str:
    """How old something is, in few words."""
    if seconds < 2:
        return said.just_now
    if seconds < _MINUTE_S:
        return said.seconds.format(count=int(seconds))
    return said.minutes.format(count=round(seconds / 60))
