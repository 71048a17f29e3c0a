"""`python -m app.playback`: the watching as a process of its own."""

from __future__ import annotations

import sys

from app.playback.program import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
