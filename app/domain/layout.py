"""How the picture is divided between host and product."""

from __future__ import annotations

import enum


class Layout(enum.StrEnum):
    """What the host can choose; what is absent (a second camera, a product's picture) is left out by itself.

    PRODUCT is the second camera alone, or the product's picture where there is none; INSET is the host with the
    second camera small in a corner.
    """

    HOST = "host"
    HOST_PRODUCT = "host-product"
    PRODUCT = "product"
    TWO_CAMERAS = "two-cameras"
    INSET = "inset"
