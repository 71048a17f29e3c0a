"""The button that says how host and product share the picture, and changes it."""

from __future__ import annotations

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from app.desk import PictureDesk
from app.domain.layout import Layout
from app.snapshot import Snapshot
from widgets.words.catalogue import Words

_WITH_SECOND = frozenset({Layout.TWO_CAMERAS, Layout.INSET})


class LayoutButton(QPushButton):
    """Away while there is nothing but the host to be seen. Its menu says too whether a change fades or cuts."""

    def __init__(self, desk: PictureDesk) -> None:
        super().__init__()
        menu = QMenu(self)
        group = QActionGroup(self)
        self._actions: dict[Layout, QAction] = {}
        for layout in Layout:
            action = group.addAction(QAction(self, checkable=True))
            action.triggered.connect(lambda _=False, layout=layout: desk.set_layout(layout))
            menu.addAction(action)
            self._actions[layout] = action
        menu.addSeparator()
        self._fade = QAction(self, checkable=True)
        self._fade.triggered.connect(lambda is_faded: desk.set_transition(is_cut=not is_faded))
        menu.addAction(self._fade)
        self.setMenu(menu)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        """Only what can be seen now can be chosen; what is on air is ticked."""
        on_air = snapshot.on_air.layout
        can_be = available(snapshot)
        for layout, action in self._actions.items():
            action.setText(said.layouts[layout])
            action.setVisible(layout in can_be)
            action.setChecked(layout is on_air)
        self._fade.setText(said.layout_fade)
        self._fade.setChecked(not snapshot.choices.is_cut)
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
