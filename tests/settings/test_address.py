"""What of a destination may be written and shown, and what only the key ring holds."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.domain.secret import Secret
from app.engine.publish.url import Address, parse
from app.settings.address import chosen, joined, packed, parted, unpacked
from app.settings.destination_plan import is_address

TWITCH = "live_123456789_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123"
YOUTUBE = "abcd-ef12-ijkl-mn34-qrst"
WHOLE = [
    ("rtmp://live.twitch.tv/app/" + TWITCH, "rtmp://live.twitch.tv/app", TWITCH),
    ("rtmp://a.rtmp.youtube.com/live2/" + YOUTUBE, "rtmp://a.rtmp.youtube.com/live2", YOUTUBE),
    ("rtmps://h:443/rtmp/FB-19530206-0-Abz", "rtmps://h:443/rtmp", "FB-19530206-0-Abz"),
    ("rtmp://push.example/a/s?auth_key=1-0-0-f", "rtmp://push.example/a", "s?auth_key=1-0-0-f"),
    ("rtmp://h/live-bvc/?streamname=a&key=b", "rtmp://h/live-bvc", "?streamname=a&key=b"),
    ("rtmp://h/live/_definst_/k", "rtmp://h/live/_definst_", "k"),
]


@pytest.mark.parametrize(("url", "address", "key"), WHOLE)
def test_one_long_address_is_taken_apart(url: str, address: str, key: str) -> None:
    part = parted(url)
    assert (part.address, part.key.reveal(), bool(part.query)) == (address, key, False)


@pytest.mark.parametrize(
    ("url", "key", "address", "query"),
    [
        ("rtmp://h/a/b", "k", "rtmp://h/a/b", ""),
        ("rtmp://h/app/", "k", "rtmp://h/app", ""),
        ("rtmp://h/app/k", "k", "rtmp://h/app", ""),
        ("rtmp://h/app/k?sign=1", "k?sign=1", "rtmp://h/app", ""),
        ("rtmp://h/app/k?sign=1", "k", "rtmp://h/app", "sign=1"),
        ("rtmp://h/a/b?auth_key=9", "k", "rtmp://h/a/b", "auth_key=9"),
    ],
)
def test_a_key_typed_apart_leaves_every_part_of_the_path(
    url: str, key: str, address: str, query: str
) -> None:
    part = parted(url, Secret(key))
    assert part.query is not None
    assert (part.address, part.query.reveal(), part.key.reveal()) == (address, query, key)


@pytest.mark.parametrize(("url", "address", "key"), WHOLE[:4])
def test_a_whole_address_replaces_a_key_that_was_kept(url: str, address: str, key: str) -> None:
    part = chosen(url, None, "rtmp://old/app", has_key=True)
    assert part is not None
    assert (part.address, part.key.reveal()) == (address, key)


@pytest.mark.parametrize("url", ["rtmp://h/a/b", "rtmp://h/live/_definst_", "rtmp://h/live2"])
def test_another_address_keeps_the_key_that_was_typed_apart(url: str) -> None:
    part = chosen(url, None, "rtmp://h/a", has_key=True)
    assert part is not None
    assert (part.address, bool(part.key)) == (url, False)


def test_the_address_as_it_was_shown_changes_nothing() -> None:
    assert chosen("rtmp://h/a/b", None, "rtmp://h/a/b?x=1", has_key=True) is None
    renewed = chosen("rtmp://h/a/b", Secret("new"), "rtmp://h/a/b?x=1", has_key=True)
    assert renewed is not None and renewed.query == Secret("x=1")
    moved = chosen("rtmp://h/a", None, "rtmp://h/a/KEY", has_key=False)
    assert moved is not None and moved.key == Secret("KEY")


@pytest.mark.parametrize("text", ["k", "?streamname=a&key=b", "k?sign=1"])
def test_a_secret_comes_out_of_the_key_ring_as_it_went_in(text: str) -> None:
    assert unpacked(packed(Secret(""), Secret(text))) == (Secret(""), Secret(text))
    assert unpacked(packed(Secret("q=1/2"), Secret(text))) == (Secret("q=1/2"), Secret(text))


@pytest.mark.parametrize("url", ["rtmp://user:password@h/app", "rtmp://h/app#KEY"])
def test_an_address_that_the_engine_refuses_is_not_taken(url: str) -> None:
    assert is_address(url.replace("user:password@", "").replace("#KEY", "")) and not is_address(url)


_PART = st.text(st.sampled_from("ab1-_=&?/"), max_size=8)


@given(_PART, _PART)
@example("/a/a", "")
@example("/a/a", "a")
def test_the_engine_is_told_the_same_after_taking_apart(path: str, key: str) -> None:
    url = f"rtmp://h/app{path}"
    assume("//" not in path)  # nobody has such an app
    plain = parse("d", url, Secret(key))
    part = parted(url, Secret(key) if key else None)
    assert part.query is not None
    if isinstance(plain, Address):
        assert parse("d", *joined(part.address, packed(part.query, part.key))) == plain
