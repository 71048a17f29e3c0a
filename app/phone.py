"""Phones as cameras: the key that they must know, kept in the key ring, and the address to type or to scan."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from concurrent.futures import Executor, Future

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.faults import FaultBoard
from app.settings.secrets import SecretError, Vault
from app.snapshot import PhoneInvite

KIND = "rtmp-in"
DEFAULT_PORT = 1935
_ENTRY = "phone-camera"
# TEST-NET-1: nobody is there, and nothing is sent.
_NOBODY = ("192.0.2.1", 9)


def lan_address() -> str:
    """This computer's address on the store's network, empty when it has none; a datagram socket sends nothing."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_NOBODY)
            return str(probe.getsockname()[0])
    except OSError:
        return ""


class Phones:
    """Main thread. A worker asks for the key while a phone is wanted; until it is known no phone has a name: an engine
    that outlived the last console may have that very phone on air.
    """

    def __init__(
        self,
        vault: Callable[[], Vault],
        executor: Executor,
        faults: FaultBoard,
        address: Callable[[], str] | None = None,
    ) -> None:
        self._vault = vault
        self._executor = executor
        self._faults = faults
        self._address = address or lan_address
        self._at = ""
        self._asking: Future[Secret] | None = None
        self._key: Secret | None = None
        self._is_wanted = False

    def want(self, *sources: str) -> None:
        """The sources that are chosen: asks for the key, once more if it was not to be had, when one is a phone."""
        self._is_wanted = any(is_phone(source) for source in sources)
        if not self._is_wanted:
            self._faults.set("phone-key", None)
        elif self._key is None and self._asking is None:
            self._asking = self._executor.submit(self._fetched)

    def named(self, source: str, *, is_second: bool = False) -> str | None:
        """What the engine is told for a source of the show file: a phone's with port and key, others as they are.
        None: a phone of which the key is not known yet.
        """
        if not is_phone(source):
            return source
        if self._key is None:
            return None
        self._at = self._address()
        return f"{KIND}:{_port(source)}/{self._stream(is_second)}"

    def has_news(self) -> bool:
        """Once, when the key has become known."""
        if self._asking is None or not self._asking.done():
            return False
        asking, self._asking = self._asking, None
        try:
            self._key = asking.result()
            self._faults.set("phone-key", None)
        except SecretError as error:
            fault = Fault(FaultCode.PHONE_KEY_UNKNOWN, "phone-key", detail=str(error))
            self._faults.set("phone-key", fault if self._is_wanted else None)
            return False
        return True

    def invite(self, source: str, *, is_second: bool = False) -> PhoneInvite | None:
        """What the phone has to know; None for a source that is no phone, or before the key is known."""
        if not is_phone(source) or self._key is None:
            return None
        url = f"rtmp://{self._at or '127.0.0.1'}:{_port(source)}/live"
        return PhoneInvite(url=url, key=Secret(self._stream(is_second)), is_second=is_second)

    def _stream(self, is_second: bool) -> str:
        if self._key is None:
            return ""
        return self._key.reveal() + ("-2" if is_second else "")

    def _fetched(self) -> Secret:
        """In the worker: the key of this computer, made when there is none yet."""
        vault = self._vault()
        key = vault.get(_ENTRY)
        if key is None:
            key = Secret(secrets.token_urlsafe(9))
            vault.set(_ENTRY, key)
        return key


def is_phone(source: str) -> bool:
    """Whether a source of the show file is a phone: `rtmp-in`, or `rtmp-in:PORT`."""
    return source.partition(":")[0] == KIND


def _port(source: str) -> int:
    port = source.partition(":")[2]
    return int(port) if port.isdecimal() and 0 < int(port) <= 65535 else DEFAULT_PORT
