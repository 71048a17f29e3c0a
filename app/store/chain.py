"""The hash chain: each event's hash covers the one before it, so that a changed or missing event shows."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

GENESIS = bytes(32)


def fresh_salt() -> bytes:
    """A salt for one personal row; without it the digest does not tell what was erased."""
    return secrets.token_bytes(16)


def digest(salt: bytes, personal: bytes) -> bytes:
    """What the chain keeps of personal data."""
    return hashlib.sha256(salt + personal).digest()


def linked(before: bytes, header: Sequence[str], payload: bytes, personal_digest: bytes) -> bytes:
    """The hash of an event; each part is preceded by its length, so that parts cannot be shifted."""
    state = hashlib.sha256(before)
    for part in (*(text.encode("utf-8", "replace") for text in header), payload, personal_digest):
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.digest()
