"""The shop voice: what it costs, how late it makes the sound, what it makes of voices at several levels."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.engine.capture.drift_buffer import DriftBuffer
from app.engine.messages import SetMicrophone, SetMusic
from app.engine.mix.mixer import Mixer
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples
from tests.engine.mix.speech import blocks, measured, room, speech, stereo

_SECONDS = 30
_SETTLED_S = 4
_ROOM_DB = -55.0


class _Recorded:
    """A microphone that has heard everything already."""

    def __init__(self, sound: Sequence[Samples]) -> None:
        self._sound = sound

    def is_due(self, first_sample: int, now_ns: int) -> bool:
        return True

    def block(self, first_sample: int) -> Samples:
        number = first_sample // BLOCK
        return self._sound[number] if 0 <= number < len(self._sound) else np.zeros((2, BLOCK), np.float32)


def run() -> dict[str, Any]:
    """CPU seconds a second of sound; loudness and peak by FFmpeg's ebur128, from the fifth second on."""
    said = _said(-20)
    plain, voice, music = SetMicrophone(source="x"), _with_voice(), SetMusic(path="x")
    return {
        "cpu_s_per_s": {
            "plain": _mixed(said, plain, SetMusic())[1],
            "music alone": _mixed(said, plain, music)[1],
            "shop voice": _mixed(said, voice, SetMusic())[1],
            "shop voice and music": _mixed(said, voice, music)[1],
            "device's clock": _clock_cpu(),
        },
        "made_ms": _made_ms(),
        "levels": {f"{level} dB": _levelled(level) for level in (-40, -30, -20, -8)},
    }


def _with_voice() -> SetMicrophone:
    return SetMicrophone(source="x", has_shop_voice=True)


def _said(level_db: float) -> Samples:
    wave = speech(_SECONDS) * 10 ** (level_db / 20)
    return stereo(wave + room(wave.size, _ROOM_DB))


def _mixed(sound: Samples, microphone: SetMicrophone, music: SetMusic) -> tuple[Samples, float]:
    """What came out, and the CPU seconds a second."""
    song = np.full((2, BLOCK * 4), 0.1, np.float32)
    mixer = Mixer(
        _Recorded(blocks(sound)),
        lambda count: song[:, :count] if music.path else None,
        lambda fault: None,
        lambda where: None,
    )
    mixer.choose(microphone)
    mixer.choose_music(music)
    count, out = sound.shape[1] // BLOCK - 4, []
    began_s = time.process_time()
    for number in range(count):
        mixer.is_due(number * BLOCK, 0)
        out.append(mixer.block(number * BLOCK))
    took_s = time.process_time() - began_s
    return np.concatenate(out, axis=1), round(took_s / (count * BLOCK / SAMPLE_RATE), 4)


def _levelled(level_db: float) -> dict[str, float]:
    sound = _said(level_db)
    came, _ = _mixed(sound, _with_voice(), SetMusic())
    settled = measured(came[:, _SETTLED_S * SAMPLE_RATE :])
    return {
        "in_lufs": round(measured(sound)["I"], 1),
        "out_lufs": round(settled["I"], 1),
        "out_true_peak_db": round(float(measured(came)["peak"]), 1),
        "voice_over_noise_in_db": round(_over_noise_db(sound), 1),
        "voice_over_noise_out_db": round(_over_noise_db(came), 1),
    }


def _over_noise_db(sound: Samples) -> float:
    """Phrases against the second half of their pauses, after ten seconds; `speech` pauses for two of ten syllables."""
    place = np.arange(sound.shape[1]) // (SAMPLE_RATE // 4) % 10
    is_late = np.arange(sound.shape[1]) > 10 * SAMPLE_RATE
    phrase, pause = sound[0][(place < 8) & is_late], sound[0][(place == 9) & is_late]
    return float(10 * np.log10(np.mean(phrase**2) / np.mean(pause**2)))


def _clock_cpu() -> float:
    """A device 100 ppm fast, in deliveries of ten milliseconds."""
    buffer, delivery, sent = DriftBuffer(0), np.zeros((2, 480), np.float32), 0
    count = 20 * SAMPLE_RATE // BLOCK
    began_s = time.process_time()
    for number in range(count):
        while sent / 48_004.8 <= (number + 1) * BLOCK / SAMPLE_RATE + 0.05:
            sent += 480
            buffer.write(delivery, round(sent / 48_004.8 * 1e9))
        buffer.read(number * BLOCK)
    return round((time.process_time() - began_s) / 20, 4)


def _made_ms() -> float:
    """Switching on, in the thread that was asked and not in the programme's."""
    mixer = Mixer(_Recorded([]), lambda count: None, lambda fault: None, lambda where: None)
    began_s = time.process_time()
    mixer.choose(_with_voice())
    return round((time.process_time() - began_s) * 1000, 1)
