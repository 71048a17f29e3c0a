"""System packages of Debian and Ubuntu: which are missing, and installing them without starting their services."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

FOR_THE_PROGRAM = (
    "libegl1", "libgl1", "libglib2.0-0", "libxkbcommon0", "libfontconfig1", "libdbus-1-3", "libbrotli1",
    "libgssapi-krb5-2", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxcb-xkb1",
    "libxkbcommon-x11-0", "libwayland-cursor0", "libportaudio2",
)  # fmt: skip
FOR_TESTS = (
    "nginx",
    "libnginx-mod-rtmp",
    "ffmpeg",
    "inspircd",
    "procps",
    "xvfb",
    "xauth",
    "openssl",
    "curl",
    "git",
    "binutils",
    "iproute2",
)
SERVICES = ("nginx", "inspircd")

_INSTALL = (
    "apt-get",
    "install",
    "-y",
    "--no-install-recommends",
    "-o",
    "DPkg::Lock::Timeout=300",
    "-o",
    "Dpkg::Use-Pty=0",
)
_POLICY = "#!/bin/sh\n# dev.py of Storecast, while it installs packages for its tests\nexit 101\n"


class Debian:
    """Looks and installs by dpkg and apt; on other systems nothing is ever missing.

    `policy` is the file that Debian asks before it starts a service.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        policy: Path = Path("/usr/sbin/policy-rc.d"),
        is_root: bool | None = None,
    ) -> None:
        self._say = say
        self._policy = policy
        self._is_root = (hasattr(os, "geteuid") and os.geteuid() == 0) if is_root is None else is_root

    def missing(self, wanted: Sequence[str]) -> list[str]:
        """Those of `wanted` that are not installed, under this or the name that newer releases gave them (…t64)."""
        if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
            return []
        names = [name for one in wanted for name in (one, one + "t64")]
        form = "${Package} ${db:Status-Status}\n"
        listed = subprocess.run(["dpkg-query", "-W", "-f", form, *names], capture_output=True, text=True)
        installed = {line.split()[0] for line in listed.stdout.splitlines() if line.endswith(" installed")}
        return [one for one in wanted if not installed & {one, one + "t64"}]

    def install(self, names: Sequence[str]) -> str:
        """Installs them as root or with sudo; returns what went wrong, with the one line that mends it."""
        if not names:
            return ""
        line = "apt-get update && {0}apt-get install -y --no-install-recommends " + shlex.join(names)
        sudo = self._sudo()
        if sudo is None:
            return "some system packages are missing; please run: sudo " + line.format("sudo ")
        self._say("installing system packages: " + " ".join(names))
        with _services_kept_from_starting(sudo, self._policy):
            # An update that fails in part, because of somebody's third-party list, need not matter.
            self._run([*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "update", "-qq"])
            done = self._run([*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *_INSTALL, *self._named(names)])
            self._disable(sudo, [name for name in SERVICES if name in names])
        if done.returncode == 0:
            return ""
        sys.stderr.write(done.stdout[-2000:])
        return "apt-get failed (its words are above); is the network there? By hand: " + line.format("")

    def _sudo(self) -> list[str] | None:
        """What goes before a command that needs root; None when there is no way."""
        if self._is_root:
            return []
        if not shutil.which("sudo"):
            return None
        if sys.stdin.isatty() and sys.stderr.isatty():
            return ["sudo"]
        may = subprocess.run(["sudo", "-n", "true"], capture_output=True)
        return ["sudo", "-n"] if may.returncode == 0 else None

    def _named(self, names: Sequence[str]) -> list[str]:
        """The names as this release knows them, asked after its lists were fetched; what it lacks is told and left
        out, for the tests that need it say so themselves."""
        forms = {one: [form for form in (one, one + "t64") if self._is_known(form)] for one in names}
        known = [found[0] for found in forms.values() if found]
        absent = [one for one, found in forms.items() if not found]
        if absent and known:
            self._say("this release has no " + ", ".join(absent))
        return known or list(names)

    def _is_known(self, name: str) -> bool:
        return (
            "Version:" in subprocess.run(["apt-cache", "show", name], capture_output=True, text=True).stdout
        )

    def _disable(self, sudo: list[str], services: Sequence[str]) -> None:
        """A server that came for the tests alone does not start with the machine either."""
        for name in services:
            command = (
                ["systemctl", "disable"] if shutil.which("systemctl") else ["update-rc.d", name, "disable"]
            )
            self._run([*sudo, *command, *([name] if command[0] == "systemctl" else [])])

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        except FileNotFoundError as absent:
            return subprocess.CompletedProcess(command, 127, stdout=f"{absent}\n")


def can_make_environments() -> bool:
    """Whether this Python makes virtual environments; Debian's does not before python3-venv is installed."""
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


@contextlib.contextmanager
def _services_kept_from_starting(sudo: list[str], policy: Path) -> Iterator[None]:
    """While inside, Debian starts no service that it installs. One left by a killed run is recognised and taken
    away; one of somebody else's is left alone."""
    is_ours = not policy.exists() or policy.read_text(encoding="utf-8", errors="replace") == _POLICY
    if not is_ours:
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        make = f"printf %s {shlex.quote(_POLICY)} > {shlex.quote(str(policy))} && chmod 755 {shlex.quote(str(policy))}"
        subprocess.run([*sudo, "sh", "-c", make], check=False)
        yield
    finally:
        subprocess.run([*sudo, "rm", "-f", str(policy)], check=False)
        signal.signal(signal.SIGTERM, before)
