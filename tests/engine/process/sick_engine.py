"""An engine whose first life has a trouble that a test chose; every later one is well."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import NoReturn

from app.engine import __main__ as engine
from app.engine import service
from app.engine.encode.codecs import Codecs
from app.engine.encode.encoder import Encoder
from app.engine.program import Program

WELL_PICTURES = 20


def hang() -> NoReturn:
    while True:
        threading.Event().wait(60)


def after_a_while(kind: object, name: str, trouble: object) -> None:
    """From its twentieth call on, `kind.name` is in trouble."""
    well, calls = getattr(kind, name), iter(range(1 << 62))

    def sick(*arguments: object) -> object:
        if next(calls) < WELL_PICTURES:
            return well(*arguments)
        return trouble() if callable(trouble) else trouble

    setattr(kind, name, sick)


def bug() -> NoReturn:
    raise TypeError("a bug")


TROUBLES = {
    "encode-hangs": lambda: after_a_while(Codecs, "encode_picture", hang),
    "encode-dies": lambda: after_a_while(Encoder, "_encode_picture", sys.exit),
    "encode-fails": lambda: after_a_while(Codecs, "encode_picture", bug),
    "program-hangs": lambda: after_a_while(Program, "_picture", hang),
    "program-fails": lambda: after_a_while(Program, "_picture", bug),
    "health-hangs": lambda: after_a_while(service, "health_of", hang),
}


def main(trouble: str, lives: Path, arguments: list[str]) -> int:
    """Notes each life in `lives`; "never-starts" ends before it has announced itself, each time."""
    with lives.open("a", encoding="ascii") as file:
        file.write("life\n")
    if trouble == "never-starts":
        return 3
    if trouble in TROUBLES and lives.read_text(encoding="ascii").count("life") == 1:
        TROUBLES[trouble]()
    return engine.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
