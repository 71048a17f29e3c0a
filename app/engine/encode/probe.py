"""Whether an encoder really encodes here: tried in a child process with a deadline, since drivers crash and hang."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

from app.engine.encode.hardware import HARDWARE
from app.engine.launch import role_command
from app.engine.messages import Configure
from app.engine.planes import new_planes

ROLE = "--probe-encoder"
# Shorter than the patience with an engine that is starting.
DEADLINE_S = 2.0
_FRAMES = 12
_REAP_S = 0.2
_SMALL = Configure(
    width=640, height=360, fps=30, video_kbps=1000, audio_kbps=128, preset="low-latency", epoch_ns=0
)


def command(name: str) -> list[str]:
    """The child that tries one encoder."""
    return role_command(ROLE, [name])


def works(
    name: str, command: Callable[[str], Sequence[str]] = command, deadline_s: float = DEADLINE_S
) -> bool:
    """Never raises: a crash, a refusal and silence are all a no. One that cannot even be killed is left behind."""
    quiet = subprocess.DEVNULL
    try:
        child = subprocess.Popen(command(name), stdin=quiet, stdout=quiet, stderr=quiet)
    except OSError:
        return False
    try:
        return child.wait(deadline_s) == 0
    except subprocess.TimeoutExpired:
        child.kill()
    try:
        child.wait(_REAP_S)
    except subprocess.TimeoutExpired:
        return False
    return False


def working(probe: Callable[[str], bool] = works, system: str = sys.platform) -> tuple[str, ...]:
    """The names of the hardware encoders that work here, best first; each is tried for two seconds at most."""
    return tuple(name for name, one in HARDWARE.items() if one.may_exist(system) and probe(name))


def main(arguments: Sequence[str]) -> int:
    """The child: 0 when the encoder gave a key frame, further frames and the headers that a stream needs."""
    # Loads PyAV, which the parent has, and the driver, which it must not have.
    from msgspec import structs

    from app.engine.encode.codecs import Codecs

    codecs = Codecs(structs.replace(_SMALL, encoder=arguments[0]))
    planes = new_planes(_SMALL.width, _SMALL.height)
    packets = [
        packet for pts in range(_FRAMES) for packet in codecs.encode_picture(planes, pts, is_key=pts == 0)
    ]
    packets += codecs.flush()[0]
    is_whole = len(packets) == _FRAMES and packets[0].is_keyframe
    return 0 if is_whole and codecs.streams.video.codec_context.extradata else 1
