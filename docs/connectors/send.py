"""Sends the JSON events on standard input to Storecast on this machine; Python's standard library is enough.

STORECAST_SECRET=whsec_... python3 send.py < events.json
"""

import base64
import hashlib
import hmac
import http.client
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("STORECAST_URL", "http://127.0.0.1:8787") + "/v1/events"
KEY = base64.b64decode(os.environ["STORECAST_SECRET"].removeprefix("whsec_"))


def request(body: bytes) -> urllib.request.Request:
    """A signed request. Sign again for every try: the time stamp may be five minutes old at most."""
    name, now = f"msg_{uuid.uuid4().hex}", str(int(time.time()))
    digest = hmac.digest(KEY, f"{name}.{now}.".encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
    return urllib.request.Request(URL, body, headers)  # noqa: S310


def send(body: bytes, tries: int = 8) -> bytes:
    """The answer, after as many tries as it takes: events have ids, so one that came twice counts once."""
    for left in reversed(range(tries)):
        try:
            with urllib.request.urlopen(request(body), timeout=15) as answer:  # noqa: S310
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503) or not left:
                raise SystemExit(f"{error.code}: {error.read().decode()}") from None
            time.sleep(float(error.headers.get("Retry-After") or 1))
        except (OSError, http.client.HTTPException) as error:
            if not left:
                raise SystemExit(f"no answer from {URL}: {error}") from None
            time.sleep(1)
    raise AssertionError


if __name__ == "__main__":
    print(send(sys.stdin.buffer.read()).decode())
