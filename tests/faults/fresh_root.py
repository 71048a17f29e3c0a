"""An empty Debian 12 with only python3: the two commands work, first to last, with nothing else typed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.architecture.tree import ROOT, files
from tests.runs import Skipped

# The machine's own way to packages: of apt, of pip, of certificates, of names.
_COPIED = (
    "etc/apt",
    "etc/pip.conf",
    "etc/ssl/certs",
    "usr/local/share/ca-certificates",
    "etc/resolv.conf",
    "etc/hosts",
)
_PASSED = re.compile(r"^(PIP_|SSL_CERT|REQUESTS_CA|CURL_CA)|_proxy$", re.IGNORECASE)
_TREE = "home/a shop/storecast"  # with a space, as somebody will have it
COMMANDS = (("demo",), ("demo", "--headless", "--seconds", "5"), ("test",))


def run() -> dict[str, float]:
    """Seconds that each command took; raises when one fails. Needs root, debootstrap and a Debian mirror."""
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        raise Skipped("it needs root and debootstrap")
    folder = Path(tempfile.mkdtemp(prefix="storecast-root-"))
    folder.chmod(0o755)  # it becomes / there, and servers without privileges pass through it
    try:
        figures = {"make": taken(make, folder)}
        for number, command in enumerate(chosen(), 1):
            figures[f"{number} {shlex.join(command)}"] = taken(obeyed, folder, command)
        return figures
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def chosen() -> tuple[tuple[str, ...], ...]:
    """The commands, or those that STORECAST_FRESH_ROOT names, separated by semicolons."""
    named = os.environ.get("STORECAST_FRESH_ROOT", "")
    return tuple(tuple(shlex.split(one)) for one in named.split(";")) if named else COMMANDS


def make(folder: Path) -> None:
    """The smallest Debian 12, this machine's configuration, and the project's own files."""
    base = ["debootstrap", "--variant=minbase", "--include=python3,ca-certificates", "bookworm", str(folder)]
    subprocess.run(base, check=True, stdout=subprocess.DEVNULL)
    for name in _COPIED:
        subprocess.run(
            ["cp", "-rL", "--remove-destination", "--no-target-directory", f"/{name}", str(folder / name)],
            check=False,
        )
    pip = Path.home() / ".config" / "pip" / "pip.conf"
    if pip.exists():
        (folder / "root/.config/pip").mkdir(parents=True)
        shutil.copy(pip, folder / "root/.config/pip")
    for path in files():
        copy = folder / _TREE / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)


def obeyed(folder: Path, command: tuple[str, ...]) -> None:
    """Runs dev.py in that root, in mounts and processes of its own, which end with it."""
    root = shlex.quote(str(folder))
    lines = [
        "set -e",
        f"mount -t proc proc {root}/proc",
        f"mount --rbind /sys {root}/sys",
        f"mount --rbind /dev {root}/dev",
        f"mount -t tmpfs tmpfs {root}/dev/shm",
        *(f"mkdir -p {root}{one}; mount --bind -o ro {one} {root}{one}" for one in wheel_folders()),
        f"exec chroot {root} python3 {shlex.quote('/' + _TREE + '/dev.py')} {shlex.join(command)}",
    ]
    passed = {name: text for name, text in os.environ.items() if _PASSED.search(name)}
    plain = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    # What it prints is for the person who watches; the figures alone go to stdout.
    done = subprocess.run(
        [*apart, "sh", "-c", "\n".join(lines)], env={**passed, **plain}, stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise AssertionError(f"dev.py {shlex.join(command)} ended with {done.returncode}")


def wheel_folders() -> list[str]:
    """Folders of this machine from which its pip installs; none where it asks an index."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    words = re.split(r"[\s'\"=]+|\\n|file://", told.stdout)
    found = {
        str(Path(word).parent if word.endswith("/simple") else Path(word))
        for word in words
        if word[:1] == "/"
    }
    return sorted(one for one in found if Path(one).is_dir())


def taken(what: Callable[..., None], *arguments: object) -> float:
    """Seconds that a call took."""
    began_s = time.monotonic()
    what(*arguments)
    return round(time.monotonic() - began_s, 1)
