"""The rows of the pre-flight that come from the trial: whether destinations answer, and whether the upload will do."""

from __future__ import annotations

from app.domain.fault import FaultCode
from app.domain.uplink import HEADROOM, Uplink
from app.engine.messages import DestinationTrial
from app.snapshot import Choices, Snapshot, Trial
from widgets.check import AGAIN, Check, Verdict
from widgets.words.catalogue import Words


def reached(snapshot: Snapshot, said: Words) -> Check:
    """All destinations in one row; those that do not answer are named."""
    names = [one.name for one in snapshot.choices.destinations]
    label = (
        said.destinations_ok.format(count=len(names)) if len(names) > 1 else f"{said.destination} {names[0]}"
    )
    if snapshot.trial is None:
        return Check(label, Verdict.OPEN, said.line.none, AGAIN)
    found = snapshot.trial.tried.destinations if snapshot.trial.tried else ()
    failed = [one for one in found if one.fault is not None]
    if failed:
        return _failed(failed, len(failed) == len(names), said)
    known = {one.name: one.round_trip_ms for one in found if one.round_trip_ms is not None}
    if len(known) < len(names):
        return Check(label, Verdict.OPEN, said.line.on)
    if len(names) == 1:
        return Check(label, Verdict.PASS, said.line.answers.format(ms=_ms(known[names[0]])))
    return Check(label, Verdict.PASS, said.line.all_answer.format(ms=_ms(max(known.values()))))


def upload(snapshot: Snapshot, said: Words) -> tuple[Check, ...]:
    """Nothing to say where nothing can be tried."""
    trial = snapshot.trial
    if trial is None or not snapshot.choices.destinations:
        return ()
    if not trial.is_measured:
        return (Check(said.line.upload, Verdict.OPEN, said.line.off),)
    if not trial.is_over:
        return (Check(said.line.upload, Verdict.OPEN, said.line.measuring),)
    if trial.uplink is None:
        return (Check(said.line.upload, Verdict.OPEN, _unmeasured(trial, said), AGAIN),)
    return (_judged(trial.uplink, snapshot.choices, said),)


def fitting_kbps(snapshot: Snapshot) -> int:
    """The picture's bitrate that a line carries which is too narrow for the show; else 0."""
    trial = snapshot.trial
    if trial is None or not trial.is_over or trial.uplink is None or trial.uplink.is_enough:
        return 0
    return trial.uplink.fitting_video_kbps(snapshot.choices.demand)


def _failed(failed: list[DestinationTrial], is_all: bool, said: Words) -> Check:
    """One that answers is enough for a show."""
    first = failed[0]
    happened, mends = _words(first, said)
    label = happened.format(name=first.name)
    if len(failed) > 1:
        label += f" · {said.more_faults.format(count=len(failed) - 1)}"
    return Check(label, Verdict.FAIL if is_all else Verdict.WARN, mends, f"destination:{first.name}")


def failure(one: DestinationTrial, said: Words) -> str:
    """What happened, where its name stands already."""
    return _words(one, said)[0].format(name="").strip(" :：")


def _words(one: DestinationTrial, said: Words) -> tuple[str, str]:
    code = one.fault.code if one.fault else FaultCode.NO_ANSWER
    return said.line.failures.get(code, said.line.failures[FaultCode.NO_ANSWER])


def _unmeasured(trial: Trial, said: Words) -> str:
    found = trial.tried.destinations if trial.tried else ()
    has_answer = any(one.round_trip_ms is not None for one in found)
    return said.line.refused if has_answer else said.line.no_answer


def _judged(uplink: Uplink, choices: Choices, said: Words) -> Check:
    carried, need = megabits(uplink.carried_kbps), megabits(uplink.need_kbps)
    if uplink.is_enough:
        words = said.line.at_least if uplink.is_at_least else said.line.enough
        return Check(said.line.upload, Verdict.PASS, words.format(carried=carried, need=need))
    name = said.line.narrow.format(carried=carried, safe=megabits(uplink.need_kbps * HEADROOM))
    fits = uplink.fitting_video_kbps(choices.demand)
    words = said.line.lower if len(choices.destinations) == 1 else said.line.fewer_or_lower
    mends = words.format(fits=megabits(fits)) if fits else said.line.too_little
    return Check(name, Verdict.WARN, mends, AGAIN)


def megabits(kbps: float) -> str:
    """2.4, as the head of the window says bitrates."""
    return f"{kbps / 1000:.1f}"


def _ms(milliseconds: float | None) -> int:
    return max(1, round(milliseconds or 0))
