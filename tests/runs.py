"""Runs the long ones, benches and faults: every module of a package that has a `run()` which returns its figures."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Results = list[dict[str, Any]]  # what each run returned: any JSON


class Skipped(Exception):
    """This run cannot be made on this machine; the text says why."""


def runs(folder: Path) -> dict[str, str]:
    """The names of the modules in `folder` that have a `run()`, each with its first sentence; nothing is imported."""
    found = {}
    for path in sorted(folder.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body):
            found[path.stem] = (ast.get_docstring(tree) or "").split("\n")[0]
    return found


def only_by_name(folder: Path) -> set[str]:
    """Those that say `ONLY_BY_NAME = True`: they run when they are named, and only then."""
    return {
        name
        for name in runs(folder)
        if "\nONLY_BY_NAME = True\n" in (folder / f"{name}.py").read_text("utf-8")
    }


def main(
    package: str,
    folder: Path,
    arguments: Sequence[str],
    conclude: Callable[[Results], int] = lambda _: 0,
) -> int:
    """Runs those that are named, else all; prints each one's figures as JSON; 1 when one of them failed.

    `conclude` gets all figures at the end; its answer counts when nothing failed.
    """
    known = runs(folder)
    command = package.rpartition(".")[2]
    parser = argparse.ArgumentParser(
        prog=f"dev.py {command}",
        description=f"Runs what lies in tests/{command} and prints each one's figures as JSON.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; without a name all of them")
    parser.add_argument("--list", action="store_true", help="name them and end")
    chosen, further = parser.parse_known_args(arguments)
    if further and len(chosen.names) != 1:
        parser.error(f"{further[0]} belongs to one run: name it")
    for name in chosen.names:
        if name not in known:
            words = f"there is no {name!r}; known are: {', '.join(known) or 'none'}"
            sys.stderr.write(f"{parser.prog}: {words}\n")
            return 2
    apart = only_by_name(folder)
    if chosen.list:
        for name, sentence in known.items():
            print(f"{name:20} {sentence}{' (only by name)' if name in apart else ''}")
        return 0
    results: Results = []
    names = chosen.names or [name for name in known if name not in apart]
    failed = [name for name in names if not _is_well(f"{package}.{name}", further, results)]
    status = conclude(results)
    if failed:
        sys.stderr.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else status


def _is_well(module: str, further: Sequence[str], results: Results) -> bool:
    """Runs one with the arguments meant for it; whatever it raises is shown, and the next one runs all the same."""
    began_s = time.perf_counter()
    try:
        figures = importlib.import_module(module).run(*further)
    except Skipped as skipped:
        sys.stderr.write(f"SKIPPED {module}: {skipped}\n")
        results.append({"run": module, "skipped": str(skipped)})
        return True
    except Exception:  # noqa: BLE001  # one broken run must not keep the others from running
        traceback.print_exc()
        return False
    took_s = round(time.perf_counter() - began_s, 1)
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    results.append({"run": module, "took_s": took_s, "load": load, "figures": figures})
    print(json.dumps(results[-1], indent=2, default=str), flush=True)
    return True
