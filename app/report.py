"""What a show leaves behind in figures: `report.json`. Its keys are described in docs/report.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.domain.facts import Mode
from app.domain.fault import Fault, FaultCode
from app.domain.state import ShowState
from app.domain.totals import as_table
from app.domain.trouble import Troubles
from app.engine.messages import Health, Latency, Phase
from app.programme import Programme
from app.settings.safe_file import write_text

Figures = dict[str, object]
_NOWHERE = "no-destination"
_OUTCOMES = {
    FaultCode.SECOND_PICTURE_REFUSED: "refused",
    FaultCode.SECOND_PICTURE_GIVEN_UP: "given-up",
}


def report(
    programme: Programme,
    state: ShowState,
    chain_head: str,
    processes: Mapping[str, Mapping[str, object]],
    faults: Iterable[Fault],
) -> Figures:
    """All figures of one broadcast; those of an engine that died on the way are added in.

    `faults` are those at its end: they tell of a destination that was never begun, since its key is missing, of a
    second picture that was refused or given up, and of what the log could not keep.
    """
    faults = tuple(faults)
    return {
        "title": state.title,
        "mode": _mode(programme, state),
        "counted_since_s": round(state.resumed_s, 3),
        "frames": frames(programme),
        "second_picture": _second_picture(programme, faults),
        "audio": _audio(programme),
        "destinations": [*_destinations(programme), *_never_begun(programme, faults)],
        "uplink": _uplink(programme),
        "recordings": _recordings(programme, state),
        "latency_ms": _latency(programme),
        "viewer_delays": _viewer_delays(state),
        "processes": {name: dict(figures) for name, figures in processes.items()},
        "faults": _faults(state.troubles, faults),
        "totals": as_table(state.totals),
        "comments": state.comment_count,
        "orders": state.order_count,
        "chain_head": chain_head,
    }


def _mode(programme: Programme, state: ShowState) -> str | None:
    """A show that was to go nowhere was not live, whatever it was begun as."""
    is_nowhere = state.mode is Mode.LIVE and not programme.had_destinations
    return _NOWHERE if is_nowhere else state.mode


def write(folder: Path, figures: Figures) -> Path:
    """Writes `report.json` into `folder` and returns its path; raises `OSError`."""
    path = folder / "report.json"
    write_text(path, json.dumps(figures, ensure_ascii=False, indent=2) + "\n", mode=0o644)
    return path


def frames(programme: Programme) -> Figures:
    """Frames through the stages; `dropped` says where and why."""
    healths = _healths(programme)
    counts = [one.frames for one in healths]
    return {
        "captured": sum(one.captured for one in counts),
        "composed": sum(one.composed for one in counts),
        "encoded": sum(one.encoded for one in counts),
        "dropped": {
            "programme_late_tick": sum(one.skipped_late_tick for one in counts),
            "encoder_queue_full": sum(one.dropped_encoder_full for one in counts),
            "publish_congested": sum(one.frames_dropped for one in programme.sent.values()),
        },
        "left_out_lowered": sum(one.left_out_lowered for one in counts),
        "repeated_no_picture": sum(one.repeated_no_picture for one in counts),
    }


def engine_figures(programme: Programme) -> dict[str, float]:
    """CPU seconds of all engines of this programme, and the largest memory one of them took."""
    healths = _healths(programme)
    return {
        "cpu_s": round(sum(one.cpu_s for one in healths), 3),
        "peak_rss_mb": round(max((one.peak_rss_mb for one in healths), default=0.0), 1),
    }


def _healths(programme: Programme) -> list[Health]:
    return [*programme.past, *([programme.health] if programme.health else [])]


def _second_picture(programme: Programme, faults: Iterable[Fault]) -> Figures | None:
    """None: this show had one picture."""
    seconds = programme.seconds
    lost = next((_OUTCOMES[one.code] for one in faults if one.code in _OUTCOMES), "")
    if not seconds and not lost:
        return None
    is_on_trial = bool(seconds) and seconds[-1].is_on_trial
    return {
        "outcome": lost or ("on-trial" if is_on_trial else "carried"),
        "composed": sum(one.composed for one in seconds),
        "encoded": sum(one.encoded for one in seconds),
        "encoder_queue_full": sum(one.dropped_encoder_full for one in seconds),
        "left_out_lowered": sum(one.left_out_lowered for one in seconds),
    }


def _audio(programme: Programme) -> Figures:
    healths = _healths(programme)
    return {
        "blocks": sum(one.audio.blocks for one in healths),
        "gaps": sum(one.audio.gaps for one in healths),
        "clipped": sum(one.audio.clipped for one in healths),
    }


def _destinations(programme: Programme) -> list[Figures]:
    names = dict.fromkeys(name for _, name in programme.sent)
    return [_destination(programme, name) for name in names]


def _destination(programme: Programme, name: str) -> Figures:
    parts = [one for (_, found), one in programme.sent.items() if found == name]
    last = parts[-1]
    return {
        "name": name,
        "phase": last.phase,
        "bytes": sum(one.bytes_sent for one in parts),
        "frames_sent": sum(one.frames_sent for one in parts),
        "frames_dropped": sum(one.frames_dropped for one in parts),
        "reconnects": sum(one.reconnects for one in parts) + len(parts) - 1,
        "fault": last.fault.code if last.fault and last.phase is not Phase.LIVE else None,
    }


def _uplink(programme: Programme) -> Figures:
    """All destinations together, in kbit/s: measured before the show, needed and had during it."""
    tried, during = programme.tried, [one.uplink for one in _healths(programme)]
    carried = tried.carried_kbps if tried else None
    least = [one.least_kbps for one in during if one.least_kbps is not None]
    return {
        "measured_kbps": None if carried is None else round(carried),
        "is_at_least": tried.is_at_least if tried and carried is not None else None,
        "need_kbps": max((one.need_kbps for one in during), default=0),
        "least_kbps": min(least, default=None),
    }


def _never_begun(programme: Programme, faults: Iterable[Fault]) -> list[Figures]:
    begun = {name for _, name in programme.sent}
    missing = (one for one in faults if one.code is FaultCode.SECRET_MISSING)
    names = [name for part, _, name in (one.where.partition(":") for one in missing) if part == "destination"]
    none = dict.fromkeys(("bytes", "frames_sent", "frames_dropped", "reconnects"), 0)
    return [
        {"name": name, "phase": Phase.IDLE, **none, "fault": FaultCode.SECRET_MISSING}
        for name in names
        if name not in begun
    ]


def _faults(troubles: Troubles, last: Iterable[Fault]) -> list[Figures]:
    """Codes and parts alone: a detail may quote what a host or a server wrote. `last` may know of more than the log."""
    logged = {(one.code, one.where) for one in troubles}
    unlogged = [one for one in last if (one.code, one.where) not in logged]
    return [
        *(_fault(one.code, one.where, round(one.at_s, 3), one.is_standing) for one in troubles),
        *(_fault(one.code, one.where, None, True) for one in unlogged),
    ]


def _fault(code: str, where: str, at_s: float | None, stood_at_end: bool) -> Figures:
    return {"code": code, "where": where, "at_s": at_s, "stood_at_end": stood_at_end}


def _viewer_delays(state: ShowState) -> list[Figures]:
    return [
        {
            "destination": one.destination or None,
            "viewer_delay_s": one.seconds,
            "how": one.how,
            "at_s": round(one.at_s, 3),
            "is_past": one.is_past,
        }
        for one in state.viewer_delays.values()
    ]


def _recordings(programme: Programme, state: ShowState) -> list[Figures]:
    """Those that the log knows of, in their newest lengths."""
    heard = {one.path: one.seconds for health in _healths(programme) for one in health.recordings}
    return [
        {"path": path, "seconds": round(seconds, 3)}
        for path, seconds in {**state.recordings, **heard}.items()
    ]


def _latency(programme: Programme) -> Figures:
    """The last engine's percentiles; the maximum is over all of them."""
    latencies = [one.latency_ms for one in _healths(programme)] or [Latency()]
    last = latencies[-1]
    return {
        "p50": round(last.p50, 2),
        "p99": round(last.p99, 2),
        "max": round(max(one.max for one in latencies), 2),
    }
