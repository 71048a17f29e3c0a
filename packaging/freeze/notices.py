"""Writes THIRD_PARTY_NOTICES: each package that is shipped, its licence, its texts, and what its wheel contains."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]es?|copying|notice|authors)[^/]*(/|$)", re.IGNORECASE)
_TEXTS = Path(__file__).resolve().parents[1] / "licences"
_HEAD = """Storecast is free software under the GNU General Public License, version 3 or later; see LICENSE.
It is shipped together with the packages below, each under its own licence.

The PyAV wheel contains FFmpeg (LGPL-3.0-or-later) linked with x264 and x265 (GPL-2.0-or-later); the OpenCV wheel
contains FFmpeg (LGPL-2.1-or-later; on Apple silicon with x264 and x265). That is why the whole is under the GPL.
Qt and Qt for Python (PySide6, shiboken6) are used under the LGPL-3.0: their libraries lie beside the program as files
of their own and may be replaced. The sources of all of them are offered for three years by whoever ships this program,
at the versions named here. Patents on H.264 and AAC are a matter apart from these licences.
"""
_FONTS = "The fonts in resources/fonts are under the SIL Open Font License 1.1; its text lies beside them.\n"


def _shipped(name: str, seen: set[str]) -> Iterator[Distribution]:
    """The distribution and all that it needs on this system, each once, without the needs of extras."""
    if _plain(name) in seen:
        return
    seen.add(_plain(name))
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return  # for another system, or another Python
    yield found
    for line in found.requires or ():
        if "extra ==" not in line:
            yield from _shipped(re.split(r"[\s\[<>=!~;(]", line)[0], seen)


def notices(names: Iterable[str]) -> str:
    """The whole text, for the packages that the project asks for."""
    seen: set[str] = set()
    parts = [_HEAD, _FONTS]
    for name in names:
        parts += [_notice(one) for one in _shipped(name, seen)]
    parts += [path.read_text(encoding="utf-8") for path in sorted(_TEXTS.glob("*.txt"))]
    return ("\n" + "=" * 100 + "\n").join(parts)


def _notice(one: Distribution) -> str:
    licence = _said(one, "License-Expression") or _said(one, "License") or _classified(one) or "see below"
    page = _said(one, "Home-page") or _said(one, "Project-URL").split(", ", 1)[-1]
    head = f"{one.name} {one.version}\n{page}\nLicence: {licence.splitlines()[0]}\n"
    return "\n".join([head, *_texts(one)])


def _said(one: Distribution, field: str) -> str:
    return str((one.metadata.get_all(field) or [""])[0])


def _texts(one: Distribution) -> Iterator[str]:
    for file in one.files or ():
        if ".dist-info/" in str(file) and _LICENCE_FILE.search(str(file).split(".dist-info/", 1)[1]):
            path = Path(str(file.locate()))
            if path.is_file():
                yield path.read_text(encoding="utf-8", errors="replace").strip() + "\n"


def _classified(one: Distribution) -> str:
    found = [
        line.split(" :: ")[-1]
        for line in one.metadata.get_all("Classifier") or ()
        if line.startswith("License")
    ]
    return ", ".join(found)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(pyproject: Path) -> list[str]:
    """The names of the packages that the program needs, without the development group."""
    lines: list[str] = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    return [re.split(r"[\[<>=!~; ]", line)[0] for line in lines]


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[2]
    sys.stdout.write(notices(asked(root / "pyproject.toml")))
