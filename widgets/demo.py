"""The show of `storecast demo`, which ships with the program."""

from __future__ import annotations

from pathlib import Path

from app.connectors.connector import kinds
from app.settings.plan import Plan, load

_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "demo"


def demo_plan(language: str) -> Plan:
    """The demo's plan in "zh" or "en"."""
    settings = {name: kind.settings for name, kind in kinds().items()}
    return load(_FOLDER / f"{language}.toml", settings)
