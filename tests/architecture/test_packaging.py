"""What is shipped, looked at as data: the notices, what is left behind, the Windows and macOS files, the CI jobs."""

from __future__ import annotations

import os
import plistlib
import re
import tomllib
from importlib.metadata import distribution

import pytest
from freeze.notices import asked, notices
from freeze.slim import slimmed

from app.command_line import VERSION
from tests.architecture.tree import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
NSI = (ROOT / "packaging" / "windows" / "storecast.nsi").read_text(encoding="utf-8")
SPEC = (ROOT / "packaging" / "storecast.spec").read_text(encoding="utf-8")


def plist(name: str) -> dict[str, object]:
    found: dict[str, object] = plistlib.loads((ROOT / "packaging" / "macos" / name).read_bytes())
    return found


def test_the_notices_name_every_package_and_its_licence() -> None:
    text = notices(asked(ROOT / "pyproject.toml"))
    for name in ("av", "PySide6_Essentials", "opencv-python-headless", "certifi", "numpy"):
        assert f"{name} {distribution(name).version}\n" in text
    assert "x264 and x265 (GPL-2.0-or-later)" in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "Licence: see below" not in text


@pytest.mark.parametrize(
    ("part", "stays"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", True),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/lib/libQt6Gui.so.6", True),
        ("resources/fonts/Inter-Regular.otf", True),
        ("app/store/migrations/versions/0001_events_and_projections.py", True),
        ("babel/locale-data/zh_Hans_CN.dat", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6\\Qt6Qml.dll", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("babel/locale-data/de_AT.dat", False),
    ],
)
def test_only_what_is_never_opened_is_left_behind(part: str, stays: bool) -> None:
    assert bool(slimmed([(part, "", "DATA")])) == stays


def test_the_wheel_carries_the_program_and_its_front_door() -> None:
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["only-include"]) == {"app", "widgets", "resources", "main.py"}
    assert PROJECT["scripts"] == {"storecast": "main:main"}


def test_the_spec_takes_what_is_found_at_run_time() -> None:
    for wanted in ('"app"', '"widgets"', '"resources"', '"migrations"', '"keyring', '"LICENSE"', "notice"):
        assert wanted in SPEC


def test_windows_installs_for_everybody_and_keeps_the_users_files() -> None:
    assert "RequestExecutionLevel admin" in NSI
    assert f'!define VERSION "{PROJECT["version"]}"' in NSI
    removed = re.findall(r"^\s*(?:RMDir /r|Delete) (.+)$", NSI, re.MULTILINE)
    assert removed
    assert all(one.startswith(('"$INSTDIR\\', '"$SMPROGRAMS\\')) for one in removed)


def test_macos_says_why_it_wants_the_camera_and_the_microphone() -> None:
    info = plist("Info.plist")
    assert info["CFBundleShortVersionString"] == PROJECT["version"]
    assert info["NSCameraUsageDescription"]
    assert info["NSMicrophoneUsageDescription"]
    rights = plist("entitlements.plist")
    assert rights["com.apple.security.device.camera"] is True
    assert rights["com.apple.security.device.audio-input"] is True


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_a_ci_job_checks_tests_and_bundles(system: str) -> None:
    job = (ROOT / ".github" / "workflows" / f"{system}.yml").read_text(encoding="utf-8")
    for command in ("check", "test", "bundle"):
        assert f"dev.py {command}" in job
    for version in ("3.11", "3.12", "3.13"):
        assert f'"{version}"' in job


def test_the_version_is_said_once_for_all() -> None:
    assert PROJECT["version"] == VERSION


def test_the_build_script_of_ci_is_check_and_then_test() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in text.splitlines() if "dev.py" in line]
    assert commands == ["python3 dev.py check", "python3 dev.py test"]
    assert "set -euo pipefail" in text
    assert os.name != "posix" or os.access(ROOT / ".ci" / "run", os.X_OK)
