"""The code of the set-up can be scanned, and says the same in letters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.secret import Secret
from app.snapshot import PhoneInvite
from tests.media import qr_in
from widgets.overlays import qr
from widgets.phone_code import PhoneCode, painted
from widgets.words import speech

INVITE = PhoneInvite(url="rtmp://192.168.1.7:1935/live", key=Secret("Xk3_vPq-9aBc"))


def test_the_code_reads_as_address_and_key(qapp: Any) -> None:
    made = qr.code(INVITE.link.reveal())
    assert made is not None
    image = painted(made)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    on_grey = cv2.copyMakeBorder(rows[:, :, :3], 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(90, 90, 90))
    assert qr_in(np.asarray(on_grey, np.uint8)) == "rtmp://192.168.1.7:1935/live/Xk3_vPq-9aBc"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_there_only_for_a_phone(qapp: Any, language: Any) -> None:
    room, code, said = QWidget(), PhoneCode(), speech.words(language)
    code.setParent(room)
    code.draw(None, said)
    assert code.isHidden()
    code.draw(INVITE, said)
    assert not code.isHidden()
    text = " ".join(label.text() for label in code.findChildren(QLabel))
    assert INVITE.url in text and "Xk3_vPq-9aBc" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_second_phone_has_its_code_below_the_first(qapp: Any, language: Any) -> None:
    room, code, said = QWidget(), PhoneCode(), speech.words(language)
    code.setParent(room)
    second = PhoneInvite(url=INVITE.url, key=Secret("Xk3_vPq-9aBc-2"), is_second=True)
    code.draw(replace(INVITE, also=second), said)
    texts = [one.text() for one in code.findChildren(QLabel) if one.isVisibleTo(room)]
    assert said.phone_key.format(key="Xk3_vPq-9aBc-2") in texts and said.phone_second_note in texts
    code.draw(INVITE, said)
    texts = [one.text() for one in code.findChildren(QLabel) if one.isVisibleTo(room)]
    assert said.phone_note in texts and said.phone_second_note not in texts
