"""A line that goes dead without a word, and comes back: run in a network namespace of its own, prints JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from app.engine.messages import Phase
from app.engine.publish.environment import Environment
from app.engine.publish.unsent import PortableTakenBytes
from tests.engine.publish.nginx import Nginx
from tests.engine.publish.stage import health, on_air, to, until, until_live

OUTAGE_S = 4.0


def line(state: str) -> None:
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def main(kind: str) -> None:
    environment = Environment(probe=PortableTakenBytes) if kind == "portable" else Environment()
    line("up")
    with tempfile.TemporaryDirectory() as home:
        server = Nginx(Path(home))
        server.start()
        try:
            found = outage(server.url, environment)
        finally:
            line("up")
            server.kill()
    print(json.dumps(found))


def outage(url: str, environment: Environment) -> dict[str, object]:
    with on_air(to(url), environment=environment) as (publisher, feeder):
        until_live(publisher)
        until(lambda: health(publisher).frames_sent > 45)
        line("down")
        seen_s = until(lambda: health(publisher).phase is not Phase.LIVE, 8.0)
        fault = health(publisher).fault
        threading.Event().wait(OUTAGE_S)
        line("up")
        back_s = until_live(publisher, seconds=10.0)
        offer_s = feeder.slowest_offer_s
    return {"seen_s": seen_s, "code": fault and fault.code, "back_s": back_s, "offer_s": offer_s}


if __name__ == "__main__":
    main(sys.argv[1])
