"""Trouble with what is kept on this computer, keys and settings, in both languages."""

from __future__ import annotations

from types import MappingProxyType

from app.domain.fault import FaultCode
from widgets.words.catalogue import Trouble

ENGLISH = MappingProxyType(
    {
        FaultCode.SECRET_MISSING: Trouble("A key is missing", "Type it in the set-up once; it is kept in the key ring."),
        FaultCode.SECRET_UNSAVED: Trouble("The key could not be saved", "Unlock the key ring or free some disk space, then type the key once more."),
        FaultCode.SECRETS_UNPROTECTED: Trouble("Keys are stored unprotected", "This computer has no key ring; the file is readable by you alone."),
        FaultCode.KEYS_SET_ASIDE: Trouble("The file with the keys was damaged", "A new one is begun. Type each stream key once more; the damaged file is kept as keys.json.broken."),
        FaultCode.SETTINGS_FAILED: Trouble("The settings could not be saved", "They hold for now. Check the disk and the folder."),
        FaultCode.SHOW_FILE_RESTORED: Trouble("The show file was damaged: an older copy is used", "Check products and destinations; the damaged file is kept as show.toml.broken."),
        FaultCode.SHOW_FILE_BEGUN_ANEW: Trouble("The show file was damaged: a new one is begun", "Choose camera, microphone and destinations once more. The damaged file is kept as show.toml.broken."),
    }
)  # fmt: skip

CHINESE = MappingProxyType(
    {
        FaultCode.SECRET_MISSING: Trouble("缺少密钥", "请在设置里填一次，会存进钥匙串。"),
        FaultCode.SECRET_UNSAVED: Trouble("密钥没有保存成功", "请解锁钥匙串或清理磁盘空间，再填一次密钥。"),
        FaultCode.SECRETS_UNPROTECTED: Trouble("密钥没有加密保存", "本机没有钥匙串，密钥文件只有你能读。"),
        FaultCode.KEYS_SET_ASIDE: Trouble("密钥文件已损坏", "已新建一个，请把推流密钥重新填一次。损坏的文件保留为 keys.json.broken。"),
        FaultCode.SETTINGS_FAILED: Trouble("设置没有保存成功", "暂时有效。请检查磁盘和文件夹。"),
        FaultCode.SHOW_FILE_RESTORED: Trouble("节目文件已损坏，改用了较早的副本", "请核对商品和推流地址。损坏的文件保留为 show.toml.broken。"),
        FaultCode.SHOW_FILE_BEGUN_ANEW: Trouble("节目文件已损坏，已新建一个", "请重新选择摄像头、麦克风和推流地址。损坏的文件保留为 show.toml.broken。"),
    }
)  # fmt: skip
