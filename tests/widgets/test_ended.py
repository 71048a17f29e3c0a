"""What sold: units out of whatever a shop calls a quantity."""

from __future__ import annotations

import pytest

from widgets.ended import units_of


@pytest.mark.parametrize(
    ("quantity", "units"),
    [("1", 1), ("2.0", 2), ("0.5", 0), ("-1", -1), ("nan", 0), ("inf", 0), ("1e400", 0), ("two", 0), ("", 0)],
)
def test_a_quantity_that_is_no_number_counts_nothing(quantity: str, units: int) -> None:
    assert units_of(quantity) == units
