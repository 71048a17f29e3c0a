"""A shop and a server in network namespaces of their own, and a router between them that can forget to forward."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from tests.runs import Skipped

SERVER = "10.77.2.2"
_SHOP, _SHOP_LATER, _GATE, _FAR_GATE = "10.77.1.1", "10.77.1.3", "10.77.1.254", "10.77.2.254"
_numbers = itertools.count()

# A name server that hears every question and answers none.
_DEAF = (
    "import socket, time; s = socket.socket(type=2); s.bind(('0.0.0.0', 53));"
    "print('', flush=True); time.sleep(9999)"
)


class Wire:
    """`shop` and `server` are the commands to run something there. Raises `Skipped` without root or namespaces."""

    def __init__(self, *, is_deaf: bool = False) -> None:
        if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("ip") is None:
            raise Skipped("a network of its own needs root on Linux and iproute2")
        mark = f"sc{os.getpid()}n{next(_numbers)}"
        self._names = tuple(mark + end for end in ("shop", "gate", "server"))
        self._is_deaf = is_deaf
        self._addresses = itertools.cycle((_SHOP_LATER, _SHOP))
        self._address = _SHOP
        self._deaf: subprocess.Popen[bytes] | None = None

    @property
    def shop(self) -> list[str]:
        return ["ip", "netns", "exec", self._names[0]]

    @property
    def server(self) -> list[str]:
        return ["ip", "netns", "exec", self._names[2]]

    def __enter__(self) -> Self:
        try:
            self._build()
        except OSError as error:
            self.__exit__()
            raise Skipped(f"no network namespaces here: {error}") from None
        return self

    def __exit__(self, *_: object) -> None:
        if self._deaf is not None:
            self._deaf.kill()
            self._deaf.communicate()
        for name in self._names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
        shutil.rmtree(Path("/etc/netns") / self._names[0], ignore_errors=True)

    def cut(self) -> float:
        """Nothing passes any more, and nobody is told. The moment."""
        self._forward("0")
        return time.monotonic()

    def mend(self) -> float:
        self._forward("1")
        return time.monotonic()

    def change(self) -> float:
        """The shop's address is replaced, as when it goes from one network to another. The moment."""
        shop, old, self._address = self._names[0], self._address, next(self._addresses)
        _did("ip", "-n", shop, "addr", "del", f"{old}/24", "dev", "va")
        _did("ip", "-n", shop, "addr", "add", f"{self._address}/24", "dev", "va")
        _did("ip", "-n", shop, "route", "replace", "default", "via", _GATE, "src", self._address)
        return time.monotonic()

    def _forward(self, value: str) -> None:
        _did("ip", "netns", "exec", self._names[1], "sysctl", "-qw", f"net.ipv4.ip_forward={value}")

    def _build(self) -> None:
        shop, gate, server = self._names
        if self._is_deaf:
            folder = Path("/etc/netns") / shop
            folder.mkdir(parents=True)
            (folder / "resolv.conf").write_text(f"nameserver {SERVER}\n")
        for name in self._names:
            _did("ip", "netns", "add", name)
            _did("ip", "-n", name, "link", "set", "dev", "lo", "up")
        ends = ((shop, "va", _SHOP, "ma", _GATE), (server, "vb", SERVER, "mb", _FAR_GATE))
        for there, near, address, far, door in ends:
            _did("ip", "-n", there, "link", "add", near, "type", "veth", "peer", "name", far, "netns", gate)
            for name, device, own in ((there, near, address), (gate, far, door)):
                _did("ip", "-n", name, "addr", "add", f"{own}/24", "dev", device)
                _did("ip", "-n", name, "link", "set", "dev", device, "up")
            _did("ip", "-n", there, "route", "add", "default", "via", door)
        self.mend()
        if self._is_deaf:
            self._deaf = subprocess.Popen([*self.server, sys.executable, "-c", _DEAF], stdout=subprocess.PIPE)
            assert self._deaf.stdout is not None
            self._deaf.stdout.readline()


def _did(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(command[:4])}: {done.stderr.strip()}")
