"""The seam: what is registered, and what a connector gets."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.connectors.connector import Context, Kind, NoSecret, Refused, kinds
from app.domain.secret import Secret
from app.domain.setting import Setting, SettingType
from tests.connectors.rig import context


def test_knowing_the_kinds_costs_the_window_no_heavy_import() -> None:
    code = "import sys; from app.connectors.connector import kinds; kinds(); print('aiohttp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stdout.strip() == b"False"


def test_the_kinds_of_the_first_show_are_there() -> None:
    assert set(kinds()) >= {"demo", "inbound", "twitch"}


def test_settings_are_completed_by_their_defaults() -> None:
    settings = (Setting(name="seed", type=SettingType.NUMBER, default=7), Setting(name="room"))
    completed = Kind("x", settings, lambda _context: pytest.fail("not built")).completed(
        context("x", {"room": "main"})
    )
    assert (completed.number("seed"), completed.text("room")) == (7, "main")


def test_a_setting_of_the_wrong_kind_is_refused() -> None:
    given: Context = context("x", {"port": "8787", "room": 3, "secret": Secret("")})
    with pytest.raises(Refused):
        given.number("port")
    with pytest.raises(Refused):
        given.text("room")
    with pytest.raises(Refused):
        given.text("absent")
    with pytest.raises(NoSecret):
        given.secret("secret")


def test_a_context_prints_no_secret() -> None:
    assert "hunter2" not in repr(context("x", {"secret": Secret("hunter2")}))
