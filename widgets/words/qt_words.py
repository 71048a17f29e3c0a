"""Qt's own words, in the menu of a field or in the file dialog, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from widgets.words.catalogue import Language

_NAME = "storecast-qt-words"
_FILES = {"zh": "qtbase_zh_CN"}  # English is what Qt speaks by itself


def speak(language: Language) -> bool:
    """May be called at any time. False when Qt came without this language: its words stay English then."""
    application = QCoreApplication.instance()
    if application is None:
        return False
    for before in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(before)
        before.deleteLater()
    if language not in _FILES:
        return True
    translator = QTranslator(application)
    translator.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return translator.load(_FILES[language], folder) and application.installTranslator(translator)
