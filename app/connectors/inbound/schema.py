"""The JSON Schema of what the inbound door takes; `python -m app.connectors.inbound.schema` prints it."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec

from app.connectors.inbound.events import Event
from app.connectors.inbound.limits import Limits

_TITLE = "Events for Storecast: the body of POST /v1/events, or a message on /v1/ws"


def document() -> str:
    """The schema of one event or an array of them, as JSON text."""
    many = Annotated[list[Event], msgspec.Meta(max_length=Limits().rows)]
    (body,), components = msgspec.json.schema_components((Event | many,), ref_template="#/$defs/{name}")
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLE,
        **body,
        "$defs": components,
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
