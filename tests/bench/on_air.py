"""A minute of test card to nginx, judged from what the server received and from the recording."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.e2e.rig import DEMO, DESTINATION, ROOT, SHOW, Program
from tests.engine.publish.nginx import Nginx
from tests.media import frame_at, qr_in, seen_in

SECONDS = 60
FPS = 30


def run() -> dict[str, Any]:
    """Frames missing, sound against picture, the card's code, codecs; of the stream and of the recording."""
    with tempfile.TemporaryDirectory(prefix="storecast-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's worker passes through
        nginx = Nginx(folder / "nginx", application="drop_idle_publisher 2s;")
        nginx.start()
        text = SHOW.format(root=ROOT) + DESTINATION.format(url=nginx.url) + DEMO
        program = Program(folder, text, "--seconds", str(SECONDS))
        try:
            status = program.wait(SECONDS + 60)
        finally:
            nginx.kill()
        report = program.report()
        return {
            "exit_status": status,
            "received": _judged(nginx.recorded[0]),
            "recording": _judged(Path(report["recordings"][0]["path"])),
            "dropped": report["frames"]["dropped"],
            "latency_ms": report["latency_ms"],
            "processes": report["processes"],
            "verify": program.verify(),
        }


def _judged(path: Path) -> dict[str, Any]:
    seen = seen_in(path)
    offsets = seen.offsets_ms()
    steps = zip(seen.numbers, seen.numbers[1:], strict=False)
    return {
        "codecs": seen.codecs,
        "frames": len(seen.numbers),
        "missing": seen.missing(FPS),
        "not_rising": sum(later <= earlier for earlier, later in steps),
        "beeps": len(seen.beeps),
        "sound_after_picture_ms": {"least": round(min(offsets), 1), "most": round(max(offsets), 1)},
        "code_reads": qr_in(frame_at(path, SECONDS / 2)),
    }
