"""Sets the project up and runs it: demo, test, check, bench, faults, bundle, run. Standard library only."""

import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.abspath(__file__))
LOCK = os.path.join(ROOT, "requirements.lock")
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "storecast-lock.sha256")
OLDEST, NEWEST = (3, 11), (3, 13)

QT_PACKAGES = [
    "python3-venv", "libegl1", "libgl1", "libglib2.0-0", "libxkbcommon0", "libfontconfig1", "libdbus-1-3", "libbrotli1",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0",
    "libportaudio2",
]  # fmt: skip
TEST_PACKAGES = [
    "nginx-light",
    "libnginx-mod-rtmp",
    "ffmpeg",
    "inspircd",
    "xvfb",
    "xauth",
    "openssl",
    "curl",
    "git",
]
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}

USAGE = """usage: python3 dev.py COMMAND …

  demo [--headless] [--seconds N]   a rehearsal with demo camera, microphone and shop; no account, no device
  test [PYTEST ARGUMENT …]          every test
  check                             format, lint, strict types, import contracts
  bench [NAME …]                    the benchmarks
  faults [NAME …]                   the long fault runs
  bundle                            freezes the program and runs the frozen one's self-test
  run [ARGUMENT …]                  the program itself, for example: run show my-show.toml --headless
"""


def main(arguments):
    """Runs one command and returns its exit status."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return fail("Storecast needs Python 3.11, 3.12 or 3.13; this is %d.%d" % sys.version_info[:2])
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE, end="")
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    if command not in COMMANDS:
        return fail("no command %r; python3 dev.py --help lists them" % command)
    trouble = set_up(needs_servers=command in ("test", "bench", "faults", "bundle"))
    return fail(trouble) if trouble else COMMANDS[command](rest)


def fail(sentence):
    """Says what is wrong on stderr."""
    sys.stderr.write("dev.py: %s\n" % sentence)
    return 1


def set_up(needs_servers):
    """System packages and .venv as the lock says; returns what went wrong, or an empty string."""
    wanted = QT_PACKAGES + (TEST_PACKAGES if needs_servers else [])
    key = lock_hash()
    if read(STAMP) == key and not missing_packages(wanted):
        return ""
    with one_at_a_time():
        return install_packages(missing_packages(wanted)) or (make_venv(key) if read(STAMP) != key else "")


def make_venv(key):
    """Makes or mends .venv; the stamp is written last, so a set-up that was killed is done again."""
    if not os.path.exists(python()) or subprocess.run([python(), "-c", ""], capture_output=True).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        say("making .venv")
        made = subprocess.run([sys.executable, "-m", "venv", VENV], stdout=sys.stderr)
        if made.returncode:
            return "python3 -m venv failed; on Debian or Ubuntu: apt-get install python3-venv"
    say("installing from the lock; the first time takes a minute or two")
    pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*pip, "--require-hashes", "-r", LOCK], stdout=sys.stderr)
    if done.returncode:
        return "pip could not install what requirements.lock names; is the network there? Then run this again"
    with open(STAMP, "w") as file:
        file.write(key)
    return ""


def missing_packages(wanted):
    """Which of the Debian packages are not installed; none on other systems."""
    if not shutil.which("dpkg-query"):
        return []
    names = [*wanted, *RENAMED.values()]
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names], capture_output=True
    )
    installed = {
        line.split()[0] for line in listed.stdout.decode().splitlines() if line.endswith(" installed")
    }
    missing = [name for name in wanted if name not in installed and RENAMED.get(name) not in installed]
    if "python3-venv" in missing and has_venv():
        missing.remove("python3-venv")
    return missing


def has_venv():
    """Whether this Python can make virtual environments by itself, as those from elsewhere than Debian can."""
    return (
        subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0
    )


def install_packages(missing):
    """Installs them as root or with sudo, else says the one line that does; their services are kept from starting."""
    if not missing:
        return ""
    names = [newest_name(name) for name in missing]
    line = "apt-get install -y --no-install-recommends " + " ".join(names)
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and subprocess.run([*sudo, "true"], capture_output=True).returncode:
        return "some system packages are missing; please run: sudo " + line
    say("installing system packages: " + " ".join(names))
    with services_kept_from_starting(sudo):
        for command in (["apt-get", "update", "-qq"], [*line.split(), "-qq"]):
            done = subprocess.run(
                [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *command], stdout=sys.stderr
            )
    return "apt-get failed; please run: " + line if done.returncode else ""


def newest_name(name):
    """The package's name on this release."""
    renamed = RENAMED.get(name)
    if renamed and subprocess.run(["apt-cache", "show", renamed], capture_output=True).stdout:
        return renamed
    return name


class services_kept_from_starting:
    """While inside, Debian starts no service that it installs: nginx and InspIRCd are used by the tests alone."""

    POLICY = "/usr/sbin/policy-rc.d"

    def __init__(self, sudo):
        self._sudo = sudo
        self._is_ours = not os.path.exists(self.POLICY)

    def __enter__(self):
        if self._is_ours:
            script = "printf '#!/bin/sh\\nexit 101\\n' > {0} && chmod 755 {0}".format(self.POLICY)
            subprocess.run([*self._sudo, "sh", "-c", script], check=False)

    def __exit__(self, *_):
        if self._is_ours:
            subprocess.run([*self._sudo, "rm", "-f", self.POLICY], check=False)


class one_at_a_time:
    """Two of these at once would ruin each other's .venv: the second waits."""

    def __enter__(self):
        self._path = os.path.join(ROOT, ".venv.lock")
        is_told = False
        while True:
            try:
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL))
                return
            except FileExistsError:
                if time.time() - os.stat(self._path).st_mtime > 1800:
                    os.unlink(self._path)
                elif not is_told:
                    say(
                        "another dev.py is setting up; waiting for it (delete %s if there is none)"
                        % self._path
                    )
                    is_told = True
                time.sleep(0.5)

    def __exit__(self, *_):
        os.unlink(self._path)


def lock_hash():
    """What the stamp must say: the lock and the Python it was installed for."""
    with open(LOCK, "rb") as file:
        return hashlib.sha256(file.read() + repr(sys.version_info[:3]).encode()).hexdigest()


def read(path):
    """The text of a small file, empty when there is none."""
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def python():
    """The interpreter of .venv."""
    return (
        os.path.join(VENV, "Scripts", "python.exe")
        if os.name == "nt"
        else os.path.join(VENV, "bin", "python")
    )


def say(sentence):
    """Tells the person at the terminal; stdout stays clean for `run --json`."""
    sys.stderr.write("dev.py: %s …\n" % sentence)


def hand_over(arguments, **environment):
    """Becomes the program on POSIX; elsewhere waits for it. Never returns on POSIX."""
    os.chdir(ROOT) if environment.pop("in_root", True) else None
    variables = {**os.environ, **environment}
    command = [python(), *arguments]
    if os.name == "posix":
        sys.stdout.flush()
        os.execve(command[0], command, variables)
    return subprocess.run(command, env=variables).returncode


def demo(rest):
    """Without a display it runs unseen by itself."""
    has_display = os.name == "nt" or sys.platform == "darwin"
    has_display = has_display or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not has_display and "--headless" not in rest:
        rest = ["--headless", *rest]
    return hand_over([os.path.join(ROOT, "main.py"), "demo", *rest], in_root=False)


def run(rest):
    """The program in the caller's own folder, so that relative paths mean what they say."""
    return hand_over([os.path.join(ROOT, "main.py"), *rest], in_root=False)


def test(rest):
    """Everything in tests/, two at a time, offscreen."""
    few = [] if any(one.startswith("-n") for one in rest) else ["-n", "2", "--dist", "loadgroup"]
    return hand_over(["-m", "pytest", *few, *rest], QT_QPA_PLATFORM="offscreen")


def check(rest):
    """All that can be said of the code without running it."""
    paths = ["app", "widgets", "tests", "main.py", "dev.py"]
    typed = ["app", "widgets", "tests", "main.py"]
    steps = [
        ["-m", "ruff", "format", "--check", *paths],
        ["-m", "ruff", "check", *paths],
        ["-m", "mypy", *typed],
        ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", os.path.join("tests", "architecture")],
    ]
    os.chdir(ROOT)
    failed = [step for step in steps if subprocess.run([python(), *step, *rest]).returncode]
    return 1 if failed else 0


def bench(rest):
    """The benchmarks; without a name all of them."""
    return hand_over(["-m", "tests.bench", *rest], QT_QPA_PLATFORM="offscreen")


def faults(rest):
    """The long fault runs; without a name all of them."""
    return hand_over(["-m", "tests.faults", *rest], QT_QPA_PLATFORM="offscreen")


def bundle(rest):
    """One folder in dist/, then its self-test."""
    os.chdir(ROOT)
    spec = os.path.join("packaging", "storecast.spec")
    built = subprocess.run([python(), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", spec])
    if built.returncode:
        return built.returncode
    program = os.path.join(ROOT, "dist", "storecast", "storecast.exe" if os.name == "nt" else "storecast")
    return subprocess.run([program, "--self-test", *rest]).returncode


COMMANDS = {
    "demo": demo, "test": test, "check": check, "bench": bench, "faults": faults, "bundle": bundle, "run": run,
}  # fmt: skip

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
