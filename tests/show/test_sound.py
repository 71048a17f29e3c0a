"""What the host asks about sound reaches the engine at once and stands in the show file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from app.engine.messages import AudioCounts, Configure, FrameCounts, Health, SetMicrophone, SetMusic
from app.report import report
from tests.show.rig import TEXT, Rig

SOUND = """
[microphone]
source = "demo"
gain_db = 3
shop_voice = true
offset_ms = -120
[music]
file = "soft.mp3"
volume_db = -20
"""


def test_a_show_files_voice_trim_and_music_are_told_with_each_programme(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TEXT + SOUND)
    rig.engine.commands.clear()
    rig.show.go_live()
    assert rig.engine.last(Configure)
    assert rig.engine.last(SetMicrophone) == SetMicrophone(
        source="demo", gain_db=3, has_shop_voice=True, offset_ms=-120
    )
    assert rig.engine.last(SetMusic) == SetMusic(path=str(tmp_path / "soft.mp3"), volume_db=-20)


def test_each_wish_changes_its_own_value_and_no_other(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.show.set_shop_voice(True)
    rig.show.set_sound_offset(9999)
    rig.show.set_music("soft.mp3", -18.0)
    rig.show.set_gain(6.0)
    rig.show.mute(True)
    said = rig.engine.last(SetMicrophone)
    assert said == SetMicrophone(source="none", gain_db=6, is_muted=True, has_shop_voice=True, offset_ms=500)
    assert rig.engine.last(SetMusic) == SetMusic(path="soft.mp3", volume_db=-18)
    written = tomllib.loads((tmp_path / "show.toml").read_text())
    assert written["microphone"] == {"shop_voice": True, "offset_ms": 500, "gain_db": 6.0}
    assert written["music"] == {"file": "soft.mp3", "volume_db": -18.0}
    shown = rig.show.tick().choices
    assert (shown.has_shop_voice, shown.sound_offset_ms) == (True, 500)
    assert (shown.music, shown.music_volume_db) == ("soft.mp3", -18.0)


def test_the_report_counts_what_was_clipped(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    counts = AudioCounts(blocks=9, clipped=2)
    rig.programme.take(Health(at_ns=0, media_ns=0, frames=FrameCounts(), audio=counts))
    state = rig.show.tick().state
    assert report(rig.programme, state, "", {}, ())["audio"] == {"blocks": 9, "gaps": 0, "clipped": 2}
