"""The button that says how host and product share the picture, and changes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from app.domain.layout import Layout
from app.snapshot import Snapshot
from widgets.words.catalogue import Words

_WITH_SECOND = frozenset({Layout.TWO_CAMERAS, Layout.INSET})


class LayoutButton(QPushButton):
    """Away while there is nothing but the host to be seen."""

    def __init__(self, choose: Callable[[Layout], None]) -> None:
        super().__init__()
        menu = QMenu(self)
        group = QActionGroup(self)
        self._actions: dict[Layout, QAction] = {}
        for layout in Layout:
            action = group.addAction(QAction(self, checkable=True))
            action.triggered.connect(lambda _=False, layout=layout: choose(layout))
            menu.addAction(action)
            self._actions[layout] = action
        self.setMenu(menu)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        """Only what can be seen now can be chosen; what is on air is ticked."""
        on_air = snapshot.on_air.layout
        can_be = available(snapshot)
        for layout, action in self._actions.items():
            action.setText(said.layouts[layout])
            action.setVisible(layout in can_be)
            action.setChecked(layout is on_air)
        text = said.layouts[on_air]
        if self.text() != text:
            self.setText(text)
            self.setAccessibleName(said.layout.format(name=text))
            self.setToolTip(said.layout.format(name=text))
        self.setVisible(len(can_be) > 1)


def available(snapshot: Snapshot) -> frozenset[Layout]:
    """What has something to show: by the second camera that is chosen, and by products with a picture."""
    has_second = bool(snapshot.choices.second_camera)
    has_picture = any(product.image for product in snapshot.products)
    layouts = {Layout.HOST, snapshot.on_air.layout}
    if has_second:
        layouts |= _WITH_SECOND
    if has_picture:
        layouts.add(Layout.HOST_PRODUCT)
    if has_second or has_picture:
        layouts.add(Layout.PRODUCT)
    return frozenset(layouts)
