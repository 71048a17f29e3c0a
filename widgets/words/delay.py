"""What the console says about how far viewers are behind, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.viewer_delay import How


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayWords:
    """As `Words`; `found` and `lasted` begin the sentence that the figure is spoken with."""

    label: str
    label_age: str
    value: str
    measure: str
    measuring: str
    measure_tip: str
    found: str
    lasted: str
    hows: Mapping[How, str]
    title: str
    note: str
    gone_note: str
    reading: str
    wrong: str
    digits: str
    done: str
    done_note: str
    missed: str
    missed_note: str
    again: str
    close: str
    opening: str


ENGLISH = DelayWords(
    label="Viewer delay",
    label_age="Delay · {age}",
    value="{seconds} s",
    measure="Measure",
    measuring="Measuring",
    measure_tip="Measure how far viewers are behind",
    found="Viewers are {seconds} s behind, measured {age} {how}. Press to measure again.",
    lasted="Viewers were {seconds} s behind before the connection was lost. Press to measure again.",
    hows=MappingProxyType(
        {
            How.PLAYBACK: "on the platform's own playback",
            How.CAMERA: "on a phone, by the camera",
            How.TYPED: "on a phone, by what you typed",
        }
    ),
    title="How far are viewers behind?",
    note="Open the show on a phone. Hold its screen up to the camera, or type the four digits on it.",
    gone_note="The code has left the picture. Phones that are far behind may still show it: hold one up, or type.",
    reading="Codes read: {count}. Hold the phone up for a few seconds more.",
    wrong="That is no code of this show. Type the four digits that the phone shows now.",
    digits="Four digits",
    done="Viewers are {seconds} s behind",
    done_note="Countdowns reckon with it: a deal opens when viewers see zero.",
    missed="No code was found",
    missed_note="Hold the phone closer and its screen brighter, or type the digits.",
    again="Measure again",
    close="Close",
    opening="Opens in {seconds} s",
)

CHINESE = DelayWords(
    label="观众延迟",
    label_age="延迟 · {age}",
    value="{seconds} 秒",
    measure="测一下",
    measuring="测量中",
    measure_tip="测量观众比现场晚几秒",
    found="观众比现场晚 {seconds} 秒，{age}{how}测得。点击可重新测量。",
    lasted="断线之前，观众比现场晚 {seconds} 秒。点击可重新测量。",
    hows=MappingProxyType(
        {
            How.PLAYBACK: "从平台的播放画面",
            How.CAMERA: "用摄像头看手机",
            How.TYPED: "按你输入的数字",
        }
    ),
    title="观众比现场晚几秒？",
    note="用手机打开这场直播，把屏幕举到摄像头前，或者输入手机上的四位数字。",
    gone_note="校时码已从画面上撤下。延迟较大的手机可能还在显示：请举到摄像头前，或输入数字。",
    reading="已读到 {count} 个校时码，请再举几秒。",
    wrong="这不是本场的校时码。请输入手机此刻显示的四位数字。",
    digits="四位数字",
    done="观众比现场晚 {seconds} 秒",
    done_note="倒计时会算上这几秒：观众看到归零时才开抢。",
    missed="没有找到校时码",
    missed_note="请把手机举近一些、屏幕调亮一些，或者输入数字。",
    again="重新测量",
    close="关闭",
    opening="{seconds} 秒后开抢",
)
