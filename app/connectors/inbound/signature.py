"""Standard Webhooks signatures: who knows the secret may speak.

Specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.secret import Secret

TOLERANCE_S = 300
_LEAST_BYTES = 16
_MOST_SIGNATURES = 10


class SecretError(ValueError):
    """A secret that cannot sign; the message does not hold it."""


class Forged(Exception):
    """A request whose sender did not prove to know the secret; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The three headers of a signed request, in form but not yet proven."""

    id: str
    timestamp: str
    signatures: tuple[bytes, ...]


class Key:
    """One signing secret. Prints nothing of it."""

    __slots__ = ("_bytes", "_text")

    def __init__(self, secret: Secret) -> None:
        """From `whsec_` and base64 of at least 16 bytes; raises `SecretError`."""
        self._text = secret.reveal().strip()
        try:
            self._bytes = base64.b64decode(self._text.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            raise SecretError("the secret must be whsec_ followed by base64") from None
        if len(self._bytes) < _LEAST_BYTES:
            raise SecretError(f"the secret must be base64 of at least {_LEAST_BYTES} bytes")

    def has_signed(self, claim: Claim, body: bytes) -> bool:
        """Whether one of the signatures is ours, in constant time for each."""
        text = _bytes(f"{claim.id}.{claim.timestamp}.") + body
        ours = base64.b64encode(hmac.digest(self._bytes, text, "sha256"))
        return any(hmac.compare_digest(ours, signature) for signature in claim.signatures)

    def is_bearer(self, authorization: str) -> bool:
        """Whether an `Authorization` header carries this secret."""
        scheme, _, token = authorization.partition(" ")
        is_same = hmac.compare_digest(_bytes(token.strip()), _bytes(self._text))
        return is_same and scheme.lower() == "bearer"


def claimed(headers: Mapping[str, str], now_s: float) -> Claim:
    """The claim of a request; `now_s` in unix seconds. Raises `Forged` before the body need be read."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not timestamp:
        raise Forged("the headers webhook-id, webhook-timestamp and webhook-signature are needed")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise Forged("webhook-timestamp must be unix seconds")
    if abs(now_s - int(timestamp)) > TOLERANCE_S:
        raise Forged("webhook-timestamp is more than 300 s away from this machine's clock")
    given = headers.get("webhook-signature", "").split()[:_MOST_SIGNATURES]
    signatures = tuple(_bytes(part[3:]) for part in given if part.startswith("v1,"))
    if not signatures:
        raise Forged("webhook-signature must be v1, followed by base64")
    return Claim(message_id, timestamp, signatures)


def _bytes(text: str) -> bytes:
    """As it came over the wire: what is not UTF-8 in a header is kept in surrogates."""
    return text.encode("utf-8", "surrogateescape")
