"""What a destination takes from the world: clock, chance, names, sockets, trust. Tests pass their own."""

from __future__ import annotations

import os
import random
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.engine.publish.limits import Limits
from app.engine.publish.lookup import Resolve, system_resolve
from app.engine.publish.trust import system_tls
from app.engine.publish.unsent import TakenBytes, system_taken_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """`clock_ns` is the clock of `Tag.captured_ns`; `tls` is asked once by each destination that needs it."""

    clock_ns: Callable[[], int] = time.perf_counter_ns
    uniform: Callable[[float, float], float] = random.uniform
    random_bytes: Callable[[int], bytes] = os.urandom
    resolve: Resolve = system_resolve
    probe: Callable[[socket.socket], TakenBytes] = system_taken_bytes
    tls: Callable[[], ssl.SSLContext] = system_tls
    limits: Limits = field(default_factory=Limits)
