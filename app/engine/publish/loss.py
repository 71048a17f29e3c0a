"""The one exception inside a destination: why this connection is over. It never leaves the destination's
thread.
"""

from __future__ import annotations

import enum

from app.domain.fault import FaultCode


class Moment(enum.Enum):
    """Where in a connection's life it ended, as far as the meaning differs.

    `AT_PUBLISH`: the server hung up on `publish`, before its answer or, as nginx does when an access rule
    forbids it, right after.
    """

    ANY = enum.auto()
    AT_PUBLISH = enum.auto()
    ACKNOWLEDGEMENT_OVERDUE = enum.auto()


class Lost(Exception):
    """`detail` is plain words without the key."""

    def __init__(self, code: FaultCode, detail: str = "", moment: Moment = Moment.ANY) -> None:
        super().__init__(code.value)
        self.code = code
        self.detail = detail
        self.moment = moment
