"""The pre-flight: what is ready before a show, judged from a snapshot alone."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.fault import Fault, FaultCode
from app.snapshot import Snapshot
from widgets.check import Check, Verdict
from widgets.meter import decibels
from widgets.trial_checks import reached, upload
from widgets.words.catalogue import Words, meaning

_HEARD_DB = -50.0
_NEARLY_FULL_BYTES = 500_000_000  # the databases and the system need some of it too
_ENOUGH_MINUTES = 4 * 60  # a long evening
MOST_CHECKS = 9
# What a host does on purpose, or mends while on air: it keeps nobody from going live.
_MAY_BEGIN = frozenset({FaultCode.MICROPHONE_MUTED_TALKING, FaultCode.MICROPHONE_SILENT})


def checks(snapshot: Snapshot, said: Words) -> tuple[Check, ...]:
    """All rows in the order in which a host would go through them."""
    return (
        _camera(snapshot, said),
        _microphone(snapshot, said),
        _destination(snapshot, said),
        *_second_picture(snapshot, said),
        *upload(snapshot, said),
        _products(snapshot, said),
        _recording(snapshot, said),
        *_disk(snapshot, said),
        *_secrets(snapshot, said),
    )


def lacking(rows: tuple[Check, ...]) -> Check | None:
    """What keeps the host from going live, the first of it; None when she may."""
    return next((row for row in rows if row.verdict is Verdict.FAIL), None)


def _camera(snapshot: Snapshot, said: Words) -> Check:
    fault = next((one for one in snapshot.faults if one.where == "camera"), None)
    if not snapshot.choices.camera:
        return Check(said.camera_none, Verdict.FAIL, said.camera_choose, "camera")
    if fault is not None:
        words = said.faults[fault.code]
        return Check(words.happened, Verdict.FAIL, meaning(said, fault.code, is_watched=False), "camera")
    fps = snapshot.health.camera_fps if snapshot.health else 0.0
    if fps < 1:
        return Check(said.camera, Verdict.WARN, said.camera_wait)
    return Check(said.camera, Verdict.PASS, said.camera_ok.format(fps=round(fps)))


def _microphone(snapshot: Snapshot, said: Words) -> Check:
    fault = next((one for one in snapshot.faults if one.where == "microphone"), None)
    if fault is not None:
        words = said.faults[fault.code]
        verdict = Verdict.WARN if fault.code in _MAY_BEGIN else Verdict.FAIL
        return Check(words.happened, verdict, meaning(said, fault.code, is_watched=False), "microphone")
    if snapshot.choices.microphone in ("", "none"):
        return Check(said.microphone, Verdict.WARN, said.mic_none, "microphone")
    peak = snapshot.health.peak_db if snapshot.health else -120.0
    if peak < _HEARD_DB:
        return Check(said.microphone, Verdict.WARN, said.mic_silent, "microphone")
    return Check(said.microphone, Verdict.PASS, said.mic_ok.format(peak=decibels(peak)))


def _destination(snapshot: Snapshot, said: Words) -> Check:
    destinations = snapshot.choices.destinations
    if not destinations:
        return Check(said.destination_none, Verdict.FAIL, said.destination_none_note, "destination")
    fault = next((one for one in snapshot.faults if _is_key_missing(one)), None)
    without = next((one for one in destinations if not one.has_key), None)
    if fault is not None or without is not None:
        return Check(
            f"{said.destination} {without.name if without else ''}".strip(),
            Verdict.FAIL,
            said.destination_no_key,
            "key",
        )
    return reached(snapshot, said)


def _second_picture(snapshot: Snapshot, said: Words) -> Iterator[Check]:
    """Only when it is missed: a destination asked for it."""
    lost = next((one for one in snapshot.faults if one.where == "second-canvas"), None)
    if lost is not None and any(one.is_second for one in snapshot.choices.destinations):
        happened = said.faults[lost.code].happened.format(detail=lost.detail)
        yield Check(happened, Verdict.WARN, meaning(said, lost.code, is_watched=False))


def _is_key_missing(fault: Fault) -> bool:
    """A connector may miss a secret of its own, which keeps nobody off the air."""
    return fault.code is FaultCode.SECRET_MISSING and fault.where == "destinations"


def _products(snapshot: Snapshot, said: Words) -> Check:
    if not snapshot.products:
        return Check(said.products, Verdict.WARN, said.products_none)
    return Check(said.products, Verdict.PASS, said.products_ok.format(count=len(snapshot.products)))


def _recording(snapshot: Snapshot, said: Words) -> Check:
    folder = snapshot.choices.recording_folder
    if not folder:
        return Check(said.recording, Verdict.WARN, said.recording_none, "recording")
    disk, into = snapshot.choices.disk, said.recording_to.format(folder=folder)
    if disk is None:
        return Check(said.recording, Verdict.OPEN, into)
    if disk.free_bytes is None:
        return Check(said.disk_unknown, Verdict.FAIL, said.disk_unknown_note, "recording")
    if disk.is_second:
        second = said.recorded.second.format(folder=snapshot.choices.second_recording_folder)
        return Check(said.disk_unknown, Verdict.WARN, second, "recording")
    return Check(said.recording, Verdict.PASS, into)


def _disk(snapshot: Snapshot, said: Words) -> tuple[Check, ...]:
    """Nothing to say without a folder that can be used, nor before a worker has looked: a guess is no evidence."""
    choices = snapshot.choices
    free = choices.disk.free_bytes if choices.disk else None
    if not choices.recording_folder or choices.disk is None or free is None:
        return ()
    minutes = round(free * 8 / 1000 / max(1, choices.kbps) / 60)
    name = said.disk_free.format(free=f"{free / 1e9:.1f}")
    if free < _NEARLY_FULL_BYTES:
        verdict = Verdict.WARN if choices.disk.is_usable else Verdict.FAIL
        return (Check(name, verdict, said.disk_full_note, "recording"),)
    holds = said.disk_holds.format(hours=minutes // 60, minutes=minutes % 60)
    if minutes >= _ENOUGH_MINUTES:
        return (Check(name, Verdict.PASS, holds),)
    return (Check(name, Verdict.WARN, said.disk_low_note.format(holds=holds), "recording"),)


def _secrets(snapshot: Snapshot, said: Words) -> tuple[Check, ...]:
    if snapshot.choices.are_secrets_protected:
        return ()
    return (Check(said.keys_unprotected, Verdict.WARN, said.keys_unprotected_note),)
