"""Storecast's front door: hands each role to its own module, and stands by the console when it crashes."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from app import command_line


def _engine(arguments: Sequence[str]) -> NoReturn:
    from app.engine.__main__ import main as engine

    status = engine(arguments)
    # All is closed and flushed. To take Python apart with codecs and drivers in it costs up to half a second more.
    os._exit(status)


def _probe(arguments: Sequence[str]) -> int:
    from app.engine.encode.probe import main as probe

    return probe(arguments)


def _receiver(arguments: Sequence[str]) -> int:
    from app.receiver.program import main as receiver

    return receiver(arguments)


def _playback(arguments: Sequence[str]) -> NoReturn:
    from app.playback.program import main as playback

    status = playback(arguments)
    # A thread still reads standard input, whose lock Python would wait for in vain.
    os._exit(status)


def _console(arguments: Sequence[str]) -> int:
    from widgets.console import main as console

    return console(arguments)


def _self_test(arguments: Sequence[str]) -> int:
    from widgets.self_test import main as self_test

    return self_test(arguments)


def _totals(arguments: Sequence[str]) -> int:
    from app.store.totals import main as totals

    return totals(arguments)


def _verify(arguments: Sequence[str]) -> int:
    from app.store.verify import main as verify

    return verify(arguments)


def _erase(arguments: Sequence[str]) -> int:
    from app.store.erase import main as erase

    return erase(arguments)


def _supervised(arguments: Sequence[str]) -> int:
    from app.supervisor import supervise

    return supervise(command_line.parsed(arguments), arguments)


# Imported only when asked for: each role is a process of its own and must not load the others' libraries.
_ROLES: dict[str, Callable[[Sequence[str]], int]] = {
    "--engine": _engine,
    "--probe-encoder": _probe,
    "--receiver": _receiver,
    "--playback": _playback,
    "--console": _console,
    "--self-test": _self_test,
    "totals": _totals,
    "verify": _verify,
    "erase": _erase,
}


def main() -> int:
    """The exit status: 0 done, 1 could not, 2 wrong usage or a wrong show file."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    role = _ROLES.get(arguments[0]) if arguments else None
    if role is not None:
        return role(arguments[1:])
    return _supervised(arguments)


if __name__ == "__main__":
    sys.exit(main())
