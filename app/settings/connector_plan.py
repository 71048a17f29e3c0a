"""The connectors of a show file, each checked by what its kind takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.setting import Setting, SettingType
from app.settings.secrets import is_reference
from app.settings.show_file import Problem, Scalar, check_unique, within

Kinds = Mapping[str, Sequence[Setting]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorPlan:
    """A connector to run; values of SECRET settings are still references."""

    name: str
    kind: str
    settings: Mapping[str, str | int]
    secrets: Mapping[str, str]


def connectors_of(tables: Sequence[Mapping[str, Scalar]], kinds: Kinds) -> tuple[ConnectorPlan, ...]:
    plans = tuple(_connector(index, table, kinds) for index, table in enumerate(tables))
    check_unique("connector", "name", [plan.name for plan in plans])
    return plans


def _connector(index: int, table: Mapping[str, Scalar], kinds: Kinds) -> ConnectorPlan:
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise Problem(("connector", index, "kind"), f"must be one of {', '.join(sorted(kinds))}")
    name = table.get("name", kind)
    if not isinstance(name, str) or not re.fullmatch(r"[\w.\- ]{1,60}", name):
        raise Problem(("connector", index, "name"), "must be a short name of letters and digits")
    known = {setting.name: setting for setting in kinds[kind]}
    for key in table:
        if key not in known and key not in ("name", "kind"):
            raise Problem(("connector", index, key), "no such key; check its spelling or remove it")
    values = {key: _value(index, setting, table) for key, setting in known.items()}
    return ConnectorPlan(
        name=name,
        kind=kind,
        settings={key: value for key, value in values.items() if known[key].type is not SettingType.SECRET},
        secrets={key: str(value) for key, value in values.items() if known[key].type is SettingType.SECRET},
    )


def _value(index: int, setting: Setting, table: Mapping[str, Scalar]) -> str | int:
    path = ("connector", index, setting.name)
    value = table.get(setting.name, setting.default)
    if value is None:
        raise Problem(path, "is missing; add it")
    if setting.type is SettingType.NUMBER:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Problem(path, "must be a whole number")
        within(path, value, -(10**9) if setting.least is None else setting.least, setting.most or 10**9)
        return value
    if not isinstance(value, str):
        raise Problem(path, "must be a text in quotes")
    if setting.type is SettingType.SECRET and value and not is_reference(value):
        raise Problem(path, "must be keyring:NAME or env:NAME; a show file never holds a secret")
    if setting.pattern and setting.type is SettingType.TEXT and not re.fullmatch(setting.pattern, value):
        raise Problem(path, "is not of the form that this connector takes")
    return value
