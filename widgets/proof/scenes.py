"""Snapshots made by hand: one show in each of its states, in both languages, as an evening in a store would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from msgspec import structs

from app.disk import DiskRoom
from app.domain.facts import CommentPosted, Mode, SlateKind
from app.domain.fault import Fault, FaultCode
from app.domain.ingest import Closing
from app.domain.on_air import CardOnAir, FilmOnAir, OnAir, SlateOnAir
from app.domain.order import OrderLine, OrderStatus, OrderVersion
from app.domain.product import Product
from app.domain.sold import sold_in
from app.domain.state import CommentSeen, OrderSeen, ShowState, Viewers
from app.domain.totals import CurrencyTotals, Totals
from app.engine.messages import (
    AudioCounts,
    DestinationHealth,
    Device,
    FrameCounts,
    Health,
    Phase,
    RecordingHealth,
    UplinkFigures,
)
from app.settings.plan import Plan
from app.snapshot import Choices, DestinationSetting, ShowPhase, Snapshot
from widgets.demo import demo_plan
from widgets.proof.delay_scenes import delays
from widgets.proof.rare_choices import rare_choices
from widgets.proof.reach_scenes import reach_scenes
from widgets.proof.trials import trial_scenes, tried
from widgets.words.catalogue import Language

AT_S = 42 * 60 + 17.0
_NOW = "2026-11-28T12:42:17Z"
_ON_AIR = 6
_STOCK = (23, 31, 14, 19, 8, 3, 46, 12, 20, 26)
_TALK: Mapping[Language, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "en": (
            ("Mei Lin", "6 M please"),
            ("Tom R", "How long is it? I am 1.62 m"),
            ("小林不加糖", "6 号 L 还有吗"),
            ("Anna_K", "6 L camel"),
            ("jpwong", "6 xl??"),
            ("Rosa", "The belt looks lovely, does it come off for the cleaner's?"),
            ("Noa ✨", "is the lining silk 🧵"),
        ),
        "zh": (
            ("李小满", "6 号 M 码"),
            ("橘子汽水", "身高 162 穿 S 还是 M？"),
            ("Tom R", "Is it the same wool as last year?"),
            ("阿禾", "6 L 驼色"),
            ("周周周", "6 加大？"),
            ("陈屿", "腰带可以拆下来洗吗，面料会不会起球"),
            ("小满 ✨", "里布是真丝的吗 🧵"),
        ),
    }
)


def scenes(language: Language) -> dict[str, Snapshot]:
    """Each state by its name."""
    live = _live(plan := demo_plan(language), language)
    return {
        "setup": _setup(plan),
        "setup-ready": _ready(plan),
        "setup-many": _many(plan),
        **trial_scenes(_ready(plan)),
        **rare_choices(_ready(plan), health()),
        "rehearsal": _rehearsal(live),
        "live": live,
        "live-alarm": _lowered(live),
        "live-film": _filmed(live),
        **delays(live),
        "live-portrait": replace(_filmed(live), choices=replace(live.choices, canvas=(720, 1280))),
        "reconnecting": _reconnecting(live),
        **reach_scenes(live, _rehearsal(live), health()),
        "ended": _ended(live),
    }


def _lowered(live: Snapshot) -> Snapshot:
    uplink = UplinkFigures(need_kbps=3128, carried_kbps=1210)
    told = structs.replace(health(unsent_ms=260, kbps=1104.0), width=960, height=540, fps=15, uplink=uplink)
    return replace(live, faults=(Fault(FaultCode.PICTURE_LOWERED, "upload", True, "540p"),), health=told)


def _filmed(live: Snapshot) -> Snapshot:
    """The coat's own film is over the picture."""
    card = live.on_air.card
    film = FilmOnAir(file="coat.mp4", begins_s=AT_S - 4)
    coat = replace(card, product=replace(card.product, film="coat.mp4")) if card else None
    return replace(live, on_air=replace(live.on_air, card=coat, film=film))


def health(phase: Phase = Phase.LIVE, *, unsent_ms: float = 210.0, kbps: float = 2412.0) -> Health:
    """A quarter second of the engine's figures, with one destination and one recording."""
    destination = DestinationHealth(
        name="Douyin",
        phase=phase,
        attempt=2 if phase is Phase.RECONNECTING else 0,
        bitrate_kbps=kbps,
        unsent_ms=unsent_ms,
        frames_sent=76000,
        reconnects=1,
    )
    recording = RecordingHealth(
        path="/home/store/Videos/Storecast/autumn-coats-001.mp4",
        seconds=AT_S,
        bytes_written=1 << 30,
        is_open=True,
    )
    return Health(
        at_ns=0,
        media_ns=0,
        frames=FrameCounts(captured=76000, composed=76000, encoded=76000),
        audio=AudioCounts(blocks=118000),
        destinations=(destination,),
        recordings=(recording,),
        camera_fps=30.0,
        level_db=-20.0,
        peak_db=-14.0,
    )


def _setup(plan: Plan) -> Snapshot:
    """The first evening: a camera is there, a destination is not yet."""
    choices = Choices(
        camera="usb-1", microphone="lavalier", recording_folder="/home/store/Videos/Storecast",
        are_secrets_protected=False, disk=DiskRoom(6_100_000_000), kbps=2660, video_kbps=2500,
    )  # fmt: skip
    return Snapshot(
        title=plan.title,
        store_name=plan.store_name,
        currency=plan.currency,
        utc_now=_NOW,
        products=plan.products,
        health=health().__class__(
            at_ns=0,
            media_ns=0,
            frames=FrameCounts(),
            audio=AudioCounts(),
            camera_fps=30.0,
            level_db=-20.0,
            peak_db=-12.0,
        ),
        choices=choices,
        cameras=(Device(id="usb-1", name="USB Camera"), Device(id="builtin", name="FaceTime HD Camera")),
        microphones=(
            Device(id="lavalier", name="Lavalier USB"),
            Device(id="builtin", name="Built-in microphone"),
        ),
    )


def _ready(plan: Plan) -> Snapshot:
    """The second evening: nothing is left to do."""
    first = _setup(plan)
    destination = DestinationSetting(name="Douyin", url="rtmps://push.example.com/live", has_key=True)
    choices = replace(
        first.choices, destinations=(destination,), are_secrets_protected=True, disk=DiskRoom(83 * 10**9)
    )
    return tried(replace(first, choices=choices), 4690.0)


def _many(plan: Plan) -> Snapshot:
    """A chain's evening: three destinations, one of them without its key, and the camera unplugged."""
    ready = _ready(plan)
    destinations = (
        *ready.choices.destinations,
        DestinationSetting(name="Taobao", url="rtmp://live.example.org/app", has_key=True),
        DestinationSetting(name="Weixin Channels", url="rtmps://wx.example.com/live", has_key=False),
    )
    return replace(
        ready,
        choices=replace(ready.choices, destinations=destinations, disk=DiskRoom(310_000_000)),
        cameras=(*ready.cameras, Device(id="phone", name="Phone, from above, through a very long cable")),
        faults=(Fault(FaultCode.CAMERA_LOST, "camera", retrying=True),),
    )


def _live(plan: Plan, language: Language) -> Snapshot:
    products = tuple(replace(one, stock=left) for one, left in zip(plan.products, _STOCK, strict=True))
    return replace(
        _ready(plan),
        phase=ShowPhase.LIVE,
        mode=Mode.LIVE,
        at_s=AT_S,
        was_live=True,
        on_air=OnAir(title=plan.title, card=CardOnAir(product=products[_ON_AIR - 1], since_s=AT_S - 60)),
        products=products,
        shown_ids=frozenset(one.id for one in products[:_ON_AIR]),
        state=_state(products, language),
        health=health(),
        orders_per_minute=2,
        orders_per_5_minutes=7,
    )


def _rehearsal(live: Snapshot) -> Snapshot:
    """A minute into practice: few orders, the local receiver."""
    totals = Totals(
        (CurrencyTotals(currency="CNY", paid_minor=219800, paid=2, unpaid=1, unpaid_minor=199900),)
    )
    state = replace(live.state, totals=totals, orders=live.state.orders[:3], viewers=MappingProxyType({}))
    return replace(live, phase=ShowPhase.REHEARSAL, mode=Mode.REHEARSAL, at_s=192.0, state=state)


def _reconnecting(live: Snapshot) -> Snapshot:
    """The store's own network is away: the shop is not heard either, so the counter may miss orders."""
    faults = (
        Fault(FaultCode.CONNECTION_LOST, "destination:Douyin", retrying=True),
        Fault(FaultCode.CONNECTOR_OFFLINE, "connector:shop", retrying=True),
    )
    return replace(
        live,
        phase=ShowPhase.RECONNECTING,
        at_s=AT_S + 34,
        reconnecting_s=4.2,
        utc_now="2026-11-28T12:42:51Z",
        health=health(Phase.RECONNECTING, unsent_ms=6800.0, kbps=0.0),
        faults=faults,
        closing=Closing("Douyin", 86.0),
        on_air=replace(live.on_air, slate=SlateOnAir(kind=SlateKind.BACK)),
    )


def _ended(live: Snapshot) -> Snapshot:
    return replace(
        live,
        phase=ShowPhase.ENDED,
        at_s=3878.0,
        on_air=OnAir(title=live.title),
        shown_ids=frozenset(one.id for one in live.products),
        sold=sold_in(_paid(live), live.products),
    )


def _paid(live: Snapshot) -> tuple[OrderVersion, ...]:
    return tuple(seen.order for seen in live.state.orders if seen.order.status is OrderStatus.PAID)


def _state(products: tuple[Product, ...], language: Language) -> ShowState:
    totals = CurrencyTotals(
        currency="CNY", paid_minor=4878900, refunded_minor=52900, paid=37, unpaid=4, refunded=1, cancelled=2,
        unpaid_minor=799600,
    )  # fmt: skip
    return ShowState(
        comments=_comments(language),
        comment_count=128,
        orders=_orders(products, language),
        totals=Totals((totals,)),
        totals_at="2026-11-28T12:42:15Z",
        viewers=MappingProxyType({"douyin": Viewers(1284, "2026-11-28T12:42:13Z")}),
        heard_at=MappingProxyType({"douyin": "2026-11-28T12:42:15Z"}),
    )


def _comments(language: Language) -> tuple[CommentSeen, ...]:
    talk = (_TALK[language] * 4)[:24]
    return tuple(
        CommentSeen(
            seq=number,
            received_at=f"2026-11-28T12:41:{59 - number * 2:02}Z",
            comment=CommentPosted(
                connector="douyin", room="", comment_id=f"c{number}", author_id=name, author_name=name, text=text,
                sent_at="",
            ),
        )
        for number, (name, text) in reversed(tuple(enumerate(talk)))
    )  # fmt: skip


def _orders(products: tuple[Product, ...], language: Language) -> tuple[OrderSeen, ...]:
    names = [name for name, _ in _TALK[language]]
    states = ((True, 0, False), (False, 0, False), (True, 1, False), (True, 0, False), (False, 0, True))
    found = []
    for number in range(40):
        item = products[(5, 4, 2, 6, 8, 9, 0, 7)[number % 8]]
        is_paid, refunds, is_cancelled = states[number % 5]
        paid = item.price.minor if is_paid else 0
        order = OrderVersion(
            source="shop", order_id=str(number), number=f"#{4090 + number}", version=1, updated_at=_NOW,
            created_at=_NOW, currency="CNY", total_minor=item.price.minor, paid_minor=paid,
            refunded_minor=paid * refunds, is_cancelled=is_cancelled, buyer_name=names[number % len(names)],
            lines=(OrderLine(id="1", title=item.title, sku=item.id, unit_price_minor=item.price.minor),),
        )  # fmt: skip
        found.append(OrderSeen(number, f"2026-11-28T12:{number:02}:15Z", order))
    return tuple(found)
