"""Snapshots of the set-up while its destinations are tried, and of each way in which that can end."""

from __future__ import annotations

from dataclasses import replace

from app.domain.fault import FaultCode
from app.engine.messages import DestinationsTried, DestinationTrial, FaultReport
from app.snapshot import DestinationSetting, Snapshot, Trial

_KBPS = 3128
_THREE = (
    DestinationSetting(name="Douyin", url="rtmps://push.example.com/live", has_key=True),
    DestinationSetting(name="Taobao", url="rtmp://live.example.org/app", has_key=True),
    DestinationSetting(name="Weixin Channels", url="rtmps://wx.example.com/live", has_key=True),
)


def tried(
    snapshot: Snapshot, carried_kbps: float | None, *, failed: tuple[str, ...] = (), is_over: bool = True
) -> Snapshot:
    """Every destination of `snapshot` has answered, but those that `failed`."""
    names = [one.name for one in snapshot.choices.destinations]
    found = tuple(_one(name, place, is_well=name not in failed) for place, name in enumerate(names))
    told = DestinationsTried(
        number=1,
        is_over=is_over,
        destinations=found,
        carried_kbps=carried_kbps,
        is_at_least=(carried_kbps or 0) >= len(names) * _KBPS * 1.4,
    )
    return replace(snapshot, trial=_trial(snapshot, told))


def trial_scenes(ready: Snapshot) -> dict[str, Snapshot]:
    """By name; `ready` has one destination."""
    three = replace(ready, choices=replace(ready.choices, destinations=_THREE))
    metered = _trial(three, tried(three, None).trial.tried)  # type: ignore[union-attr]  # it has just been made
    return {
        "setup-trying": replace(three, trial=Trial()),
        "setup-measuring": tried(three, None, is_over=False),
        "setup-wide": tried(three, 14_080.0),
        "setup-narrow": tried(three, 4890.0),
        "setup-narrow-one": tried(ready, 2450.0),
        "setup-hopeless": tried(three, 310.0),
        "setup-unmeasured": tried(three, None),
        "setup-metered": replace(three, trial=replace(metered, is_measured=False)),
        "setup-one-away": tried(three, 14_080.0, failed=("Taobao",)),
        "setup-all-away": replace(
            tried(three, None, failed=("Douyin", "Taobao", "Weixin Channels")),
            choices=replace(three.choices, are_secrets_protected=False),
        ),
    }


def _one(name: str, place: int, *, is_well: bool) -> DestinationTrial:
    if is_well:
        return DestinationTrial(name=name, round_trip_ms=23.4 + 8 * place)
    code = (FaultCode.CERTIFICATE_INVALID, FaultCode.HOST_UNKNOWN, FaultCode.NO_ANSWER)[place % 3]
    return DestinationTrial(name=name, fault=FaultReport(code=code, where=f"destination:{name}"))


def _trial(snapshot: Snapshot, told: DestinationsTried | None) -> Trial:
    need_kbps = len(snapshot.choices.destinations) * _KBPS
    return Trial(tried=told, need_kbps=need_kbps)
