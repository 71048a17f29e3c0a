"""From the test card's stamp to the decoded picture of a player that watches through the server."""

from __future__ import annotations

import time

import av

from tests.bench.limit.driven import Driven, Wanted
from tests.bench.limit.peers import Bench
from tests.media import lumas, number_of

_SKIPPED_S = 2.0


def stamp_to_decoded_ms(bench: Bench, preset: str = "low-latency") -> dict[str, tuple[float, float]]:
    """p50 and p99, and those of capture to socket, over the bench's seconds of test card at 720p30."""
    url = f"{bench.nginx.url}/latency-{bench.runs}"
    bench.runs += 1
    wanted = Wanted(source="test-card", preset=preset, sprites=bench.sprites, destinations=[url])
    driven = Driven(bench.folder / f"run-{bench.runs}", wanted)
    try:
        driven.wait_until_live()
        late_ms = sorted(_late_ms(url, max(bench.seconds * 2, 10)))
        sent = driven.health.latency_ms
    finally:
        driven.stop()
    return {
        "stamp_to_decoded_ms": (late_ms[len(late_ms) // 2], late_ms[int(len(late_ms) * 0.99)]),
        "capture_to_socket_ms": (sent.p50, sent.p99),
    }


def _late_ms(url: str, seconds: float) -> list[float]:
    """A player without a buffer, on one thread."""
    late_ms: list[float] = []
    options = {"fflags": "nobuffer", "flags": "low_delay", "probesize": "32768", "analyzeduration": "0"}
    with av.open(url, options=options, timeout=10) as container:
        container.streams.video[0].codec_context.thread_count = 1
        began_s = time.monotonic()
        for _, luma in lumas(container):
            since_s = time.monotonic() - began_s
            if since_s > _SKIPPED_S:
                late_ms.append(time.perf_counter_ns() / 1e6 - number_of(luma))
            if since_s > _SKIPPED_S + seconds:
                break
    return late_ms
