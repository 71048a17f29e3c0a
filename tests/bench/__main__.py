"""The benches, by name or all of them: python3 dev.py bench [NAME …]."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.runs import main

if __name__ == "__main__":
    sys.exit(main("tests.bench", Path(__file__).parent, sys.argv[1:]))
