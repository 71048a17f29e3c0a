"""The lock: pinned by hash, without an address, and it covers what pyproject.toml asks for on every Python."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = [Requirement(block.split("\\\n")[0].strip()) for block in re.split(r"\n(?=\w)", LOCK.strip())]
SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}


def asked() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    for extra in project["project"]["optional-dependencies"].values():
        wanted += extra
    return [Requirement(line) for line in wanted]


def test_the_lock_names_no_address() -> None:
    assert "://" not in LOCK
    assert not [line for line in LOCK.splitlines() if line.startswith(("-", "--"))]


def test_every_pin_has_its_hashes() -> None:
    for block in re.split(r"\n(?=\w)", LOCK.strip()):
        assert re.search(r"^\S+==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_the_lock_holds_one_fitting_version_of_everything(python: str, system: str) -> None:
    place = {
        "python_version": python, "python_full_version": f"{python}.4", "sys_platform": system,
        "platform_system": SYSTEMS[system], "platform_python_implementation": "CPython",
        "implementation_name": "cpython", "platform_machine": "arm64" if system == "darwin" else "x86_64",
        "os_name": "nt" if system == "win32" else "posix",
    }  # fmt: skip
    pinned: dict[str, str] = {}
    for pin in PINS:
        if pin.marker is None or pin.marker.evaluate(place):
            assert canonicalize_name(pin.name) not in pinned, pin.name
            pinned[canonicalize_name(pin.name)] = next(iter(pin.specifier)).version
    for one in asked():
        if one.marker is None or one.marker.evaluate(place):
            assert one.specifier.contains(pinned[canonicalize_name(one.name)]), one


def test_pyside_6_12_which_aborts_on_python_3_11_is_kept_from_it() -> None:
    pins = {str(pin.marker): pin.specifier for pin in PINS if pin.name == "pyside6-essentials"}
    for marker, version in pins.items():
        assert ("<" in marker.replace(">=", "")) == version.contains("6.11.3"), marker
