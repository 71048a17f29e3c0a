"""Whether an encoder really encodes here: tried in a child process with a deadline, since drivers crash and hang."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache

from app.engine.encode.hardware import AUTO, HARDWARE, X264
from app.engine.launch import role_command
from app.engine.messages import Configure
from app.engine.planes import new_planes

ROLE = "--probe-encoder"
# For all chips together, well below the three seconds after which an engine that starts is taken for hung.
DEADLINE_S = 1.8
_FRAMES = 12
_REAP_S = 0.2
_SMALL = Configure(
    width=640, height=360, fps=30, video_kbps=1000, audio_kbps=128, preset="low-latency", epoch_ns=0
)


def command(name: str) -> list[str]:
    """The child that tries one encoder."""
    return role_command(ROLE, [name])


def works(
    name: str, deadline_s: float = DEADLINE_S, command: Callable[[str], Sequence[str]] = command
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


def best(
    probe: Callable[[str, float], bool] = works,
    system: str = sys.platform,
    clock: Callable[[], float] = time.monotonic,
) -> str:
    """The best hardware encoder that works here, else x264; a chip that hangs leaves the others less time, or none."""
    until_s = clock() + DEADLINE_S
    for name, one in HARDWARE.items():
        if one.may_exist(system) and (left_s := until_s - clock()) > 0 and probe(name, left_s):
            return name
    return X264


@cache
def picked(wanted: str) -> str:
    """What the show file asks for, if it works here, else x264. Tried once: no driver comes while we run."""
    if wanted == AUTO:
        return best()
    return wanted if wanted in HARDWARE and works(wanted) else X264


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
