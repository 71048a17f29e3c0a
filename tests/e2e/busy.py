"""How busy the whole computer was for a while, by the kernel's count and nobody else's."""

from __future__ import annotations

from pathlib import Path

_STAT = Path("/proc/stat")
_IDLE, _WAITING = 3, 4


class Busy:
    """Counts from its construction on."""

    def __init__(self) -> None:
        self._began = _ticks()

    def share(self) -> float:
        """Of all processors' time so far; 1 where the kernel does not say."""
        passed = [now - began for began, now in zip(self._began, _ticks(), strict=True)]
        idle = sum(passed[_IDLE : _WAITING + 1])
        return 1 - idle / sum(passed) if sum(passed) else 1.0


def _ticks() -> list[int]:
    """user, nice, system, idle, iowait, irq, softirq, steal (proc_stat(5)); guests stand in user already."""
    try:
        first = _STAT.read_text().partition("\n")[0]
    except OSError:
        return []
    return [int(word) for word in first.split()[1:9]]
