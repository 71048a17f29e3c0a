"""Brand kits: what is readable is taken, what is not is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from widgets.overlays.kit import KITS, NEUTRAL_LIGHT, Kit, KitError, check, contrast_on_panel


@pytest.mark.parametrize("kit", KITS.values(), ids=lambda kit: kit.name)
def test_a_kit_that_ships_is_readable_over_any_camera_picture(kit: Kit) -> None:
    assert check(kit) is kit


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("neutral-light", (14.5, 8.6, 7.2)),
        ("neutral-dark", (14.6, 9.9, 8.5)),
        ("warm-luxury", (12.2, 9.2, 7.4)),
    ],
)
def test_the_worst_contrasts_are_those_of_the_design(name: str, figures: tuple[float, ...]) -> None:
    kit = KITS[name]
    found = [round(contrast_on_panel(kit, colour), 1) for colour in (kit.ink, kit.ink_2, kit.accent)]
    assert tuple(found) == figures


@pytest.mark.parametrize(
    "changed",
    [
        {"ink_2": "#5F646C"},
        {"accent": "#B5382A"},
        {"on_tag": "#8A8A8A"},
        {"on_accent": "#E0A090"},
        {"ground": ("#FAF7F1", "#8A8175")},
    ],
)
def test_a_kit_with_a_pair_below_seven_to_one_is_refused_by_name(changed: dict[str, Any]) -> None:
    with pytest.raises(KitError, match=next(iter(changed)).replace("ground", "ground's end")):
        check(replace(NEUTRAL_LIGHT, **changed))
