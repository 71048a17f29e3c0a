"""Watches what a platform plays, whatever its server sends: bounded in bytes and time, and one word says why not."""

from __future__ import annotations

import io
import itertools
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import av
import pytest

from app import playback_watch
from app.domain.secret import Secret
from app.playback import program
from app.playback.fetch import Fetcher, Unplayable
from app.playback.flv import tags, watch_flv
from app.playback.playlist import parsed
from app.playback.viewer import Viewer
from app.playback_watch import PlaybackWatch
from tests.engine.publish.stage import until
from tests.playback.codes import FPS, codes, stream
from tests.playback.web import Answer, Web


class Clock:
    """Time that passes when somebody sleeps or asks."""

    def __init__(self, step_s: float = 0.0) -> None:
        self.now_s = 0.0
        self._step_s = step_s

    def __call__(self) -> float:
        self.now_s += self._step_s
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


def watched(url: str, for_s: float = 30.0) -> list[dict[str, object]]:
    """What is said of an address, all pauses left out."""
    clock, said = Clock(), list[dict[str, object]]()
    program.watch(url, Fetcher(for_s, clock), said.append, clock.sleep)
    return said


def once(body: bytes | Callable[[], Iterator[bytes]], status: int = 200) -> Callable[[], Answer]:
    return lambda: (status, [body] if isinstance(body, bytes) else body())


def digits(said: list[dict[str, object]]) -> list[str]:
    return [digits for digits, _ in itertools.groupby(str(one["digits"]) for one in said if "digits" in one)]


def troubles(said: list[dict[str, object]]) -> list[object]:
    return [one["trouble"] for one in said if "trouble" in one]


def test_http_flv_is_watched_whatever_its_address_looks_like() -> None:
    with Web({"/live": once(stream("flv"))}) as web:
        said = watched(web.url("/live"), for_s=1.0)
    assert digits(said) == codes()
    assert not troubles(said)


def test_an_hls_stream_that_has_ended_is_watched_to_its_end_at_its_own_pace() -> None:
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n" + "".join(
        f"#EXTINF:2.0,\nseg/{number}.ts?token=x\n" for number in range(3)
    )
    answers = {f"/hls/seg/{number}.ts?token=x": once(stream("mpegts", 2, 2 * number)) for number in range(3)}
    with Web({"/hls/live.m3u8": once((playlist + "#EXT-X-ENDLIST\n").encode()), **answers}) as web:
        said = watched(web.url("/hls/live.m3u8"), for_s=1.0)
    assert digits(said) == codes(6)
    # A player shows what came in one piece over as many seconds as it lasts.
    assert 5.5e9 < int(str(said[-1]["at_ns"])) - int(str(said[0]["at_ns"])) < 6e9


def test_fragmented_mp4_and_a_master_playlist_are_hls_too() -> None:
    whole = fragmented()
    begin = whole.index(b"moof") - 4
    master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=320x180\nlow.m3u8\n"
    master += "#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=1280x720\nhigh.m3u8\n"
    media = (
        '#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXT-X-MAP:URI="head.mp4"\n#EXTINF:3,\nbody.m4s\n#EXT-X-ENDLIST\n'
    )
    answers = {
        "/live.m3u8": once(master.encode()),
        "/high.m3u8": once(media.encode()),
        "/head.mp4": once(whole[:begin]),
        "/body.m4s": once(whole[begin:]),
    }
    with Web(answers) as web:
        assert digits(watched(web.url("/live.m3u8"), for_s=1.0)) == codes(3)
        assert "/low.m3u8" not in web.asked


def fragmented() -> bytes:
    plain, file = io.BytesIO(stream("mp4", 3)), io.BytesIO()
    with (
        av.open(plain, "r") as source,
        av.open(
            file, "w", format="mp4", options={"movflags": "frag_keyframe+empty_moov+default_base_moof"}
        ) as to,
    ):
        video = to.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = video
                to.mux(packet)
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (b"<html>Not found, with status 200</html>", "format"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:soon\n", "format"),
        (b'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:2,\na.ts\n', "encrypted"),
        (b"#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n", "address"),
        (b"#EXTM3U\n" + b"#" * (2 << 20), "too large"),
        (b"FLV\x01\x01\0\0\0\x09\0\0\0\0\x09\xff\xff\xff" + bytes(40), "too large"),
        (b"FLV\x01\x01\0\0\0\x09\0\0\0\0\x09\0\0\x05" + bytes(7) + b"\x12\x01\0\0\0" + bytes(4), "codec"),
    ],
    ids=["html", "no number", "encrypted", "another scheme", "endless list", "endless tag", "H.263"],
)
def test_what_cannot_be_watched_is_said_once_and_left(body: bytes, trouble: str) -> None:
    with Web({"/live": once(body)}) as web:
        said = watched(web.url("/live"))
        assert troubles(said) == [trouble]
        assert len(web.asked) == 1


def test_a_playlist_that_goes_back_for_hours_is_watched_at_its_newest_end() -> None:
    pieces = "".join(f"#EXTINF:2.0,\n{number}.ts\n" for number in range(5000))
    found = parsed(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:70\n{pieces}", "http://h/live.m3u8"
    )
    assert (found.segments[-1].number, found.segments[-1].url) == (5069, "http://h/4999.ts")
    assert found.first is not None and found.first.url == "http://h/4997.ts"
    assert len(found.segments) < 5000


def test_a_playlist_that_names_itself_is_not_followed_for_ever() -> None:
    master = b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlive.m3u8\n"
    with Web({"/live.m3u8": once(master)}) as web:
        assert troubles(watched(web.url("/live.m3u8"))) == ["format"]
        assert len(web.asked) < 6


def test_a_stream_that_begins_late_is_waited_for_and_only_then_called_trouble() -> None:
    asked = itertools.count()
    with Web({"/live": lambda: (404, ()) if next(asked) < 8 else (200, [stream("flv", 3)])}) as web:
        said = watched(web.url("/live"))
    assert not troubles(said)
    assert digits(said)[:3] == codes(3)
    with Web() as web:
        assert troubles(watched(web.url("/live"))) == ["status 404"]


def test_a_server_that_is_not_there_and_redirects_without_end_are_trouble() -> None:
    with Web({"/round": lambda: (302, [b"/round"])}) as web:
        url = web.url("/round")
        assert troubles(watched(url)) == ["redirects"]
    assert troubles(watched(url)) == ["no connection"]


def test_a_body_without_an_end_stops_with_the_time() -> None:
    def endless() -> Iterator[bytes]:
        yield stream("flv", 2)
        while True:
            yield bytes(4096)

    clock = Clock(step_s=0.001)
    said: list[dict[str, object]] = []
    with Web({"/live": once(endless)}) as web:
        program.watch(web.url("/live"), Fetcher(1.0, clock), said.append, clock.sleep)
    assert digits(said)[:2] == codes(2)


def test_an_answer_that_drips_and_shows_nothing_is_left() -> None:
    said: list[dict[str, object]] = []
    has_left = threading.Event()

    def dripping() -> Iterator[bytes]:
        yield b"F"
        has_left.wait(20)

    with Web({"/slow": lambda: (200, dripping())}) as web:
        program.watch(web.url("/slow"), Fetcher(0.5), said.append, leave=has_left.set, patience_s=0.1)
    assert has_left.is_set() and {"trouble": "too slow"} in said


def test_a_picture_of_a_giant_is_refused_before_anybody_looks_at_it() -> None:
    class Giant:
        width, height = 16_000, 16_000

    with pytest.raises(Unplayable, match="too large"):
        Viewer(lambda digits, at_ns: None).show(Giant(), 0.0, 0)  # type: ignore[arg-type]


@pytest.mark.parametrize("cut", [1, 7, 100])
def test_tags_are_the_same_however_they_are_cut(cut: int) -> None:
    data = stream("flv", 1)
    pieces = [data[at : at + cut] for at in range(0, len(data), cut)]
    assert list(tags(pieces)) == list(tags([data]))


def frames(data: bytes | bytearray) -> list[tuple[int, int]]:
    """Where each coded picture of an FLV begins, behind what FLV says of it, and its size."""
    found, at = list[tuple[int, int]](), 13
    while at < len(data):
        size = int.from_bytes(data[at + 1 : at + 4])
        if data[at] & 0x1F == 9 and data[at + 12] == 1:
            found.append((at + 16, size - 5))
        at += 11 + size + 4
    return found


@pytest.mark.parametrize("filler", [0, 0xFF])
def test_torn_pictures_are_mended_by_the_next_key_frame(filler: int) -> None:
    data, seen = bytearray(stream("flv", 3)), list[str]()
    for at, size in frames(data)[FPS + 1 : FPS + 4]:
        data[at : at + size] = bytes([filler]) * size
    watch_flv([bytes(data)], Viewer(lambda digits, at_ns: seen.append(digits)))
    assert codes(3)[2] in seen, "the code behind the tear"


def test_codes_and_trouble_are_said_and_never_the_address() -> None:
    with Web({"/live?token=CANARY": once(stream("flv", 3)), "/gone?token=CANARY": once(b"", 410)}) as web:
        said = [*watched(web.url("/live?token=CANARY"), 1.0), *watched(web.url("/gone?token=CANARY"))]
    assert "CANARY" not in json.dumps(said)
    assert digits(said)[:3] == codes(3)
    assert troubles(said) == ["status 410"]


def test_the_console_hears_what_a_real_process_watches_and_ends_it() -> None:
    over = threading.Event()

    def live() -> Iterator[bytes]:
        yield stream("flv", 3)
        over.wait(30)

    with Web({"/live": once(live)}) as web:
        watch = PlaybackWatch("main", Secret(web.url("/live")), 60.0)
        seen: list[str] = []

        def has_all() -> bool:
            seen.extend(one.digits for one in watch.seen())
            return set(codes(3)) <= set(seen)

        until(has_all, 30.0)
        process = watch._process
        assert process is not None and web.url("/live") not in " ".join(map(str, process.args))  # type: ignore[arg-type]
        watch.stop()
        watch.join(5)
        over.set()
    assert not watch.is_running and process.poll() is not None
    assert not watch.trouble


def test_a_process_that_hears_nothing_is_trouble_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deaf = "import os; os.close(0); print(flush=True)"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline()
    monkeypatch.setattr(playback_watch, "_started", lambda: process)
    watch = PlaybackWatch("main", Secret("http://h/live"), 60.0)
    watch.join(5)
    assert watch.trouble == "process"
    assert process.returncode == 0 and process.stdout.closed


def test_the_watcher_ends_with_the_console() -> None:
    with Web({"/live": lambda: (404, ())}) as web:
        watch = PlaybackWatch("main", Secret(web.url("/live")), 60.0)
        until(lambda: web.asked, 30.0)
        process = watch._process
        assert process is not None and process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0
        watch.join(5)
    assert not watch.is_running
