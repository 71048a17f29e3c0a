"""A shop and its viewers that live inside the program: for rehearsals, tests and the first five minutes."""

from __future__ import annotations

from app.connectors.demo.feed import Demo as Demo
