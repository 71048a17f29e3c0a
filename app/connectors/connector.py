"""The seam behind which every source of comments and orders stands, and the register of all of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

import app.connectors.chat
import app.connectors.shop
from app.domain.facts import Draft, Outcome
from app.domain.product import Product
from app.domain.secret import Secret
from app.domain.setting import Setting

Value = str | int | Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The unit of commit: drafts and the cursor that is valid after them, stored in one transaction.

    A cursor of None leaves the stored one. `poll_after_s` asks the host to wait before the next batch is drawn.
    `settle` is called once in the connector's own loop: with an outcome a draft when they are durable, with None when
    they could not be stored.
    """

    drafts: tuple[Draft, ...] = ()
    cursor: str | None = None
    poll_after_s: float | None = None
    settle: Callable[[Sequence[Outcome] | None], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a connector gets besides its own settings. `utc_now` returns RFC 3339 in UTC with milliseconds."""

    name: str
    currency: str
    utc_now: Callable[[], str]
    products: tuple[Product, ...] = ()
    settings: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    def number(self, name: str) -> int:
        """A NUMBER setting; raises `Refused` when it is none."""
        value = self.settings.get(name)
        if not isinstance(value, int):
            raise Refused(f"the setting {name} must be a whole number")
        return value

    def text(self, name: str) -> str:
        """A TEXT setting; raises `Refused` when it is none."""
        value = self.settings.get(name)
        if not isinstance(value, str):
            raise Refused(f"the setting {name} must be a text")
        return value

    def secret(self, name: str) -> Secret:
        """A SECRET setting; raises `NoSecret` when it was not found."""
        value = self.settings.get(name)
        if not isinstance(value, Secret) or not value:
            raise NoSecret(f"the secret of the setting {name} is missing")
        return value


class Connector(Protocol):
    """One source. `batches` runs in a thread and asyncio loop of its own; retry, pacing, storage are the host's."""

    def batches(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """Yields until the source ends; closing the generator ends every wait within two seconds.

        An empty batch says that the other side is well. Called again after each trouble, on the same object.
        Raises `Refused`, `RateLimited`, `Offline` or `Broken`; the host starts again from the last stored cursor.
        """
        ...


class ConnectorError(Exception):
    """Trouble that a connector expects; the text holds no secret."""


class Refused(ConnectorError):
    """The other side does not accept who we are or what we ask; only the host can mend it."""


class NoSecret(Refused):
    """A secret that the show file names is neither in the key ring nor in the environment."""


class Offline(ConnectorError):
    """The other side cannot be reached just now."""


class RateLimited(ConnectorError):
    """Asked to slow down; `retry_after_s` is the other side's word."""

    def __init__(self, text: str, retry_after_s: float) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class PortInUse(ConnectorError):
    """Another program listens where this connector should."""


class Broken(ConnectorError):
    """The other side speaks in a way that is not understood."""


Factory = Callable[[Context], Connector]


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered connector: its name in show files, its settings, how to build it."""

    name: str
    settings: tuple[Setting, ...]
    build: Factory

    def completed(self, context: Context) -> Context:
        """The context with the default of every setting that was not given."""
        defaults = {entry.name: entry.default for entry in self.settings if entry.default is not None}
        return replace(context, settings=MappingProxyType({**defaults, **context.settings}))

    def open(self, context: Context) -> Connector:
        """The connector of a context, completed by defaults; raises `Refused`."""
        return self.build(self.completed(context))


_kinds: dict[str, Kind] = {}


def register(name: str, *settings: Setting) -> Callable[[Factory], Factory]:
    """Decorates the factory (often the class itself) of the connector kind `name`."""

    def add(build: Factory) -> Factory:
        _kinds[name] = Kind(name, settings, build)
        return build

    return add


def kinds() -> Mapping[str, Kind]:
    """All connectors, found by importing each module or package in `app.connectors`, its `chat` and its `shop`.

    What lies deeper is a connector's own business and is loaded when it is needed.
    """
    for package in (app.connectors, app.connectors.chat, app.connectors.shop):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return MappingProxyType(_kinds)
