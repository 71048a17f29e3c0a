"""What a server's refusal means: status codes turned into faults, its words made safe to show."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from app.domain.fault import FaultCode
from app.domain.secret import Secret
from app.domain.text import plain
from app.engine.publish import amf

_MOST_WORDS = 160
_SHORTEST_SECRET = 3
_IN_USE = ("badname", "alreadyexists", "duplicate")
_IN_USE_WORDS = ("already publishing", "already exists", "already in use", "is busy")
_KEY = ("publish.denied", "publish.rejected", "publish.unauthorized", "publish.failed", "connect.rejected")
_KEY_WORDS = ("auth", "denied", "forbidden", "not allowed", "invalid key", "stream key", "expired")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the server or the wire said no; `detail` never holds the key."""

    code: FaultCode
    detail: str = ""


def refusal_of(information: amf.Value, *secrets: Secret) -> Refusal:
    """The refusal in an `_error` or `onStatus` object, {"code": str, "description": str}, told apart by
    both.
    """
    status = information if isinstance(information, dict) else {}
    code = str(status.get("code") or "")
    words = str(status.get("description") or "")
    detail = scrubbed(words or code, *secrets)
    lowered, spoken = code.lower(), words.lower()
    if any(part in lowered for part in _IN_USE) or any(part in spoken for part in _IN_USE_WORDS):
        return Refusal(FaultCode.NAME_IN_USE, detail)
    if any(part in lowered for part in _KEY) or any(part in spoken for part in _KEY_WORDS):
        return Refusal(FaultCode.KEY_REFUSED, detail)
    return Refusal(FaultCode.SERVER_REFUSED, detail)


def scrubbed(text: str, *secrets: Secret) -> str:
    """`text` as one short plain line in which each secret, as it stands or URL-encoded, reads `***`."""
    forms: set[str] = set()
    for secret in (one.reveal() for one in secrets):
        forms |= {secret, quote(secret), quote(secret, safe=""), *secret.split("?", 1)}
    for form in sorted(forms, key=len, reverse=True):
        if len(form) >= _SHORTEST_SECRET:
            text = text.replace(form, "***")
    return plain(text, _MOST_WORDS)
