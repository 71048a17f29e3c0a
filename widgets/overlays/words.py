"""The words that viewers read, in both languages of the air."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Language = Literal["en", "zh"]
NUMBER = "{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`{number}` stands for the product's number, set bold; `{count}` for a stock. `call_*` go from long to
    short."""

    was: str
    left: str
    sold_out: str
    call: tuple[str, ...]
    call_short: tuple[str, ...]
    call_no_link: tuple[str, ...]
    call_waitlist: tuple[str, ...]
    call_waitlist_short: tuple[str, ...]
    flash: str
    countdown: str
    ends_in: str
    on_air: str
    starting: str
    starting_line: str
    starting_note: str
    back: str
    back_line: str
    back_line_long: str
    back_note: str
    thanks: str
    thanks_long: str
    thanks_line: str
    thanks_note: str
    next_show: str
    remind: str
    delay_code: str


WORDS: Mapping[Language, Words] = MappingProxyType(
    {
        "en": Words(
            was="Was",
            left="Only {count} left",
            sold_out="Sold\nout",
            call=("Scan, or comment {number}", "Scan to buy", "Scan"),
            call_short=("Scan",),
            call_no_link=("Comment {number} to buy", "Comment {number}"),
            call_waitlist=("Comment {number} for the waitlist", "Comment {number}"),
            call_waitlist_short=("Waitlist {number}", "Waitlist"),
            flash="Flash price",
            countdown="Countdown",
            ends_in="ends in",
            on_air="Live now",
            starting="Starting soon",
            starting_line="Make yourself comfortable",
            starting_note="We will be with you shortly",
            back="Back in a moment",
            back_line="The show goes on",
            back_line_long="The show goes on, stay with us",
            back_note="Please stay with us",
            thanks="Thank you",
            thanks_long="Thank you for watching",
            thanks_line="See you at the next one",
            thanks_note="It was good to have you here",
            next_show="Next show",
            remind="Remind me",
            delay_code="Timing check",
        ),
        "zh": Words(
            was="日常价",
            left="仅剩 {count} 件",
            sold_out="已售罄",
            call=("扫码购买，或评论 {number}", "扫码购买"),
            call_short=("扫码购买",),
            call_no_link=("评论 {number} 下单", "评论 {number}"),
            call_waitlist=("评论 {number} 登记候补", "评论 {number}"),
            call_waitlist_short=("评论 {number} 候补", "评论 {number}"),
            flash="限时价",
            countdown="倒计时",
            ends_in="距结束",
            on_air="正在直播",
            starting="即将开播",
            starting_line="好物已备，静候开场",
            starting_note="直播马上开始，欢迎到来",
            back="稍后回来",
            back_line="直播还在继续",
            back_line_long="直播还在继续，请稍候",
            back_note="请稍候，精彩不断",
            thanks="感谢观看",
            thanks_long="感谢观看",
            thanks_line="我们下一场再见",
            thanks_note="谢谢你今天的陪伴",
            next_show="下一场",
            remind="扫码预约",
            delay_code="正在校时",
        ),
    }
)


def other(language: Language) -> Language:
    """The second language of a bilingual slate."""
    return "en" if language == "zh" else "zh"
