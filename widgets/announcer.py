"""Says to a screen reader what the eye sees by itself: that something has changed at a place without the focus."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, is_grave: bool) -> None:
    """A grave one interrupts what is being read; any other waits its turn. Silent where nobody listens."""
    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if is_grave else politeness.Polite)
    QAccessible.updateAccessibility(event)
