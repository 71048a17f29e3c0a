"""The judge and the scorecard: what they say of streams whose faults are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.capture.cameras.test_card import draw_number
from app.engine.capture.microphones.test_card import TestBeep
from app.engine.capture.source import Canvas
from app.engine.encode.codecs import Codecs
from app.engine.encode.flv import FlvTags, header_tags
from app.engine.planes import BLOCK, SAMPLE_RATE, new_planes
from app.engine.tag import Tag, TagType
from tests.engine.publish.stage import until
from tests.engine.received import configured, flv
from tests.faults import judge
from tests.faults.scorecard import least, most, table
from tests.faults.viewer import Arrival, Session, Viewer
from tests.media import seen_in
from tests.runs import Skipped, main, only_by_name

FIRST_MS = 700_000
HEADER = b"FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00"


def tag(kind: int, stamp_ms: int, body: bytes) -> bytes:
    head = (
        bytes([kind])
        + len(body).to_bytes(3)
        + (stamp_ms & 0xFFFFFF).to_bytes(3)
        + bytes([stamp_ms >> 24, 0, 0, 0])
    )
    return head + body + (len(head) + len(body)).to_bytes(4)


KEY, INTER, SOUND = b"\x17\x01\0\0\0x", b"\x27\x01\0\0\0x", b"\xaf\x01x"
HEADERS = tag(9, 0, b"\x17\x00\0\0\0h") + tag(8, 0, b"\xaf\x00h")


def session(folder: Path, data: bytes, began_s: float = 10.0, at_s: float = 11.0) -> Session:
    one = Session(folder / f"{began_s}.flv", began_s)
    for place in range(0, len(data), 7):  # in pieces that end in the middle of things
        one.take(data[place : place + 7], at_s)
    return one


def flv_with_beeps(seconds: int, hole_s: tuple[float, float], late_ms: int = 0) -> bytes:
    """A test card at 30 fps whose first number is a whole second, a beep on each; no sound is sent in the hole."""
    card, canvas = new_planes(1280, 720), Canvas(width=1280, height=720, fps=30, epoch_ns=0)
    codecs = Codecs(configured(epoch_ns=0))
    tags, packets = FlvTags(codecs.streams), []
    sound = TestBeep("", canvas)
    for tick in range(seconds * 30):
        draw_number(card, FIRST_MS + tick * 1000 // 30)
        packets += [tags.video(one, 0) for one in codecs.encode_picture(card, tick, tick % 60 == 0)]
    for block in range(seconds * SAMPLE_RATE // BLOCK):
        moved = block * BLOCK - late_ms * SAMPLE_RATE // 1000
        packets += [tags.audio(one, 0) for one in codecs.encode_sound(sound.block(moved), block * BLOCK)]
    kept = [one for one in packets if not _is_in_hole(one, hole_s)]
    codecs.close()
    return flv([*header_tags(codecs.streams), *sorted(kept, key=lambda one: one.timestamp_ms)])


def _is_in_hole(one: Tag, hole_s: tuple[float, float]) -> bool:
    return one.type is TagType.AUDIO and hole_s[0] <= one.timestamp_ms / 1000 < hole_s[1]


def test_a_session_knows_its_frames_however_the_bytes_come(tmp_path: Path) -> None:
    data = HEADER + HEADERS + tag(9, 100, KEY) + tag(8, 100, SOUND) + tag(9, 0x01000021, INTER)
    one = session(tmp_path, data)
    assert [(each.is_key, each.stamp_ms) for each in one.pictures] == [(True, 100), (False, 0x01000021)]
    assert [each.stamp_ms for each in one.sounds] == [100]
    assert one.path.read_bytes() == data


def test_a_stream_has_begun_with_key_frame_and_sound_and_not_before(tmp_path: Path) -> None:
    assert judge.begun_s(session(tmp_path, HEADER + HEADERS + tag(9, 0, KEY), 1.0)) is None
    assert judge.begun_s(session(tmp_path, HEADER + tag(9, 0, INTER) + tag(8, 0, SOUND), 2.0)) is None
    assert judge.begun_s(session(tmp_path, HEADER + tag(9, 0, KEY) + tag(8, 0, SOUND), 3.0)) == 11.0


def test_a_viewer_tells_a_new_session_from_more_of_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "recorded"
    folder.mkdir()
    viewer = Viewer(folder, tmp_path / "seen")
    try:
        path = folder / "key.flv"
        path.write_bytes(HEADER + tag(9, 0, KEY))
        until(lambda: len(viewer.arrivals()) == 1)
        with path.open("ab") as file:
            file.write(tag(9, 33, INTER))
        until(lambda: len(viewer.arrivals()) == 2)
        assert len(viewer.sessions) == 1
        path.write_bytes(HEADER)  # the server begins anew in the same file
        until(lambda: len(viewer.sessions) == 2)
        assert len(viewer.sessions[0].pictures) == 2
    finally:
        viewer.close()


def test_a_hole_in_the_sound_moves_no_beep_and_a_beep_that_it_cuts_is_none(tmp_path: Path) -> None:
    """Sound that is laid end to end over a hole of 0.49 s reads as 490 ms beside the picture for all that follows."""
    path = tmp_path / "show.flv"
    path.write_bytes(flv_with_beeps(seconds=6, hole_s=(1.1, 1.59)))
    whole = session(tmp_path, path.read_bytes(), 1.0)
    assert judge.offset_ms([whole]) < 3
    assert len(judge.offsets(whole)) == 5
    path.write_bytes(flv_with_beeps(seconds=6, hole_s=(1.5, 2.03)))
    cut = session(tmp_path, path.read_bytes(), 2.0)
    assert judge.offset_ms([cut]) < 3
    assert len(judge.offsets(cut)) == 4


def test_sound_that_is_late_is_seen_behind_a_hole_too(tmp_path: Path) -> None:
    late = session(tmp_path, flv_with_beeps(seconds=6, hole_s=(1.1, 1.59), late_ms=45), 1.0)
    assert judge.offset_ms([late]) == pytest.approx(45, abs=3)
    seen = seen_in(late.path)
    assert judge.apart_ms(seen) == pytest.approx(45, abs=3)
    assert judge.apart_ms(seen, FIRST_MS / 1000 + 6, FIRST_MS / 1000 + 9) is None


class Watched:
    """A viewer's memory."""

    def __init__(self, moments_s: list[float]) -> None:
        self._arrivals = [Arrival(at_s, is_video=True, is_key=False, stamp_ms=0) for at_s in moments_s]

    def arrivals(self) -> list[Arrival]:
        return self._arrivals


def test_availability_counts_interruptions_at_both_ends_too() -> None:
    moments = [0.1 * number for number in range(10, 41)] + [0.1 * number for number in range(60, 91)]
    assert judge.availability(Watched(moments), 0.0, 10.0) == pytest.approx(0.6)  # type: ignore[arg-type]  # its part
    assert judge.longest_gap_s(Watched(moments), 0.0, 10.0) == pytest.approx(2.0)  # type: ignore[arg-type]


def test_a_hole_in_the_sound_is_more_than_a_block(tmp_path: Path) -> None:
    steady = b"".join(tag(8, round(number * 1024 / 48), SOUND) for number in range(50))
    assert judge.audio_gap_ms(session(tmp_path, HEADER + steady, 1.0)) == 0
    holed = steady + tag(8, round(52 * 1024 / 48), SOUND)
    assert judge.audio_gap_ms(session(tmp_path, HEADER + holed, 2.0)) == pytest.approx(42, abs=2)


def test_a_run_without_a_figure_is_a_miss_and_the_worst_counts() -> None:
    assert most("f", "lag", "s", 1.5, [0.2, 1.5]).passed
    assert not most("f", "lag", "s", 1.5, [0.2, 1.6]).passed
    assert not most("f", "lag", "s", 1.5, [0.2, None]).passed
    assert not most("f", "lag", "s", 1.5, []).passed
    assert least("f", "seen", "%", 95, [96, 99]).worst == 96
    row = most("f", "lag", "s", 1.5, [0.2, None, 0.4]).row()
    assert (row["median"], row["worst"], row["result"], row["runs"]) == (0.3, None, "MISS", 3)
    assert "MISS" in table([row])


RUN = '"""One that {does}."""\n{apart}\ndef run():\n    {body}\n'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "some_runs"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Runs."""\n')
    (folder / "well.py").write_text(RUN.format(does="is well", apart="", body="return {'rows': []}"))
    skips = "from tests.runs import Skipped\n    raise Skipped('no such disk')"
    (folder / "skips.py").write_text(RUN.format(does="skips", apart="", body=skips))
    apart = "\nONLY_BY_NAME = True\n"
    (folder / "apart.py").write_text(RUN.format(does="is long", apart=apart, body="raise ValueError"))
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder


def test_what_cannot_run_here_is_said_and_does_not_end_the_others(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[dict[str, object]] = []

    def keep(results: list[dict[str, object]]) -> int:
        heard.extend(results)
        return 0

    assert main("some_runs", package, [], keep) == 0
    assert [one["run"] for one in heard] == ["some_runs.skips", "some_runs.well"]
    assert "SKIPPED some_runs.skips: no such disk" in capsys.readouterr().err
    assert issubclass(Skipped, Exception)


def test_a_long_run_must_be_named(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert only_by_name(package) == {"apart"}
    assert main("some_runs", package, ["--list"]) == 0
    assert "One that is long. (only by name)" in capsys.readouterr().out
    assert main("some_runs", package, ["apart"]) == 1
