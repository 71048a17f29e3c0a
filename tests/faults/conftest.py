"""What this machine cannot do is skipped with its reason."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from tests.runs import Skipped


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:  # Any: pytest's own results
    try:
        return (yield)
    except Skipped as skipped:
        pytest.skip(str(skipped))
