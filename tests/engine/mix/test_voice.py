"""The shop voice, judged by FFmpeg's own meter from what came out."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.mix.filters import FilterFault, SoundFilter, timing_of
from app.engine.mix.insert import Insert
from app.engine.mix.limiter import TRUE_PEAK_DB, Limiter
from app.engine.mix.voice import TARGET_LUFS, ShopVoice
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples
from tests.engine.mix.speech import Wave, blocks, measured, room, speech, stereo

_SYLLABLE = SAMPLE_RATE // 4


def through(sound: Samples) -> Samples:
    voice, limiter = Insert(), Insert()
    voice.put(ShopVoice())
    limiter.put(Limiter())
    return np.concatenate([limiter.feed(voice.feed(block)) for block in blocks(sound)], axis=1)


def noise_below_voice_db(sound: Samples) -> float:
    """After ten seconds: the power of phrases over that of the second half of their pauses."""
    mono: Wave = sound[0].astype(np.float64)
    place = np.arange(mono.size) // _SYLLABLE % 10
    is_late = np.arange(mono.size) > 10 * SAMPLE_RATE
    said, paused = mono[(place < 8) & is_late], mono[(place == 9) & is_late]
    return float(10 * np.log10(np.mean(said**2) / np.mean(paused**2)))


@pytest.mark.parametrize("level_db", [-40, -30, -20, -8])
@pytest.mark.parametrize("seed", [3, 4])
def test_every_voice_comes_out_at_one_loudness_and_below_the_true_peak(level_db: float, seed: int) -> None:
    said = speech(15, seed) * 10 ** (level_db / 20)
    came = through(stereo(said + room(said.size, level_db - 30)))
    settled = measured(came[:, 4 * SAMPLE_RATE :])
    assert settled["I"] == pytest.approx(TARGET_LUFS, abs=1)
    assert measured(came)["peak"] <= TRUE_PEAK_DB


@pytest.mark.parametrize("noise_db", [-35, -45, -55])
def test_the_noise_of_the_room_is_lowered_by_six_decibels(noise_db: float) -> None:
    said = speech(18) * 10 ** (-20 / 20)
    sound = stereo(said + room(said.size, noise_db))
    assert noise_below_voice_db(through(sound)) - noise_below_voice_db(sound) > 6


def test_a_room_without_a_voice_is_not_made_loud() -> None:
    came = through(stereo(room(15 * SAMPLE_RATE, -60)))
    assert 20 * np.log10(np.sqrt(np.mean(came[:, -SAMPLE_RATE:] ** 2))) < -60


def test_a_host_who_comes_closer_is_brought_down_and_a_quiet_one_up() -> None:
    said = np.concatenate([speech(12) * 10 ** (level / 20) for level in (-30, -18, -30)])
    came = through(stereo(said))
    for end_s in (12, 24, 36):
        part = came[:, (end_s - 3) * SAMPLE_RATE : end_s * SAMPLE_RATE]
        assert measured(part)["I"] == pytest.approx(TARGET_LUFS, abs=2)


def test_a_shout_out_of_nothing_stays_below_the_true_peak() -> None:
    said = np.concatenate([speech(8) * 0.02, speech(2) * 1.5])
    assert measured(through(stereo(said)))["peak"] <= TRUE_PEAK_DB


def test_a_delay_is_measured() -> None:
    assert timing_of(["adelay=delays=20:all=1"]).delay == SAMPLE_RATE // 50
    assert timing_of(["highpass=f=80"]).delay == 0


@pytest.mark.parametrize("step", ["nosuchfilter", "highpass=f=nonsense"])
def test_a_filter_that_ffmpeg_does_not_have_is_a_fault(step: str) -> None:
    with pytest.raises(FilterFault):
        SoundFilter([step])


def test_nothing_is_lost_in_an_insert() -> None:
    insert = Insert()
    insert.put(Limiter())
    sound = stereo(0.1 * np.sin(np.arange(100 * BLOCK) / 20))
    came = np.concatenate([insert.feed(block) for block in blocks(sound)], axis=1)
    assert 0 <= sound.shape[1] - came.shape[1] <= insert.lead
    assert np.abs(came[:, 2000:] - sound[:, 2000 : came.shape[1]]).max() < 0.002
