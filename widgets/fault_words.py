"""One trouble in words, true of this moment: what happened, and what it means for viewers, recording and orders."""

from __future__ import annotations

from app.domain.fault import Fault, FaultCode
from app.snapshot import ShowPhase, Snapshot
from widgets.trial_checks import megabits
from widgets.words.catalogue import Words, meaning

_NOT_RECORDED = (FaultCode.RECORDING_FAILED, FaultCode.DISK_FULL)


def fault_words(fault: Fault, snapshot: Snapshot, said: Words) -> tuple[str, str]:
    """What happened, with the part's name before it, and what it means."""
    words = said.faults.get(fault.code)
    happened = (words.happened if words else fault.code).replace("{detail}", fault.detail)
    part = fault.where.partition(":")[2]
    return f"{part}: {happened}" if part else happened, _meaning(fault, snapshot, said)


def goes_on(text: str, snapshot: Snapshot, said: Words) -> str:
    """`text` with what goes on without the line in place of {goes_on}: recording and orders, one, or nothing."""
    both, recording, orders = said.recorded.goes_on
    is_recorded, are_heard = is_recording(snapshot), _are_orders_heard(snapshot)
    found = both if is_recorded and are_heard else recording if is_recorded else orders if are_heard else ""
    return " ".join(text.replace("{goes_on}", found).split())


def is_recording(snapshot: Snapshot) -> bool:
    """Whether the disk takes the recording now."""
    parts = snapshot.health.recordings if snapshot.health else ()
    has_failed = any(is_unrecorded(one.where, one.code) for one in snapshot.faults)
    return any(one.is_open for one in parts) and not has_failed


def is_unrecorded(where: str, code: str) -> bool:
    """Whether this trouble keeps anything from being recorded while it lasts."""
    return where == "recording" and code in _NOT_RECORDED


def is_watched(snapshot: Snapshot) -> bool:
    """Whether there are viewers, or were a moment ago."""
    return (snapshot.phase is ShowPhase.LIVE and not snapshot.is_unseen) or (
        snapshot.phase is ShowPhase.RECONNECTING and snapshot.was_live
    )


def _meaning(fault: Fault, snapshot: Snapshot, said: Words) -> str:
    if fault.code not in said.faults:
        return fault.detail
    uplink = snapshot.health.uplink if snapshot.health else None
    if fault.code is FaultCode.PICTURE_LOWERED and uplink and uplink.carried_kbps is not None:
        carried, need = megabits(uplink.carried_kbps), megabits(uplink.need_kbps)
        return said.line.carries.format(carried=carried, need=need)
    # The databases' disk may be full as well, which keeps nothing from being recorded.
    if fault.code is FaultCode.DISK_FULL and fault.where == "recording" and is_watched(snapshot):
        return said.recorded.full
    mended = _mended_on_air(fault, snapshot, said)
    return goes_on(mended or meaning(said, fault.code, is_watched=is_watched(snapshot)), snapshot, said)


def _mended_on_air(fault: Fault, snapshot: Snapshot, said: Words) -> str:
    """What is mended in the set-up cannot be mended on air, where the set-up is out of reach."""
    mends = said.reach.mends.get(fault.code) if fault.where.startswith("destination") else None
    if mends is None or snapshot.phase not in (ShowPhase.LIVE, ShowPhase.RECONNECTING):
        return ""
    has_others = snapshot.phase is ShowPhase.LIVE and not snapshot.is_unseen
    return said.reach.others_go_on.format(means=mends) if has_others else mends


def _are_orders_heard(snapshot: Snapshot) -> bool:
    return not any(one.where == "store" or one.where.startswith("connector:") for one in snapshot.faults)
