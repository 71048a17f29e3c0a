"""A show file understood: amounts as money, pictures as paths, cues in order, every reference checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from msgspec.structs import replace

from app.domain.money import Money, MoneyError, check_currency
from app.domain.product import Product
from app.domain.run_of_show import Cue, CueAction
from app.settings.canvas_plan import second_of, size_of
from app.settings.connector_plan import ConnectorPlan, Kinds, connectors_of
from app.settings.destination_plan import DestinationPlan, destinations_of
from app.settings.path_plan import path_of
from app.settings.picture_plan import MICROPHONES, camera_of, look_of, source_of
from app.settings.show_file import (
    CameraTable,
    CueTable,
    LookTable,
    MicrophoneTable,
    MusicTable,
    Problem,
    ProductTable,
    ShowFile,
    check_unique,
    located,
    parsed,
    read,
    within,
)

MOST_PRODUCTS = 500
_MOST_STOCK = 2**31 - 1
_MOST_SECONDS = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole show, ready to run."""

    title: str
    store_name: str
    currency: str
    canvas: tuple[int, int]
    second_canvas: tuple[int, int] | None = None
    second_video_kbps: int | None = None
    fps: int
    video_kbps: int
    audio_kbps: int
    preset: Literal["low-latency", "quality"]
    encoder: str = "x264"
    language: str
    kit: str
    safety_delay_s: float
    measures_uplink: bool = True
    is_cut: bool = False
    host_name: str
    host_role: str
    camera: CameraTable
    second_camera: CameraTable
    look: LookTable
    microphone: MicrophoneTable
    music: MusicTable
    recording_folder: str
    second_recording_folder: str
    destinations: tuple[DestinationPlan, ...]
    products: tuple[Product, ...]
    cues: tuple[Cue, ...]
    connectors: tuple[ConnectorPlan, ...]


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
    _check_figures(file)
    second_canvas, second_video_kbps = second_of(show)
    products = _products(file.product, show.currency, folder)
    return Plan(
        title=show.title,
        store_name=show.store,
        currency=show.currency,
        canvas=size_of(show.canvas),
        second_canvas=second_canvas,
        second_video_kbps=second_video_kbps,
        fps=show.fps,
        video_kbps=show.video_kbps,
        audio_kbps=show.audio_kbps,
        preset=show.preset,
        encoder=show.encoder,
        language=show.language,
        kit=show.kit,
        safety_delay_s=show.safety_delay_s,
        measures_uplink=show.measure_uplink,
        is_cut=show.transition == "cut",
        host_name=file.host.name,
        host_role=file.host.role,
        camera=camera_of("camera", file.camera, folder),
        second_camera=camera_of("second_camera", file.second_camera, folder),
        look=look_of(file.look, folder),
        microphone=replace(
            file.microphone, source=source_of("microphone", file.microphone.source, folder, MICROPHONES)
        ),
        music=replace(file.music, file=path_of(("music", "file"), file.music.file, folder)),
        recording_folder=path_of(("recording", "folder"), file.recording.folder, folder),
        second_recording_folder=path_of(("recording", "second_folder"), file.recording.second_folder, folder),
        destinations=destinations_of(file.destination, show),
        products=products,
        cues=_cues(file.run_of_show, {product.id: product for product in products}),
        connectors=connectors_of(file.connector, kinds),
    )


def _check_figures(file: ShowFile) -> None:
    """What stands on its own, before anything that refers to something else."""
    try:
        check_currency(file.show.currency)
    except MoneyError as error:
        raise Problem(("show", "currency"), str(error)) from None
    within(("show", "video_kbps"), file.show.video_kbps, 200, 20_000)
    within(("show", "audio_kbps"), file.show.audio_kbps, 32, 320)
    within(("show", "safety_delay_s"), file.show.safety_delay_s, 0, 30)
    within(("microphone", "gain_db"), file.microphone.gain_db, -60, 30)
    within(("microphone", "offset_ms"), file.microphone.offset_ms, -500, 500)
    within(("music", "volume_db"), file.music.volume_db, -60, 0)


def _products(tables: Sequence[ProductTable], currency: str, folder: Path) -> tuple[Product, ...]:
    check_unique("product", "id", [table.id for table in tables])
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
    if table.link:
        _check_link(("product", index, "link"), table.link)
    if table.stock is not None:
        within(("product", index, "stock"), table.stock, 0, _MOST_STOCK)
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


def _check_link(path: tuple[str | int, ...], link: str) -> None:
    try:
        parts = urlsplit(link)
        has_host, _ = bool(parts.hostname), parts.port
    except ValueError:
        raise Problem(path, "must be a web address such as https://shop.example/6") from None
    if parts.scheme not in ("http", "https"):
        raise Problem(path, "must begin with https:// or http://")
    if not has_host or re.search(r"[\x00-\x1f\x7f]", link):
        raise Problem(path, "must be a web address such as https://shop.example/6")


def _money(path: tuple[str | int, ...], amount: str, currency: str) -> Money:
    try:
        money = Money.parse(amount, currency)
    except MoneyError as error:
        raise Problem(path, str(error)) from None
    if money.minor < 0:
        raise Problem(path, "must not be negative")
    return money


def _cues(tables: Sequence[CueTable], products: Mapping[str, Product]) -> tuple[Cue, ...]:
    return tuple(_cue(index, table, products) for index, table in enumerate(tables))


def _cue(index: int, table: CueTable, products: Mapping[str, Product]) -> Cue:
    within(("run_of_show", index, "at_s"), table.at_s, 0, _MOST_SECONDS)
    within(("run_of_show", index, "for_s"), table.for_s, 0, _MOST_SECONDS)
    if table.action is CueAction.SHOW_CARD and not table.product:
        raise Problem(("run_of_show", index, "product"), "is missing; name the product whose card is shown")
    if table.action is CueAction.COUNTDOWN and not table.for_s:
        raise Problem(("run_of_show", index, "for_s"), "is missing; say how many seconds to count down")
    if table.product and table.product not in products:
        raise Problem(("run_of_show", index, "product"), f"no product has the id {table.product!r}")
    if table.action is CueAction.FILM and not (table.product and products[table.product].film):
        raise Problem(("run_of_show", index, "product"), "must name a product that has a film")
    return Cue(
        at_s=table.at_s,
        action=table.action,
        product_id=table.product,
        slate=table.slate,
        layout=table.layout,
        for_s=table.for_s,
    )
