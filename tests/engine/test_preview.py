"""The preview's shared memory, read on one thread and given up on another."""

from __future__ import annotations

import pytest

from app.engine import shared
from app.engine.preview import PreviewReader, PreviewWriter, RingLayout


def test_a_preview_is_given_up_while_a_picture_is_being_copied() -> None:
    writer = PreviewWriter(RingLayout(4, 2))
    reader = PreviewReader(writer.name, writer.layout)
    writer.put(memoryview(bytes(32)))
    copied = shared.view(reader._memory)[:32]
    reader.close()
    with pytest.raises(ValueError, match="closed"):
        reader.newest()
    assert bytes(copied)
    copied.release()
    reader.close()
    writer.close()
