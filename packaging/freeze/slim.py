"""What the frozen program leaves behind: parts of the wheels that Storecast never opens."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A part of PyInstaller's table of contents: name inside the folder, path on this machine, kind.
Part = tuple[str, str, str]

_UNUSED = re.compile(
    r"""
      PySide6/Qt/qml/ | PySide6/qml/
    | /?(lib)?Qt6?(Qml|Quick|Pdf|VirtualKeyboard|Designer|Help|ShaderTools|Test|Labs|EglFS)[A-Za-z0-9]*[.-]
    | plugins/(qmltooling|platforminputcontexts/[^/]*virtualkeyboard|platformthemes/[^/]*gtk3|egldeviceintegrations
               |sqldrivers|designer|help|generic|vectorimageformats)
    | plugins/platforms/[^/]*(eglfs|vnc|linuxfb|minimalegl|vkkhrdisplay)
    | plugins/imageformats/[^/]*q(pdf|icns|tga|tiff|wbmp|gif)
    | PySide6/(Qt/)?translations/(?!qtbase_(en|zh_CN)\.qm)
    | babel/locale-data/(?!(root|en|en_[A-Z]+|zh|zh_Han[st](_[A-Z]+)?)\.dat)
    | ^lib(atk|cairo|gdk|gtk|pango|atspi|epoxy|fribidi|datrie|thai|pixman|cloudproviders)[^/]*$  # of gtk3's theme alone
    | cv2/data/ | cv2/qt/ | numpy/.*/tests/
    """,
    re.VERBOSE,
)


def slimmed(parts: Iterable[Part]) -> list[Part]:
    """The parts without those that Storecast never opens."""
    return [part for part in parts if not _UNUSED.search(part[0].replace("\\", "/"))]
