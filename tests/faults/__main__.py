"""The fault runs, by name or all but those to be named: python3 dev.py faults [NAME …]; ends with a scorecard."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.faults.scorecard import table
from tests.runs import Results, main


def concluded(results: Results) -> int:
    """Prints the scorecard; 1 when a promise was missed."""
    found = [row for one in results for row in _rows(one)]
    if found:
        print("\n" + table(found), flush=True)
    for one in results:
        if "skipped" in one:
            print(f"SKIPPED {one['run']}: {one['skipped']}")
    missed = sum(row["result"] != "pass" for row in found)
    if missed:
        sys.stderr.write(f"{missed} of {len(found)} promises were missed\n")
    return 1 if missed else 0


def _rows(one: dict[str, object]) -> list[dict[str, object]]:
    figures = one.get("figures")
    found = figures.get("rows", []) if isinstance(figures, dict) else []
    return list(found)


if __name__ == "__main__":
    sys.exit(main("tests.faults", Path(__file__).parent, sys.argv[1:], concluded))
