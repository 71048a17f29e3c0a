"""What the console says: one field a sentence, filled by each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.domain.fault import FaultCode
from app.domain.layout import Layout
from widgets.words.addresses import AddressWords
from widgets.words.adjust import AdjustWords
from widgets.words.canvases import CanvasWords
from widgets.words.delay import DelayWords
from widgets.words.line import LineWords
from widgets.words.reach import ReachWords
from widgets.words.recorded import RecordedWords

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault in words: what happened, what viewers see, and what Storecast or the host does about it.

    `{detail}` in `happened` is the fault's own, such as the size of the picture.
    """

    happened: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Braces name what is filled in. Accessible names are the same words."""

    locale: str
    other_language: str
    not_live: str
    rehearsal: str
    live: str
    connecting: str
    reconnecting: str
    ended: str
    run_of_show: str
    items: str
    no_items: str
    item_of: str
    on_air: str
    rehearsing: str
    next: str
    stock: str
    left: str
    sold_out: str
    what_viewers_see: str
    what_viewers_would_see: str
    preview: str
    only_you: str
    local_only: str
    no_picture: str
    no_picture_note: str
    stream: str
    local_stream: str
    unsent: str
    dropped: str
    reconnects: str
    viewers_age: str
    sales: str
    rehearsal_sales: str
    practice_only: str
    updated_ago: str
    just_now: str
    never: str
    sales_definition: str
    practice_definition: str
    paid: str
    unpaid: str
    refunded: str
    cancelled: str
    paid_tip: str
    unpaid_tip: str
    refunded_tip: str
    cancelled_tip: str
    per_minute: str
    per_minute_tip: str
    comments: str
    orders: str
    new_items: str
    no_comments: str
    no_orders: str
    comment_hidden: str
    undo: str
    hide_card: str
    show_card: str
    next_item: str
    countdown: str
    cancel_countdown: str
    slate_starting: str
    slate_back: str
    hide_slate: str
    lower_third: str
    hide_lower_third: str
    play_film: str
    stop_film: str
    phone: str
    phone_note: str
    phone_second_note: str
    phone_address: str
    phone_key: str
    layout: str
    layouts: Mapping[Layout, str]
    layout_fade: str
    nothing_on_air: str
    nothing_on_air_note: str
    on_air_now: str
    on_air_covered: str
    microphone: str
    mute: str
    unmute: str
    muted: str
    go_live: str
    end_live: str
    hold: str
    keep_holding: str
    retry_now: str
    report: str
    new_show: str
    rehearse: str
    stop: str
    not_live_title: str
    not_live_note: str
    ready_title: str
    ready_note: str
    rehearsal_title: str
    rehearsal_note: str
    live_title: str
    live_note: str
    live_portrait_note: str
    live_nowhere_note: str
    ended_title: str
    ended_note: str
    closing_in: str
    closing_over: str
    lost_title: str
    lost_note: str
    connecting_title: str
    connecting_note: str
    more_faults: str
    all_faults: str
    confirm_live: str
    confirm_live_note: str
    confirm_end: str
    confirm_end_note: str
    confirm_close: str
    confirm_close_note: str
    yes_live: str
    yes_end: str
    stay: str
    setup: str
    setup_note: str
    setup_failed: str
    setup_passed: str
    pass_: str
    opens: str
    warns: str
    fails: str
    camera: str
    camera_none: str
    camera_none_note: str
    camera_choose: str
    camera_ok: str
    camera_wait: str
    camera_free: str
    camera_gone: str
    camera_live: str
    camera_starting: str
    mic_ok: str
    mic_silent: str
    mic_none: str
    mic_peak: str
    clipping: str
    shop_voice: str
    shop_voice_tip: str
    second_camera: str
    no_second_camera: str
    second_camera_on: str
    music: str
    choose_music: str
    no_music: str
    music_volume: str
    music_volumes: tuple[str, str, str, str]
    sound: str
    earlier: str
    later: str
    sound_earlier: str
    sound_later: str
    sound_earlier_tip: str
    sound_later_tip: str
    sound_in_step: str
    sound_before: str
    sound_after: str
    more: str
    less: str
    destination: str
    destination_none: str
    destination_none_note: str
    destination_no_key: str
    products: str
    products_none: str
    products_ok: str
    recording: str
    recording_none: str
    recording_to: str
    disk_free: str
    disk_holds: str
    disk_low_note: str
    disk_full_note: str
    disk_unknown: str
    disk_unknown_note: str
    keys_unprotected: str
    keys_unprotected_note: str
    refresh: str
    check_again: str
    fix: str
    show_key: str
    mirror: str
    destination_name: str
    server_address: str
    stream_key: str
    stream_key_kept: str
    save: str
    add_destination: str
    remove: str
    destination_removed: str
    name_taken: str
    name_wrong: str
    stream_taken: str
    destinations_ok: str
    choose_folder: str
    stale_sales: str
    already_open: str
    show_file_wrong: str
    what_sold: str
    recordings: str
    open_folder: str
    sold_item: str
    sold_units: str
    sold_amount: str
    nothing_sold: str
    theme_dark: str
    theme_light: str
    seconds: str
    minutes: str
    health_name: str
    line: LineWords
    recorded: RecordedWords
    counter_name: str
    adjust: AdjustWords
    delay: DelayWords
    canvas: CanvasWords
    address: AddressWords
    reach: ReachWords
    faults: Mapping[FaultCode, Trouble]
    unwatched: Mapping[FaultCode, str]


def meaning(said: Words, code: FaultCode, *, is_watched: bool) -> str:
    """What a fault means. Before a show nobody sees or hears anything, whatever is wrong."""
    unwatched = None if is_watched else said.unwatched.get(code)
    return unwatched or said.faults[code].means
