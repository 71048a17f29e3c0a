"""Joins the lines of all live destinations and the load of the computer into one aim for the one encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.engine.rate.footing import Footing
from app.engine.rate.line import Line
from app.engine.rate.load import Load, Ticks
from app.engine.rate.rung import LEAST_KBPS, Aim, full_aim, ladder
from app.engine.rate.uplink import Uplink

if TYPE_CHECKING:
    from app.engine.messages import Configure

_REMEMBERED_S = 10.0
_LOWERED = 0.7
_RELIEVED_MS = 300.0
_KEY_EVERY_S = 1.0


class Governor:
    """Aims at what the best of the live lines can take: who alone is slow drops its own frames, nobody else's.

    While no line is live the aim stays as it is, for as long as a line is remembered: the network that just
    failed is rarely a wide one the moment it returns.
    """

    def __init__(self, configure: Configure, *, may_give_up: bool = False) -> None:
        """`may_give_up`: below the ladder's last rung, for too little computer, there is nothing."""
        self._configure = configure
        self._rungs = ladder(configure)
        self._footing = Footing(self._rungs)
        self._load = Load(len(self._rungs) + may_give_up)
        self._uplinks: dict[str, Uplink] = {}
        self._seen_s: dict[str, float] = {}
        self._upload_rung = 0
        self._key_s = 0.0
        self.aim = full_aim(configure)
        self.need_kbps = 0
        """Of all live destinations, sound included, at the full picture."""
        self.carried_kbps: float | None = None
        """What their lines carried together when they were last full; None when one of them never was."""
        self.wants_key_frame = False
        """Every live destination leaves frames out up to the next key frame, and could take one now."""

    @property
    def is_overloaded(self) -> bool:
        """The computer does not keep up, or did not until a moment ago."""
        return self._load.is_overloaded

    @property
    def is_spent(self) -> bool:
        """The computer did not keep up on the last rung either."""
        return self._load.rung >= len(self._rungs)

    @property
    def is_line_narrow(self) -> bool:
        """The upload, not the computer, is why the picture is less than was asked for."""
        most = self._configure.video_kbps
        is_rate_lowered = self.aim.kbps < min(most, self.aim.rung.most_kbps) * _LOWERED
        return self._upload_rung > self._load.rung or is_rate_lowered

    def look(self, now_s: float, lines: Sequence[Line], ticks: Ticks) -> Aim:
        """Several times a second, with the live destinations alone."""
        self._load.look(now_s, ticks)
        live = [self._uplink(now_s, line) for line in lines]
        self._forget(now_s)
        self._add_up(live)
        best = live or list(self._uplinks.values())
        most = float(self._configure.video_kbps)
        sustained = max((one.sustained_kbps for one in best), default=most)
        kbps = max((one.kbps for one in best), default=most)
        self._upload_rung = self._footing.stand(now_s, sustained)
        rung = self._rungs[min(max(self._upload_rung, self._load.rung), len(self._rungs) - 1)]
        is_held = bool(live) and all(one.is_choked for one in live)
        self.aim = Aim(rung, round(min(kbps, rung.most_kbps)), is_held)
        self.wants_key_frame = self._is_key_due(now_s, lines)
        return self.aim

    def _add_up(self, live: Sequence[Uplink]) -> None:
        self.need_kbps = len(live) * (self._configure.video_kbps + self._configure.audio_kbps)
        carried = [one.carried_kbps for one in live if one.carried_kbps is not None]
        self.carried_kbps = sum(carried) if live and len(carried) == len(live) else None

    def _is_key_due(self, now_s: float, lines: Sequence[Line]) -> bool:
        can_take_one = all(line.is_skipping and line.age_ms < _RELIEVED_MS for line in lines)
        if not lines or not can_take_one or now_s - self._key_s < _KEY_EVERY_S:
            return False
        self._key_s = now_s
        return True

    def _uplink(self, now_s: float, line: Line) -> Uplink:
        uplink = self._uplinks.get(line.name)
        if uplink is None:
            configure = self._configure
            least = min(LEAST_KBPS, configure.video_kbps)
            uplink = self._uplinks[line.name] = Uplink(configure.video_kbps, least, configure.audio_kbps)
        self._seen_s[line.name] = now_s
        uplink.look(now_s, line)
        return uplink

    def _forget(self, now_s: float) -> None:
        for name in [name for name, seen_s in self._seen_s.items() if now_s - seen_s > _REMEMBERED_S]:
            del self._seen_s[name], self._uplinks[name]
