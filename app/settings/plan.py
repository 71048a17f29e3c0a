"""A show file understood: amounts as money, pictures as paths, cues in order, every reference checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from app.domain.money import Money, MoneyError, check_currency
from app.domain.product import Product
from app.domain.run_of_show import Cue, CueAction
from app.domain.setting import Setting, SettingType
from app.settings.picture_plan import camera_of, look_of, source_of
from app.settings.secrets import is_reference
from app.settings.show_file import (
    CameraTable,
    CueTable,
    DestinationTable,
    LookTable,
    MicrophoneTable,
    Problem,
    ProductTable,
    Scalar,
    ShowFile,
    located,
    parsed,
    read,
    within,
)

MOST_PRODUCTS = 500
_MOST_SECONDS = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationPlan:
    """Where to publish; `key` names the stream key (`keyring:NAME`, `env:NAME`) or is empty."""

    name: str
    url: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorPlan:
    """A connector to run; values of SECRET settings are still references."""

    name: str
    kind: str
    settings: Mapping[str, str | int]
    secrets: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole show, ready to run."""

    title: str
    store_name: str
    currency: str
    canvas: tuple[int, int]
    fps: int
    video_kbps: int
    audio_kbps: int
    preset: Literal["low-latency", "quality"]
    language: str
    kit: str
    host_name: str
    host_role: str
    camera: CameraTable
    second_camera: CameraTable
    look: LookTable
    microphone: MicrophoneTable
    recording_folder: str
    destinations: tuple[DestinationPlan, ...]
    products: tuple[Product, ...]
    cues: tuple[Cue, ...]
    connectors: tuple[ConnectorPlan, ...]


Kinds = Mapping[str, Sequence[Setting]]


def load(path: Path, kinds: Kinds) -> Plan:
    """The plan in the file at `path`; `kinds` are the connectors known here. Raises `ShowFileError`."""
    text = read(path)
    return plan_of(parsed(text, path.name), text, path.name, path.parent.resolve(), kinds)


def plan_of(file: ShowFile, text: str, name: str, folder: Path, kinds: Kinds) -> Plan:
    """The plan of parsed tables; paths in it are relative to `folder`. Raises `ShowFileError`."""
    try:
        return _plan(file, folder, kinds)
    except Problem as problem:
        raise located(text, name, problem) from None


def _plan(file: ShowFile, folder: Path, kinds: Kinds) -> Plan:
    show = file.show
    width, height = (int(side) for side in show.canvas.split("x"))
    try:
        check_currency(show.currency)
    except MoneyError as error:
        raise Problem(("show", "currency"), str(error)) from None
    within(("show", "video_kbps"), show.video_kbps, 200, 20_000)
    within(("show", "audio_kbps"), show.audio_kbps, 32, 320)
    within(("microphone", "gain_db"), file.microphone.gain_db, -60, 30)
    products = _products(file.product, show.currency, folder)
    return Plan(
        title=show.title,
        store_name=show.store,
        currency=show.currency,
        canvas=(width, height),
        fps=show.fps,
        video_kbps=show.video_kbps,
        audio_kbps=show.audio_kbps,
        preset=show.preset,
        language=show.language,
        kit=show.kit,
        host_name=file.host.name,
        host_role=file.host.role,
        camera=camera_of("camera", file.camera, folder),
        second_camera=camera_of("second_camera", file.second_camera, folder),
        look=look_of(file.look, folder),
        microphone=MicrophoneTable(
            source=source_of(file.microphone.source, folder), gain_db=file.microphone.gain_db
        ),
        recording_folder=_folder(file.recording.folder, folder),
        destinations=_destinations(file.destination),
        products=products,
        cues=_cues(file.run_of_show, {product.id for product in products}),
        connectors=_connectors(file.connector, kinds),
    )


def _folder(text: str, folder: Path) -> str:
    return str(folder / Path(text).expanduser()) if text else ""


def _destinations(tables: Sequence[DestinationTable]) -> tuple[DestinationPlan, ...]:
    _check_unique("destination", "name", [table.name for table in tables])
    for index, table in enumerate(tables):
        _check_url(("destination", index, "url"), table.url)
        if table.key and not is_reference(table.key):
            where = ("destination", index, "key")
            raise Problem(where, "must be keyring:NAME or env:NAME; a show file never holds the key itself")
    return tuple(DestinationPlan(name=table.name, url=table.url, key=table.key) for table in tables)


def is_address(url: str) -> bool:
    """Whether a destination may have this address; the engine looks closer."""
    try:
        _check_url((), url)
    except Problem:
        return False
    return True


def _check_url(path: tuple[str | int, ...], url: str) -> None:
    """The scheme and a host; the engine looks closer and never quotes the rest, which may hold a key."""
    try:
        parts = urlsplit(url)
        has_host, _ = bool(parts.hostname), parts.port
    except ValueError:
        raise Problem(path, "is not an address such as rtmp://host/app") from None
    if parts.scheme not in ("rtmp", "rtmps"):
        raise Problem(path, "must begin with rtmp:// or rtmps://")
    if not has_host or re.search(r"[\s\x00-\x1f|]", url):
        raise Problem(path, "is not an address such as rtmp://host/app")


def _products(tables: Sequence[ProductTable], currency: str, folder: Path) -> tuple[Product, ...]:
    _check_unique("product", "id", [table.id for table in tables])
    if len(tables) > MOST_PRODUCTS:
        raise Problem(("product", MOST_PRODUCTS), f"a show has at most {MOST_PRODUCTS} products")
    return tuple(_product(index, table, currency, folder) for index, table in enumerate(tables))


def _product(index: int, table: ProductTable, currency: str, folder: Path) -> Product:
    if not table.id or not table.title.strip():
        raise Problem(("product", index, "title" if table.id else "id"), "must not be empty")
    price = _money(("product", index, "price"), table.price, currency)
    compare_at = (
        _money(("product", index, "compare_at"), table.compare_at, currency) if table.compare_at else None
    )
    if compare_at is not None and compare_at <= price:
        raise Problem(("product", index, "compare_at"), "must be higher than the price, or be left out")
    if table.link and urlsplit(table.link).scheme not in ("http", "https"):
        raise Problem(("product", index, "link"), "must begin with https:// or http://")
    return Product(
        id=table.id,
        number=index + 1,
        title=table.title,
        price=price,
        compare_at=compare_at,
        stock=table.stock,
        image=str(folder / table.image) if table.image else "",
        link=table.link,
        film=str(folder / table.film) if table.film else "",
    )


def _money(path: tuple[str | int, ...], amount: str, currency: str) -> Money:
    try:
        money = Money.parse(amount, currency)
    except MoneyError as error:
        raise Problem(path, str(error)) from None
    if money.minor < 0:
        raise Problem(path, "must not be negative")
    return money


def _cues(tables: Sequence[CueTable], product_ids: set[str]) -> tuple[Cue, ...]:
    return tuple(_cue(index, table, product_ids) for index, table in enumerate(tables))


def _cue(index: int, table: CueTable, product_ids: set[str]) -> Cue:
    within(("run_of_show", index, "at_s"), table.at_s, 0, _MOST_SECONDS)
    within(("run_of_show", index, "for_s"), table.for_s, 0, _MOST_SECONDS)
    if table.action is CueAction.SHOW_CARD and not table.product:
        raise Problem(("run_of_show", index, "product"), "is missing; name the product whose card is shown")
    if table.action is CueAction.COUNTDOWN and not table.for_s:
        raise Problem(("run_of_show", index, "for_s"), "is missing; say how many seconds to count down")
    if table.product and table.product not in product_ids:
        raise Problem(("run_of_show", index, "product"), f"no product has the id {table.product!r}")
    return Cue(
        at_s=table.at_s,
        action=table.action,
        product_id=table.product,
        slate=table.slate,
        layout=table.layout,
        for_s=table.for_s,
    )


def _connectors(tables: Sequence[Mapping[str, Scalar]], kinds: Kinds) -> tuple[ConnectorPlan, ...]:
    plans = tuple(_connector(index, table, kinds) for index, table in enumerate(tables))
    _check_unique("connector", "name", [plan.name for plan in plans])
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


def _check_unique(table: str, key: str, names: Sequence[str]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise Problem((table, index, key), f"{name!r} is there twice; each needs its own")
