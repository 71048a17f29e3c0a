"""The sentences about whom a show reaches: nobody, not yet, not all; in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.fault import FaultCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachWords:
    """`mends`: what helps on air against trouble that is mended in the set-up, which is out of reach by then."""

    recording_only: str
    nowhere: str
    nowhere_title: str
    end_show: str
    not_yet: str
    to_setup: str
    some_live: str
    refused: str
    others_go_on: str
    soon: str
    soon_title: str
    soon_note: str
    held: str
    held_tip: str
    mends: Mapping[FaultCode, str]


ENGLISH = ReachWords(
    recording_only="Recording only",
    nowhere="Nobody sees this",
    nowhere_title="Nobody sees this show",
    end_show="End the show",
    not_yet="Nobody sees it. Before you can go live, the set-up has one thing to mend: {what}.",
    to_setup="To the set-up",
    some_live="{live} of {count} live",
    refused="Refused",
    others_go_on="The others go on. {means}",
    soon="Viewers see you in {seconds} s",
    soon_title="The picture goes out {seconds} s later",
    soon_note="You are on already: what you do and say now is what viewers get first.",
    held="Safety delay",
    held_tip="Safety delay: picture and sound go out {seconds} s later",
    mends=MappingProxyType(
        {
            FaultCode.KEY_REFUSED: "For a new key, end the show, then use the set-up; or retry.",
            FaultCode.SERVER_REFUSED: "Check on the platform that the show may begin, then retry.",
            FaultCode.URL_INVALID: "End the show, then mend the address in the set-up.",
            FaultCode.CERTIFICATE_INVALID: "Nothing was sent. End the show, then mend the address in the set-up.",
            FaultCode.SECRET_MISSING: "End the show, then type it in the set-up.",
        }
    ),
)  # fmt: skip

CHINESE = ReachWords(
    recording_only="仅录像",
    nowhere="没有人看到",
    nowhere_title="这一场没有人看到",
    end_show="结束本场",
    not_yet="没有人看到。开播前要先在设置里处理：{what}。",
    to_setup="回到设置",
    some_live="{count} 路中 {live} 路在播",
    refused="平台拒绝",
    others_go_on="其他地址照常直播。{means}",
    soon="{seconds} 秒后观众看到你",
    soon_title="画面晚 {seconds} 秒发出",
    soon_note="已经开始了：你现在做的、说的，就是观众最先看到的。",
    held="安全延迟",
    held_tip="安全延迟：画面和声音晚 {seconds} 秒发出",
    mends=MappingProxyType(
        {
            FaultCode.KEY_REFUSED: "结束直播后，可以到设置里换新密钥；也可以重试。",
            FaultCode.SERVER_REFUSED: "请在平台上确认可以开播，再重试。",
            FaultCode.URL_INVALID: "结束直播后，请到设置里改地址。",
            FaultCode.CERTIFICATE_INVALID: "没有发送任何内容。结束直播后，请到设置里改地址。",
            FaultCode.SECRET_MISSING: "结束直播后，请到设置里填密钥。",
        }
    ),
)  # fmt: skip
