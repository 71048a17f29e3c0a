"""Snapshots made by hand: a show that reaches nobody, not yet anybody, or not all."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from app.domain.fault import Fault, FaultCode
from app.engine.messages import DestinationHealth, FaultReport, Health, Phase
from app.snapshot import ShowPhase, Snapshot


def reach_scenes(live: Snapshot, rehearsal: Snapshot, health: Health) -> dict[str, Snapshot]:
    """By their names; `health` is that of a show with one destination that is well."""
    (well,) = health.destinations
    no = refused("Taobao")
    fault = Fault(FaultCode.KEY_REFUSED, f"destination:{no.name}", retrying=True)
    third = structs.replace(well, name="Weixin", bitrate_kbps=2405.0, unsent_ms=180.0)
    some = structs.replace(health, destinations=(well, no, third))
    none = structs.replace(health, destinations=(no,))
    away = replace(live, phase=ShowPhase.RECONNECTING, was_live=False, at_s=16.0, reconnecting_s=16.0)
    waiting = structs.replace(well, phase=Phase.CONNECTING, attempt=1, bitrate_kbps=0.0, unsent_ms=0.0)
    held = replace(live.choices, safety_delay_s=10.0)
    soon = replace(away, at_s=7.2, reconnecting_s=7.2, choices=held)
    nowhere = replace(live.choices, destinations=())
    return {
        "rehearsal-nowhere": replace(rehearsal, choices=nowhere),
        "live-nowhere": replace(
            live, choices=nowhere, health=structs.replace(health, destinations=()), viewer_delays=()
        ),
        "live-some": replace(live, health=some, faults=(fault,)),
        "live-held": replace(live, choices=held),
        "refused": replace(away, health=none, faults=(fault,)),
        "soon": replace(soon, health=structs.replace(health, destinations=(waiting,))),
    }


def refused(name: str) -> DestinationHealth:
    """A destination whose key is not taken."""
    report = FaultReport(code=FaultCode.KEY_REFUSED, where=f"destination:{name}", retrying=True)
    return DestinationHealth(name=name, phase=Phase.REFUSED, attempt=3, retry_in_s=14.0, fault=report)
