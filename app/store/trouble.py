"""The one error of a database; apart from the rest, so that whoever handles it need not load a database's library."""

from __future__ import annotations


class StoreError(Exception):
    """The database cannot be used; one sentence that says what is wrong and what to do."""
