"""The receiver's command line: says where it listens and ends with the process that started it."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from app.command_line import OneLineParser
from app.receiver.counts import StreamCounts
from app.receiver.server import Receiver


def main(argv: Sequence[str], asked: TextIO | None = None, answers: TextIO | None = None) -> int:
    """Prints one line with the port, then answers each line `counts` on standard input with one line of
    JSON.

    Ends when standard input does, so that it never outlives its parent. Stream names, which may be keys,
    are not printed. Returns the exit status: 0, or 1 when the port is in use.
    """
    options = _parser().parse_args(argv)
    if asked is None and not sys.stdin.isatty():
        # Ctrl+C is for the parent, whose streams are to end before their receiver does.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = asked or sys.stdin, answers or sys.stdout
    receiver = Receiver(options.port, folder=options.folder)
    try:
        receiver.start()
    except OSError as error:
        print(f"receiver: port {options.port} cannot be used: {error.strerror}", file=sys.stderr)
        return 1
    try:
        with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
            _serve(receiver, options.json, asked, answers)
    finally:
        receiver.stop()
    return 0


def _parser() -> OneLineParser:
    parser = OneLineParser(
        prog="storecast --receiver",
        description="Takes RTMP streams on this computer, for rehearsals and tests.",
    )
    parser.add_argument(
        "--port", type=int, default=0, help="port on 127.0.0.1; 0, the default, takes a free one"
    )
    parser.add_argument("--json", action="store_true", help="print the port as JSON")
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="write each session there as stream-001.flv and so on"
    )
    return parser


def _serve(receiver: Receiver, as_json: bool, asked: TextIO, answers: TextIO) -> None:
    url = f"rtmp://127.0.0.1:{receiver.port}/live"
    print(json.dumps({"port": receiver.port, "url": url}) if as_json else url, file=answers, flush=True)
    for line in asked:
        if line.strip() == "counts":
            streams = [_figures(one) for one in receiver.streams()]
            print(json.dumps({"streams": streams}), file=answers, flush=True)


def _figures(counts: StreamCounts) -> dict[str, object]:
    return {key: value for key, value in asdict(counts).items() if key != "name" and not key.startswith("_")}
