"""Fusion with a palette and a style sheet of our own: the same window on every system."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from widgets import fonts
from widgets.theme.tokens import Tokens

FAMILIES = fonts.Fonts().sans


def ui_font(px: int, weight: int = 400) -> QFont:
    """The console's type: tabular figures everywhere, sizes in pixels."""
    return fonts.font(FAMILIES, px, weight, features=("tnum",))


def apply(application: QApplication, tokens: Tokens) -> None:
    """Dresses the whole application; may be called again when the theme changes."""
    application.setStyle("Fusion")
    application.setPalette(_palette(tokens))
    application.setFont(ui_font(14))
    application.setStyleSheet(_sheet(tokens))


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, tokens.ground), (role.Base, tokens.panel), (role.AlternateBase, tokens.raised),
        (role.Button, tokens.raised), (role.WindowText, tokens.text1), (role.Text, tokens.text1),
        (role.ButtonText, tokens.text1), (role.BrightText, tokens.text1), (role.ToolTipBase, tokens.raised),
        (role.ToolTipText, tokens.text1), (role.PlaceholderText, tokens.text3), (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent), (role.Mid, tokens.line2), (role.Dark, tokens.line),
        (role.Light, tokens.press), (role.Link, tokens.accent),
    ):  # fmt: skip
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.text3))
    return palette


def _sheet(t: Tokens) -> str:
    """Panels, buttons and fields by their object names and properties."""
    return f"""
    QWidget#window {{ background: {t.ground}; }}
    QWidget#head, QWidget#foot {{ background: {t.panel}; }}
    QWidget#head {{ border-bottom: 1px solid {t.line}; }}
    QWidget#foot {{ border-top: 1px solid {t.line}; }}
    QFrame[panel="true"] {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 12px; }}
    QFrame[rule="true"] {{ background: {t.line}; border: none; }}
    QLabel {{ background: transparent; }}
    QLabel[tone="2"] {{ color: {t.text2}; }}
    QLabel[tone="3"] {{ color: {t.text3}; }}
    QLabel[tone="warn"] {{ color: {t.warn.text}; }}
    QLabel[tone="fail"] {{ color: {t.fail.text}; }}
    QLabel[tone="ok"] {{ color: {t.ok.text}; }}
    QPushButton {{ background: {t.raised}; color: {t.text1}; border: 1px solid {t.line2}; border-radius: 8px;
        padding: 0 14px; min-height: 42px; }}
    QPushButton:hover {{ background: {t.press}; }}
    QPushButton:pressed {{ background: {t.press}; border-color: {t.text3}; }}
    QPushButton:disabled {{ color: {t.text3}; border-color: {t.line}; }}
    QPushButton[hold="true"] {{ border: none; padding: 0; min-height: 56px; max-height: 56px; min-width: 116px; }}
    QPushButton[bar="true"] {{ background: {t.accent_tint}; color: {t.accent}; border: none; border-radius: 0;
        font-weight: 600; min-height: 44px; }}
    QPushButton[bar="true"]:focus {{ border: 2px solid {t.accent}; }}
    QPushButton[square="true"] {{ padding: 0; min-width: 42px; max-width: 42px; }}
    QPushButton[flat="true"] {{ background: transparent; border: 1px solid transparent; color: {t.text2};
        padding: 0 10px; }}
    QPushButton[flat="true"]:hover {{ background: {t.raised}; }}
    QPushButton[accent="true"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
    QPushButton[accent="true"]:hover {{ background: {t.accent_press}; }}
    QPushButton:focus, QComboBox:focus, QLineEdit:focus, QSpinBox:focus {{ border: 2px solid {t.accent}; }}
    QPushButton:checked {{ background: {t.fail.tint}; border-color: {t.fail.shape}; color: {t.fail.text}; }}
    QPushButton[choice="true"] {{ padding: 0 6px; }}
    QPushButton[slim="true"] {{ margin: 4px 0; min-height: 34px; padding: 0 10px; }}
    QPushButton[choice="true"]:checked {{ background: {t.accent_tint}; border: 2px solid {t.accent}; color: {t.text1};
        font-weight: 600; }}
    QPushButton[choice="true"]:checked:focus {{ border-color: {t.text1}; }}
    QPushButton[choice="true"]:checked:disabled {{ border-color: {t.line2}; color: {t.text3}; }}
    QPushButton[flat="true"]:focus {{ border: 2px solid {t.accent}; }}
    QSlider::groove:horizontal {{ background: {t.press}; height: 4px; border-radius: 2px; }}
    QSlider::handle:horizontal {{ background: {t.text1}; border: 2px solid {t.panel}; width: 20px; margin: -10px 0;
        border-radius: 12px; }}
    QSlider::handle:horizontal:hover {{ background: {t.accent}; }}
    QSlider::handle:horizontal:focus {{ border-color: {t.accent}; }}
    QSlider::handle:horizontal:disabled {{ background: {t.line2}; }}
    QComboBox, QLineEdit, QSpinBox {{ background: {t.raised}; color: {t.text1}; border: 1px solid {t.line2};
        border-radius: 8px; padding: 0 12px; min-height: 42px; selection-background-color: {t.accent};
        selection-color: {t.on_accent}; }}
    QComboBox::drop-down {{ border: none; width: 28px; }}
    QComboBox QAbstractItemView {{ background: {t.raised}; color: {t.text1}; border: 1px solid {t.line2};
        outline: none; }}
    QListView {{ background: transparent; border: none; outline: none; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 8px; margin: 2px; }}
    QScrollBar::handle:vertical {{ background: {t.line2}; border-radius: 2px; min-height: 32px; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ height: 0;
        background: transparent; }}
    QTabBar::tab {{ background: transparent; color: {t.text2}; padding: 0 14px; min-height: 46px;
        border-bottom: 3px solid transparent; }}
    QTabBar[narrow="true"]::tab {{ padding: 0 10px; }}
    QTabBar::tab:selected {{ color: {t.text1}; border-bottom-color: {t.accent}; }}
    QTabBar::tab:focus {{ color: {t.accent}; }}
    QMenu {{ background: {t.raised}; color: {t.text1}; border: 1px solid {t.line2}; padding: 4px; }}
    QMenu::item {{ padding: 10px 24px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {t.press}; }}
    QToolTip {{ background: {t.raised}; color: {t.text1}; border: 1px solid {t.line2}; padding: 6px; }}
    """
