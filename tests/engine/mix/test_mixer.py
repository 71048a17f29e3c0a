"""Voice, music and limiter together: where a sound lies on the clock, what is heard when something is switched."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.fault import Fault, FaultCode
from app.engine.messages import SetMicrophone, SetMusic
from app.engine.mix.ducker import DEPTH_DB
from app.engine.mix.filters import FilterFault, Timing
from app.engine.mix.insert import Effect
from app.engine.mix.mixer import Mixer
from app.engine.mix.voice import ShopVoice
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples
from app.engine.talk import rms_db
from tests.engine.mix.speech import measured, speech, stereo

SECOND = SAMPLE_RATE
FIRST = 10 * BLOCK


class Wave:
    """A microphone that hears `sound`, which begins at the epoch; a block is due when it is over."""

    def __init__(self, sound: Samples) -> None:
        self.sound = np.concatenate([sound, np.zeros((2, 2 * SECOND), np.float32)], axis=1)
        self.asked: list[int] = []
        self.now = 0

    def is_due(self, first_sample: int, now_ns: int) -> bool:
        return first_sample + BLOCK <= self.now

    def block(self, first_sample: int) -> Samples:
        assert first_sample + BLOCK <= self.now, "asked for what nobody has heard yet"
        self.asked.append(first_sample)
        block = np.zeros((2, BLOCK), np.float32)
        if first_sample >= 0:
            block = self.sound[:, first_sample : first_sample + BLOCK].copy()
        return block


class Rig:
    """A mixer and the clock that drives it as the programme does."""

    def __init__(self, sound: Samples, music: Samples | None = None) -> None:
        self.wave = Wave(sound)
        self.music = music
        self.played = 0
        self.faults: list[Fault] = []
        self.cleared: list[str] = []
        self.mixer = Mixer(self.wave, self.take, self.faults.append, self.cleared.append)
        self.first = FIRST
        self.out: list[Samples] = []

    def take(self, count: int) -> Samples | None:
        if self.music is None:
            return None
        part = self.music[:, self.played : self.played + count]
        self.played += count
        return part

    def run_until(self, sample: int) -> None:
        """Lets the clock go on to `sample`, a block at a time, as ticks come."""
        while self.wave.now < sample:
            self.wave.now += BLOCK
            while self.mixer.is_due(self.first, 0):
                self.out.append(self.mixer.block(self.first))
                self.first += BLOCK

    def heard(self) -> Samples:
        """From sample 0 of the epoch."""
        return np.concatenate([np.zeros((2, FIRST), np.float32), *self.out], axis=1)


def clicks(every: int, count: int) -> Samples:
    sound = np.zeros((2, every * (count + 1)), np.float32)
    sound[:, every::every] = 0.4
    return sound


def tone(seconds: float, level: float = 0.1, hertz: float = 440) -> Samples:
    return stereo(level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SECOND)) / SECOND))


def positions(sound: Samples) -> list[int]:
    """Where each click is."""
    loud = np.flatnonzero(np.abs(sound[0]) > 0.05)
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > 2000) + 1)
    return [int(group[np.argmax(np.abs(sound[0, group]))]) for group in groups if group.size]


def test_with_nothing_switched_on_the_sound_is_what_the_microphone_gave_to_the_bit() -> None:
    rig = Rig(tone(2))
    rig.run_until(2 * SECOND)
    heard = rig.heard()
    assert np.array_equal(heard[:, FIRST:], rig.wave.sound[:, FIRST : heard.shape[1]])
    assert heard.shape[1] + BLOCK > 2 * SECOND


@pytest.mark.parametrize("has_voice", [False, True])
@pytest.mark.parametrize("offset_ms", [-500, -40, 0, 40, 500])
def test_a_click_lies_where_it_was_heard_moved_by_the_trim_and_by_nothing_else(
    has_voice: bool, offset_ms: int
) -> None:
    rig = Rig(clicks(SECOND // 2, 12))
    rig.mixer.choose(SetMicrophone(source="x", has_shop_voice=has_voice, offset_ms=offset_ms))
    rig.run_until(6 * SECOND)
    wanted = [SECOND // 2 * number + offset_ms * SAMPLE_RATE // 1000 for number in range(1, 13)]
    found = positions(rig.heard())
    assert len(found) >= 9
    assert all(min(abs(one - at) for at in wanted) <= 2 for one in found)
    # One after the other and none twice.
    assert rig.wave.asked == list(range(rig.wave.asked[0], rig.wave.asked[-1] + 1, BLOCK))


def test_the_shop_voice_costs_no_more_than_seventy_milliseconds() -> None:
    rig = Rig(tone(3))
    rig.mixer.choose(SetMicrophone(source="x", has_shop_voice=True))
    rig.run_until(2 * SECOND)
    assert rig.wave.now - rig.first <= 0.07 * SECOND


def test_switching_the_shop_voice_on_and_off_leaves_no_gap_and_no_click() -> None:
    rig = Rig(tone(8))
    for at, has_voice in ((2, True), (4, False), (5, True), (6, False)):
        rig.run_until(at * SECOND)
        rig.mixer.choose(SetMicrophone(source="x", has_shop_voice=has_voice))
    rig.run_until(8 * SECOND)
    heard = rig.heard()[0, FIRST:]
    # 440 Hz moves by at most 0.058 of its amplitude from one sample to the next; nobody made it louder than -16 LUFS.
    curve = np.abs(np.diff(heard, 2)).max() / np.abs(heard).max()
    assert curve < 0.02
    quiet = np.convolve(heard**2, np.ones(480) / 480, "valid")
    assert 10 * np.log10(quiet.min()) > -24
    assert np.array_equal(heard[:SECOND], rig.wave.sound[0, FIRST : FIRST + SECOND])
    last = rig.heard()[0]
    assert np.array_equal(last[-SECOND:], rig.wave.sound[0, last.size - SECOND : last.size])


def test_turning_the_trim_is_a_short_fade_and_no_click() -> None:
    rig = Rig(tone(7))
    for at, offset_ms in ((2, 120), (3, -333), (4, 500), (5, 0)):
        rig.run_until(at * SECOND)
        rig.mixer.choose(SetMicrophone(source="x", offset_ms=offset_ms))
    rig.run_until(6 * SECOND)
    heard = rig.heard()[0, FIRST:]
    assert np.abs(np.diff(heard)).max() < 0.0065


def test_after_a_sleep_nothing_is_caught_up() -> None:
    rig = Rig(tone(20))
    rig.run_until(2 * SECOND)
    rig.wave.now = 9 * SECOND // BLOCK * BLOCK
    asked = len(rig.wave.asked)
    rig.first = rig.wave.now - 2 * BLOCK
    rig.run_until(10 * SECOND)
    assert len(rig.wave.asked) - asked < 60
    tail = rig.heard()[0, -SECOND // 2 :]
    assert np.array_equal(tail, rig.wave.sound[0, rig.first - SECOND // 2 : rig.first])


def test_music_steps_back_under_the_voice_and_comes_up_again() -> None:
    said = np.zeros(12 * SECOND)
    said[4 * SECOND : 8 * SECOND] = 0.1 * speech(4)
    rig = Rig(stereo(said), music=tone(12, 0.1, hertz=5000))
    rig.mixer.choose_music(SetMusic(path="x", volume_db=-6))
    rig.run_until(12 * SECOND)
    heard = rig.heard()[0]

    def level(begin_s: float, end_s: float) -> float:
        part = heard[round(begin_s * SECOND) : round(end_s * SECOND)]
        turn = np.exp(-2j * np.pi * 5000 * np.arange(part.size) / SECOND)
        return float(20 * np.log10(2 * abs(np.mean(part * turn))))

    assert level(3, 3.9) == pytest.approx(-26, abs=0.3)
    assert level(4.5, 6) == pytest.approx(-26 + DEPTH_DB, abs=1.5)
    assert level(8.1, 8.3) < -30, "a breath does not bring it up"
    assert level(11.2, 11.9) == pytest.approx(-26, abs=0.3)


def test_voice_and_loud_music_together_stay_under_the_true_peak() -> None:
    rig = Rig(stereo(0.5 * speech(8)), music=tone(8, 1.0, hertz=997))
    rig.mixer.choose(SetMicrophone(source="x", has_shop_voice=True))
    rig.mixer.choose_music(SetMusic(path="x", volume_db=0))
    rig.run_until(8 * SECOND)
    assert measured(rig.heard())["peak"] <= -1.5


def test_without_shop_voice_what_is_too_loud_is_cut_and_never_wraps() -> None:
    rig = Rig(tone(1, 30.0))
    rig.run_until(SECOND)
    assert float(np.abs(rig.heard()).max()) == 1.0


class Failing:
    """An effect that gives up after ten blocks."""

    timing = Timing(0, 0)
    fed = 0

    def feed(self, samples: Samples) -> Samples:
        self.fed += 1
        if self.fed > 10:
            raise FilterFault("ArgumentError")
        return samples


def broken() -> Effect:
    raise FilterFault("ValueError")


@pytest.mark.parametrize("make", [broken, Failing])
def test_a_chain_that_fails_is_told_and_the_plain_sound_goes_on(make: type[Failing]) -> None:
    rig = Rig(tone(4))
    rig.mixer = Mixer(rig.wave, rig.take, rig.faults.append, rig.cleared.append, make_voice=make)
    rig.mixer.choose(SetMicrophone(source="x", has_shop_voice=True))
    rig.run_until(2 * SECOND)
    assert [(fault.code, fault.where) for fault in rig.faults] == [(FaultCode.VOICE_CHAIN_FAILED, "sound")]
    rig.mixer.choose(SetMicrophone(source="x"))
    rig.run_until(4 * SECOND)
    assert rig.cleared == ["sound"]
    heard = rig.heard()
    assert np.array_equal(heard[:, -SECOND:], rig.wave.sound[:, heard.shape[1] - SECOND : heard.shape[1]])
    assert np.abs(np.diff(heard[0, FIRST + BLOCK : 4 * SECOND])).max() < 0.0065


@pytest.mark.parametrize("pause", [0, BLOCK])
def test_a_chain_that_failed_once_is_heard_again_when_it_is_wanted_anew(pause: int) -> None:
    chains: list[Effect] = [ShopVoice(), Failing()]
    rig = Rig(tone(6))
    rig.mixer = Mixer(rig.wave, rig.take, rig.faults.append, rig.cleared.append, make_voice=chains.pop)
    rig.mixer.choose(SetMicrophone(source="x", has_shop_voice=True))
    rig.run_until(SECOND)
    assert len(rig.faults) == 1
    rig.mixer.choose(SetMicrophone(source="x"))
    rig.run_until(SECOND + pause)
    rig.mixer.choose(SetMicrophone(source="x", has_shop_voice=True))
    rig.run_until(6 * SECOND)
    heard = rig.heard()
    plain = rig.wave.sound[:, heard.shape[1] - SECOND : heard.shape[1]]
    assert rms_db(heard[:, -SECOND:]) > rms_db(plain) + 1
    assert len(rig.faults) == 1 and rig.cleared == ["sound"]


def test_the_same_words_again_make_nothing_anew() -> None:
    made: list[ShopVoice] = []

    def make() -> ShopVoice:
        made.append(ShopVoice())
        return made[-1]

    rig = Rig(tone(1))
    rig.mixer = Mixer(rig.wave, rig.take, rig.faults.append, rig.cleared.append, make_voice=make)
    for gain_db in (0.0, 1.0, 1.0):
        rig.mixer.choose(SetMicrophone(source="x", has_shop_voice=True, gain_db=gain_db))
    assert len(made) == 1
