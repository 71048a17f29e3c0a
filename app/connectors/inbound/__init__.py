"""The door for anything that can POST or open a socket: a shop of one's own, a till, a small script."""

from __future__ import annotations

from app.connectors.connector import Connector, Context, register
from app.domain.setting import Setting, SettingType

_NUMBER = SettingType.NUMBER


@register(
    "inbound",
    Setting(name="port", type=_NUMBER, default=8787, least=0, most=65535),
    Setting(name="secret", type=SettingType.SECRET),
    Setting(name="requests_per_second", type=_NUMBER, default=50, least=1, most=100_000),
    Setting(name="forged_per_second", type=_NUMBER, default=20, least=1, most=100_000),
)
def inbound(context: Context) -> Connector:
    """The connector; built in its own thread."""
    # Imported here: aiohttp takes a seventh of a second, which the window need not wait for.
    from app.connectors.inbound.feed import Inbound

    return Inbound(context)
