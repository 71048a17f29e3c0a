"""The commands of dev.py: set the machine up when it needs it, then hand over to the program, pytest and the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from machine.debian import FOR_TESTS, FOR_THE_PROGRAM, Debian, can_make_environments
from machine.environment import Environment
from machine.lock import alone

USAGE = """usage: python3 dev.py COMMAND …

Each makes .venv where there is none, and on Debian and Ubuntu installs the system packages that are missing.

  demo [--headless] [--seconds N]   a rehearsal with demo camera, microphone and shop; no account, no device
  test [PYTEST ARGUMENT …]          every test, or those that are named: test tests/store -k refund
  check                             format, lint, strict types, import contracts, rules of the house, translations
  bench [NAME …]                    the benchmarks; --list names them
  faults [NAME …]                   the long fault runs, with a scorecard; --list names them
  bundle                            freezes the program and runs the frozen one's self-test
  run [ARGUMENT …]                  the program itself, for example: run show my-show.toml; run --help explains it
"""
_CHECKED = ("app", "widgets", "tests", "packaging", "main.py", "dev.py")
_TAKES_NOTHING = ("check", "bundle")
_WITH_SERVERS = ("test", "bench", "faults", "bundle")


def say(sentence: str) -> None:
    """Tells the person at the terminal; stdout belongs to the program, whose `--json` is pure."""
    sys.stderr.write(f"dev.py: {sentence}\n")
    sys.stderr.flush()


class Commands:
    """One method for each command; `root` is the tree. Each returns an exit status or becomes the program."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._environment = Environment(root, say)
        self._debian = Debian(say)

    def obey(self, arguments: Sequence[str]) -> int:
        """Sets up, then runs the command that the first argument names."""
        table: Mapping[str, Callable[[list[str]], int]] = {
            "demo": self.demo, "test": self.test, "check": self.check, "bench": self.bench,
            "faults": self.faults, "bundle": self.bundle, "run": self.run,
        }  # fmt: skip
        if not arguments or arguments[0] in ("-h", "--help"):
            print(USAGE, end="")
            return 0 if arguments else 2
        if arguments[0] not in table:
            say(f"there is no command {arguments[0]!r}; python3 dev.py --help lists them")
            return 2
        if arguments[0] in _TAKES_NOTHING and arguments[1:]:
            if arguments[1] in ("-h", "--help"):
                print(_usage_of(arguments[0]))
                return 0
            say(f"{arguments[0]} takes no arguments; python3 dev.py --help lists the commands")
            return 2
        trouble = self._set_up(FOR_THE_PROGRAM + (FOR_TESTS if arguments[0] in _WITH_SERVERS else ()))
        if trouble:
            say(trouble)
            return 1
        return table[arguments[0]](list(arguments[1:]))

    def _set_up(self, wanted: tuple[str, ...]) -> str:
        """System packages and .venv; returns what went wrong."""
        if not self._environment.python.exists() and not can_make_environments():
            wanted = ("python3-venv", *wanted)
        if self._environment.is_ready() and not self._debian.missing(wanted):
            return ""
        with alone(self._root / ".venv.lock", say):
            trouble = self._debian.install(self._debian.missing(wanted))
            return trouble or ("" if self._environment.is_ready() else self._environment.make())

    def demo(self, rest: list[str]) -> int:
        """A rehearsal; without a display it runs unseen by itself, for 20 s if nobody says how long."""
        return self.run(["demo", *unseen(sys.platform, os.environ, rest), *rest])

    def run(self, rest: list[str]) -> int:
        """The program, in the caller's own folder, so that relative paths mean what they say."""
        return self._become([str(self._root / "main.py"), *rest])

    def test(self, rest: list[str]) -> int:
        """Everything in tests/, two at a time, offscreen."""
        two = [] if any(one.startswith("-n") for one in rest) else ["-n", "2", "--dist", "loadgroup"]
        return self._become_in_tree(["-m", "pytest", *two, *rest])

    def bench(self, rest: list[str]) -> int:
        """The benchmarks; without a name all of them."""
        return self._become_in_tree(["-m", "tests.bench", *rest])

    def faults(self, rest: list[str]) -> int:
        """The long fault runs; without a name all of them."""
        return self._become_in_tree(["-m", "tests.faults", *rest])

    def check(self, _rest: list[str]) -> int:
        """All that can be said of the code without running the program; every step runs, also after a red one."""
        steps = (
            ("format", ["-m", "ruff", "format", "--check", *_CHECKED]),
            ("lint", ["-m", "ruff", "check", *_CHECKED]),
            ("types", ["-m", "mypy", "app", "widgets", "tests", "main.py", "dev.py", "packaging/machine"]),
            ("imports", ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"]),
            ("rules", ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture"]),
        )
        failed = [name for name, step in steps if self._call(step)]
        say("check failed: " + ", ".join(failed) if failed else "check passed")
        return 1 if failed else 0

    def bundle(self, _rest: list[str]) -> int:
        """One folder in dist/, then the frozen program's self-test."""
        spec = str(Path("packaging") / "storecast.spec")
        built = self._call(["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", spec])
        if built:
            return built
        name = "storecast.exe" if os.name == "nt" else "storecast"
        return subprocess.run([str(self._root / "dist" / "storecast" / name), "--self-test"]).returncode

    def _call(self, arguments: list[str]) -> int:
        return subprocess.run([str(self._environment.python), *arguments], cwd=self._root).returncode

    def _become_in_tree(self, arguments: list[str]) -> int:
        os.chdir(self._root)
        return self._become(arguments, QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))

    def _become(self, arguments: list[str], **environment: str) -> int:
        """On POSIX this process becomes the other one, with its signals and its status; elsewhere it waits for it."""
        command = [str(self._environment.python), *arguments]
        variables = {**os.environ, **environment}
        if os.name == "posix":
            sys.stdout.flush()
            os.execve(command[0], command, variables)
        return subprocess.run(command, env=variables).returncode


def _usage_of(command: str) -> str:
    """The command's line of the usage, on its own."""
    line = next(one for one in USAGE.splitlines() if one.startswith(f"  {command} "))
    return f"usage: python3 dev.py {command}\n\n{line.removeprefix(f'  {command} ').strip()}"


def unseen(system: str, environment: Mapping[str, str], rest: Sequence[str]) -> list[str]:
    """What a demo needs to be told where no display is; nothing for `--help`, or where there is one."""
    has_display = system in ("win32", "darwin") or any(
        environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if has_display or "--help" in rest or "-h" in rest:
        return []
    is_timed = any(one == "--seconds" or one.startswith("--seconds=") for one in rest)
    return ([] if "--headless" in rest else ["--headless"]) + ([] if is_timed else ["--seconds", "20"])


def main(root: Path, arguments: Sequence[str]) -> int:
    """Runs one command; Ctrl+C ends it without a trace."""
    try:
        return Commands(root).obey(arguments)
    except KeyboardInterrupt:
        return 130
