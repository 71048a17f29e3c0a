"""Why a destination's address is refused, in both languages: each says what to change, on one line of a small window."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressWords:
    """Part of `Words`. None quotes what was typed: any of it may be the key."""

    scheme: str
    user: str
    port: str
    sign: str
    server: str


ENGLISH = AddressWords(
    scheme="The address begins with rtmp:// or rtmps://",
    user="Leave out the user name and password before the @",
    port="The port must be a number from 1 to 65535",
    sign="There is a sign in it that no address has; copy it again",
    server="The server's name is not right; copy it again",
)

CHINESE = AddressWords(
    scheme="地址要以 rtmp:// 或 rtmps:// 开头",
    user="请去掉 @ 前面的用户名和密码",
    port="端口要在 1 到 65535 之间",
    sign="地址里有不该有的符号，请重新复制",
    server="服务器名称不对，请重新复制",
)
