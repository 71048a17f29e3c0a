"""A crop on air glides to its new place; everything else is a cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.engine.capture.glide import GLIDE_NS, Glide
from app.engine.capture.source import Framing

FRAME_NS = 40_000_000


def test_the_first_framing_is_there_at_once() -> None:
    wanted = Framing(zoom=3.0, pan_x=0.5)
    assert Glide().framing(wanted, 0) is wanted


def test_a_new_crop_is_reached_softly_and_in_time() -> None:
    glide = Glide()
    glide.framing(Framing(), 0)
    wanted = Framing(zoom=2.0, pan_x=1.0, pan_y=-1.0)
    seen = [glide.framing(wanted, FRAME_NS + step * GLIDE_NS // 4) for step in range(5)]
    assert [one.zoom for one in seen] == pytest.approx([1, 1.4375, 1.75, 1.9375, 2])
    assert [one.pan_x for one in seen] == pytest.approx([0, 0.4375, 0.75, 0.9375, 1])
    assert seen[-1] == wanted and seen[2].pan_y == -seen[2].pan_x


def test_a_hand_that_goes_on_is_followed_from_where_the_picture_is() -> None:
    glide = Glide()
    glide.framing(Framing(), 0)
    half = glide.framing(Framing(zoom=2.0), 0), glide.framing(Framing(zoom=2.0), GLIDE_NS // 2)
    then = glide.framing(Framing(zoom=4.0), GLIDE_NS // 2)
    assert then.zoom == half[1].zoom == pytest.approx(1.75)
    assert glide.framing(Framing(zoom=4.0), 2 * GLIDE_NS) == Framing(zoom=4.0)


@pytest.mark.parametrize("changes", [{"rotate": 90}, {"is_mirrored": True}, {"fit": "fit"}])
def test_what_turns_the_picture_is_a_cut(changes: dict[str, object]) -> None:
    glide = Glide()
    glide.framing(Framing(), 0)
    wanted = replace(Framing(zoom=2.0), **changes)  # type: ignore[arg-type]  # one field each
    assert glide.framing(wanted, FRAME_NS) == wanted
