"""Runs the long ones, benches and faults: every module of a package that has a `run()` which returns its figures."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path


def runs(folder: Path) -> dict[str, str]:
    """The names of the modules in `folder` that have a `run()`, each with its first sentence; nothing is imported."""
    found = {}
    for path in sorted(folder.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body):
            found[path.stem] = (ast.get_docstring(tree) or "").split("\n")[0]
    return found


def main(package: str, folder: Path, arguments: Sequence[str]) -> int:
    """Runs those that are named, else all; prints each one's figures as JSON; 1 when one of them failed."""
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
    if chosen.list:
        print("".join(f"{name:20} {sentence}\n" for name, sentence in known.items()), end="")
        return 0
    failed = [name for name in chosen.names or known if not _is_well(f"{package}.{name}", further)]
    if failed:
        sys.stderr.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def _is_well(module: str, further: Sequence[str]) -> bool:
    """Runs one with the arguments meant for it; whatever it raises is shown, and the next one runs all the same."""
    began_s = time.perf_counter()
    try:
        figures = importlib.import_module(module).run(*further)
    except Exception:  # noqa: BLE001  # one broken run must not keep the others from running
        traceback.print_exc()
        return False
    took_s = round(time.perf_counter() - began_s, 1)
    print(
        json.dumps({"run": module, "took_s": took_s, "figures": figures}, indent=2, default=str), flush=True
    )
    return True
