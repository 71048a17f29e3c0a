"""Opens a show's own video or sound file: regular, local, and nothing that leads elsewhere."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.fault import FaultCode
from app.engine.capture.source import SourceFault
from app.engine.ffmpeg import FFmpegError, open_reader

if TYPE_CHECKING:
    from av.container import InputContainer


@contextmanager
def media_file(path: str) -> Iterator[InputContainer]:
    """The open file; whatever goes wrong with it, while it is used too, becomes one `SourceFault`."""
    try:
        # Looked at before it is opened: opening a pipe or a device may wait for ever.
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise SourceFault(FaultCode.FILE_UNREADABLE, "not a regular file")
        with open(path, "rb") as file, open_reader(file) as container:
            yield container
    except FFmpegError as error:
        raise SourceFault(FaultCode.FILE_UNREADABLE, type(error).__name__) from None
    except (OSError, ValueError, MemoryError) as error:
        raise SourceFault(FaultCode.FILE_UNREADABLE, _reason(error)) from None


def _reason(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else type(error).__name__
