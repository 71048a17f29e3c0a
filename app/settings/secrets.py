"""Where stream keys and signing secrets live: the system's key ring, the environment, or a file that says so."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from app.domain.secret import Secret
from app.settings.safe_file import leave_alone, set_aside, write_alone

SERVICE = "Storecast"
_REFERENCE = re.compile(r"(keyring|env):([\w.\- ]{1,100})")
# Only stores that the operating system itself protects; others would look safe and not be.
_TRUSTED = ("keyring.backends.Windows", "keyring.backends.macOS", "keyring.backends.SecretService")
_TRUSTED_ALSO = ("keyring.backends.kwallet", "keyring.backends.libsecret")


class SecretError(Exception):
    """A secret cannot be had or kept; the text says what to do and holds no secret."""


class Vault(Protocol):
    """Keeps secrets by name. `is_protected`: by the operating system."""

    is_protected: bool

    def get(self, name: str) -> Secret | None: ...

    def set(self, name: str, secret: Secret) -> None: ...

    def remove(self, name: str) -> None: ...


class KeyRing:
    """The system's own key ring; every call may block, so it belongs in a worker thread."""

    is_protected = True

    def __init__(self) -> None:
        # keyring looks for back ends when it is imported, which costs start-up time that a show without it never pays.
        self._ring = importlib.import_module("keyring")
        with _as_secret_error("did not open"):
            backend = self._ring.get_keyring()
        candidates = getattr(backend, "backends", [backend])
        if not any(type(one).__module__.startswith(_TRUSTED + _TRUSTED_ALSO) for one in candidates):
            raise SecretError("this computer has no key ring that Storecast trusts")

    def get(self, name: str) -> Secret | None:
        with _as_secret_error("did not answer"):
            text = self._ring.get_password(SERVICE, name)
        return None if text is None else Secret(text)

    def set(self, name: str, secret: Secret) -> None:
        with _as_secret_error("did not take it"):
            self._ring.set_password(SERVICE, name, secret.reveal())

    def remove(self, name: str) -> None:
        with _as_secret_error("did not remove it"):
            if self._ring.get_password(SERVICE, name) is not None:
                self._ring.delete_password(SERVICE, name)


@contextlib.contextmanager
def _as_secret_error(did: str) -> Iterator[None]:
    """Back ends raise what the system gave them, of any class; only the class is said, as the text may hold secrets."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  # Windows' and D-Bus' own errors come through keyring as they are
        raise SecretError(f"the key ring {did} ({type(error).__name__}): unlock it and try again") from None


class OpenFile:
    """The visible fallback: a file that only this user can read, not protected by the system. It has no older
    generations: a key that was replaced or removed is gone from the disk. Safe from any thread.

    A file that is damaged is set aside as `NAME.broken`, which `on_broken` is told: whoever types a key has it kept.
    """

    is_protected = False

    def __init__(self, path: Path, on_broken: Callable[[], None] = lambda: None) -> None:
        self._path = path
        self._on_broken = on_broken
        # Who finds the file damaged must not set aside the new one that another thread has begun meanwhile.
        self._lock = threading.Lock()
        with contextlib.suppress(OSError):
            leave_alone(path)

    def get(self, name: str) -> Secret | None:
        with self._lock:
            text = self._read().get(name)
        return None if text is None else Secret(text)

    def set(self, name: str, secret: Secret) -> None:
        with self._lock:
            self._write({**self._read(), name: secret.reveal()})

    def remove(self, name: str) -> None:
        with self._lock:
            kept = self._read()
            if kept.pop(name, None) is not None:
                self._write(kept)

    def _write(self, kept: Mapping[str, str]) -> None:
        try:
            write_alone(self._path, json.dumps(kept))
        except OSError as error:
            raise SecretError(f"{self._path} cannot be written ({error.strerror})") from None

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SecretError(
                f"{self._path} cannot be read ({error.strerror}): check its permissions"
            ) from None
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return {str(name): str(text) for name, text in found.items()}
        self._set_aside()
        return {}

    def _set_aside(self) -> None:
        try:
            set_aside(self._path, mode=0o600)
        except OSError:
            raise SecretError(f"{self._path} cannot be read: delete it and type the keys again") from None
        self._on_broken()


def system_vault(fallback: Path, on_broken: Callable[[], None]) -> Vault:
    """The key ring where there is one, else the visible file at `fallback`."""
    try:
        return KeyRing()
    except SecretError:
        return OpenFile(fallback, on_broken)


def is_reference(text: str) -> bool:
    """Whether `text` only names a secret, as `keyring:NAME` or `env:NAME`."""
    return _REFERENCE.fullmatch(text) is not None


def entry_of(reference: str) -> str:
    """The entry of the key ring that `reference` names; empty when it names none."""
    match = _REFERENCE.fullmatch(reference)
    return match[2] if match and match[1] == "keyring" else ""


def resolved(reference: str, vault: Vault, environment: Mapping[str, str] = os.environ) -> Secret:
    """The secret that `reference` names; blocks like its vault. Raises `SecretError`, which never quotes it."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise SecretError("a secret is named as keyring:NAME or env:NAME")
    kind, name = match.groups()
    if kind == "env":
        text = environment.get(name)
        if not text:
            raise SecretError(f"the environment variable {name} is not set")
        return Secret(text)
    secret = vault.get(name)
    if secret is None:
        raise SecretError(f"the key ring holds nothing named {name}: type the key in the set-up once")
    return secret
