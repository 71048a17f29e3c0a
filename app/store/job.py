"""What waits for one commit: drafts, and whoever is to be answered."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from app.domain.facts import Draft, Outcome
from app.store.codec import CodecError, Prepared, prepared

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Drafts that wait for one commit. Without a future nobody waits, and they are tried again on trouble."""

    drafts: tuple[Draft, ...]
    connector: str = ""
    cursor: str | None = None
    future: Future[tuple[Outcome, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A job whose drafts can be stored."""

    job: Job
    drafts: tuple[Prepared, ...]


def ready_of(job: Job) -> Ready | None:
    """None when a draft of the job cannot be stored: it is refused whole, and the others go on."""
    try:
        return Ready(job, tuple([prepared(draft) for draft in job.drafts]))
    except CodecError as error:
        _log.error("a fact was refused: %s", error)
        refuse(job, error)
    except Exception as bug:  # noqa: BLE001  # whatever a draft holds, the writer lives on
        _log.error("a fact was refused (%s)", type(bug).__name__)
        refuse(job, CodecError(f"it cannot be stored ({type(bug).__name__})"))
    return None


def is_one_of(job: Job, jobs: Sequence[Job]) -> bool:
    """That very job: another one may hold the same words."""
    return any(one is job for one in jobs)


def refuse(job: Job, error: Exception) -> None:
    if job.future is not None and job.future.set_running_or_notify_cancel():
        job.future.set_exception(error)
