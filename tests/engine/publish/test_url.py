"""What a host may type as a destination."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.engine.publish.url import Address, parse

KEY = "CANARY-5f2c"

HOSTILE = [
    "",
    "live",
    "file:///etc/passwd",
    "tee:a.flv|b.flv",
    "udp://127.0.0.1:9/live",
    "md5:out",
    "http://host/live",
    "rtmp:/host/live",
    "rtmp:///live",
    "rtmp://:1935/live",
    "rtmp://host:0/live",
    "rtmp://host:65536/live",
    "rtmp://host:19 35/live",
    "rtmp://host:/live",
    "rtmp://host:abc/live",
    "rtmp://user:password@host/live",
    "rtmp://good.example@evil.example/live",
    "rtmp://ho st/live",
    "rtmp://host/li\nve",
    "rtmp://host/live\x00",
    "rtmp://host\\@evil/live",
    "rtmp://host/live|pipe",
    "rtmp://host/live#part",
    "rtmp://[::1/live",
    "rtmp://[not-an-address]/live",
    "rtmp://1.2.3.400/live",
    "rtmp://127.1/live",
    "rtmp://0x7f000001/live",
    "rtmp://-host-/live",
    "rtmp://a..b/live",
    "rtmp://host",
    "rtmp://host/",
    "rtmp://host/\u202elive",
    "rtmp://host/" + "a" * 3000,
    "rtmp://" + "a" * 64 + "/live",
    "rtmp://host/live" + "?x=" + KEY + "\u200b",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused_in_words_that_never_quote_it(url: str) -> None:
    fault = parse("main", url, Secret(KEY))
    assert isinstance(fault, Fault)
    assert (fault.code, fault.where) == (FaultCode.URL_INVALID, "destination:main")
    assert fault.detail
    assert KEY not in repr(fault)


@pytest.mark.parametrize(
    ("url", "key", "host", "port", "tc_url", "stream"),
    [
        ("rtmp://live.example/app", "k", "live.example", 1935, "rtmp://live.example/app", "k"),
        ("RTMPS://Live.Example/app/", "k", "live.example", 443, "rtmps://live.example/app", "k"),
        ("rtmps://h:8443/a/b", "k?token=1", "h", 8443, "rtmps://h:8443/a/b", "k?token=1"),
        ("rtmp://h/live2?backup=1", "k", "h", 1935, "rtmp://h/live2?backup=1", "k"),
        ("rtmp://h/app/key-in-url", "", "h", 1935, "rtmp://h/app", "key-in-url"),
        ("rtmp://h/app/key?sign=a-b", "", "h", 1935, "rtmp://h/app", "key?sign=a-b"),
        ("rtmp://h/app/?streamname=a&key=b", "", "h", 1935, "rtmp://h/app", "?streamname=a&key=b"),
        ("rtmp://h/app/twice", "twice", "h", 1935, "rtmp://h/app", "twice"),
        ("rtmp://h/app/twice?sign=1", "twice?sign=1", "h", 1935, "rtmp://h/app", "twice?sign=1"),
        ("rtmp://h/app", "  padded \n", "h", 1935, "rtmp://h/app", "padded"),
        ("rtmp://127.0.0.1:1936/live", "k", "127.0.0.1", 1936, "rtmp://127.0.0.1:1936/live", "k"),
        ("rtmp://[::1]:1936/live", "k", "::1", 1936, "rtmp://[::1]:1936/live", "k"),
        ("rtmp://bücher.example/live", "k", "xn--bcher-kva.example", 1935, None, "k"),
    ],
)
def test_an_address_is_taken_apart(
    url: str, key: str, host: str, port: int, tc_url: str | None, stream: str
) -> None:
    address = parse("main", url, Secret(key))
    assert isinstance(address, Address)
    assert (address.host, address.port, address.stream.reveal()) == (host, port, stream)
    assert tc_url is None or address.tc_url == tc_url
    assert address.is_tls == url.lower().startswith("rtmps")
    assert stream == "k" or stream not in repr(address)


@pytest.mark.parametrize("key", ["with space", "line\nbreak", "null\x00", "k" * 3000])
def test_a_key_that_no_platform_hands_out_is_refused(key: str) -> None:
    fault = parse("main", "rtmp://host/live", Secret(key))
    assert isinstance(fault, Fault)
    assert "stream key" in fault.detail


def test_an_address_without_any_key_says_that_the_key_is_missing() -> None:
    fault = parse("main", "rtmp://host/live", Secret(""))
    assert isinstance(fault, Fault)
    assert fault.detail == "the stream key is missing"


@given(st.text(max_size=60), st.text(max_size=20))
def test_no_text_at_all_raises(tail: str, key: str) -> None:
    for url in (tail, f"rtmp://{tail}", f"rtmps://host/{tail}"):
        assert isinstance(parse("main", url, Secret(key)), Address | Fault)
