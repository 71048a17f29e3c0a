"""What is said of the way to the destinations: whether they answer, and whether the upload will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.fault import FaultCode


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """Part of `Words`; braces name what is filled in, bitrates in Mb/s. `failures` are what happened and what mends it."""

    on: str
    none: str
    answers: str
    all_answer: str
    failures: Mapping[FaultCode, tuple[str, str]]
    upload: str
    measuring: str
    off: str
    refused: str
    no_answer: str
    enough: str
    at_least: str
    narrow: str
    fewer_or_lower: str
    lower: str
    bitrate: str
    megabits: str
    needs: str
    fits: str
    too_little: str
    carries: str


ENGLISH = LineWords(
    on="Trying the server",
    none="Not tried yet",
    answers="Answers in {ms} ms; key not tried",
    all_answer="All answer in {ms} ms; keys not tried",
    failures=MappingProxyType(
        {
            FaultCode.HOST_UNKNOWN: ("{name}: server not found", "Check the network and the address"),
            FaultCode.CONNECTION_REFUSED: ("{name} does not answer", "Check the network and the address"),
            FaultCode.CONNECTION_LOST: ("{name} hangs up", "Check the network and the address"),
            FaultCode.NO_ANSWER: ("{name} does not answer", "Check the network and the address"),
            FaultCode.CERTIFICATE_INVALID: ("{name}: certificate not valid", "Check the address, or ask your platform"),
            FaultCode.SERVER_REFUSED: ("{name} refuses the stream", "Check there that the show may begin"),
            FaultCode.KEY_REFUSED: ("{name} refuses the key", "Copy a new key from your platform"),
            FaultCode.URL_INVALID: ("{name}: the address is not right", "Copy it again from your platform"),
        }
    ),
    upload="Upload",
    measuring="Measuring, a few seconds",
    off="Not measured, as the show file says",
    refused="Not measured: platforms take no test data",
    no_answer="Not measured: no server answers",
    enough="{carried} Mb/s; this show needs {need}",
    at_least="At least {carried} Mb/s; this show needs {need}",
    narrow="Upload is narrow: {carried} of {safe} Mb/s",
    fewer_or_lower="Fewer destinations, or {fits} Mb/s under More",
    lower="Choose {fits} Mb/s under More",
    bitrate="Bitrate",
    megabits="{figure} Mb/s",
    needs="takes {figure} of upload",
    fits="fits your upload",
    too_little="Too little: use another network or a cable",
    carries="The line carries {carried} of the {need} Mb/s needed. Sound is untouched; the full picture returns by itself.",
)  # fmt: skip


CHINESE = LineWords(
    on="正在试连服务器",
    none="还没有试连",
    answers="{ms} 毫秒内应答，密钥未验",
    all_answer="{ms} 毫秒内全部应答，密钥未验",
    failures=MappingProxyType(
        {
            FaultCode.HOST_UNKNOWN: ("{name}：找不到服务器", "请检查网络和推流地址"),
            FaultCode.CONNECTION_REFUSED: ("{name}：没有应答", "请检查网络和推流地址"),
            FaultCode.CONNECTION_LOST: ("{name}：连接被断开", "请检查网络和推流地址"),
            FaultCode.NO_ANSWER: ("{name}：没有应答", "请检查网络和推流地址"),
            FaultCode.CERTIFICATE_INVALID: ("{name}：证书无效", "请检查推流地址，或询问平台"),
            FaultCode.SERVER_REFUSED: ("{name}：平台拒绝推流", "请在平台上确认可以开播"),
            FaultCode.KEY_REFUSED: ("{name}：密钥不被接受", "请从平台复制新的密钥"),
            FaultCode.URL_INVALID: ("{name}：推流地址不对", "请从平台重新复制地址"),
        }
    ),
    upload="上行带宽",
    measuring="正在测量，只要几秒",
    off="按节目文件的设置，不测量",
    refused="没有测到：平台不接收测试数据",
    no_answer="没有测到：没有服务器应答",
    enough="{carried} Mb/s，本场需要 {need} Mb/s",
    at_least="至少 {carried} Mb/s，本场需要 {need} Mb/s",
    narrow="上行带宽不足：{carried} / {safe} Mb/s",
    fewer_or_lower="减少推流地址，或在“更多”里选 {fits} Mb/s",
    lower="请在“更多”里选 {fits} Mb/s",
    bitrate="码率",
    megabits="{figure} Mb/s",
    needs="需上行 {figure} Mb/s",
    fits="适合当前上行",
    too_little="带不动画面：换个网络，或改用网线",
    carries="线路只带得动 {carried} Mb/s，本场需要 {need} Mb/s。声音不受影响，网络好转后会自动恢复。",
)  # fmt: skip
