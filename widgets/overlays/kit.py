"""Brand kits: the colours, fonts and corners that every overlay follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.facts import SlateKind

PANEL_OPACITY = 0.92
LEAST_CONTRAST = 7.0
Ramp = tuple[str, str]


class KitError(ValueError):
    """A kit whose words would be hard to read; the message names the pair and its contrast."""


@dataclass(frozen=True, slots=True)
class NextShow:
    """What the thank-you slate announces; `when` in the store's own words, `link` for the QR code or
    empty."""

    title: str
    when: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """What the brand says about itself on its slates; empty words are left out, the mark needs a `name`."""

    name: str = ""
    second_name: str = ""
    is_bilingual: bool = True
    next_show: NextShow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """Colours as "#RRGGBB"; radii in pixels at a short side of 720. `check` refuses one that cannot be
    read."""

    name: str
    panel: str
    ink: str
    ink_2: str
    accent: str
    on_accent: str
    tag: str
    on_tag: str
    rule: str
    ground: Ramp
    ring: str
    arches: Mapping[SlateKind, Ramp]
    radius: int = 16
    radius_inner: int = 8
    has_serif: bool = False
    price_weight: int = 600
    is_sign_accented: bool = False
    house: House = field(default_factory=House)


def _arches(start: Ramp, back: Ramp, thanks: Ramp) -> Mapping[SlateKind, Ramp]:
    return MappingProxyType({SlateKind.STARTING: start, SlateKind.BACK: back, SlateKind.THANKS: thanks})


NEUTRAL_LIGHT = Kit(
    name="neutral-light",
    panel="#FBFAF7",
    ink="#14161A",
    ink_2="#3A3E45",
    accent="#8A2318",
    on_accent="#FFFFFF",
    tag="#14161A",
    on_tag="#FFFFFF",
    rule="#D9D5CC",
    ground=("#FAF7F1", "#EFE8DC"),
    ring="#E9E1D3",
    arches=_arches(("#C9A67C", "#9C7048"), ("#A3A596", "#6F7468"), ("#8E3A2E", "#6A1D15")),
)
NEUTRAL_DARK = Kit(
    name="neutral-dark",
    panel="#14161A",
    ink="#FFFFFF",
    ink_2="#D2D5DA",
    accent="#F2BC5E",
    on_accent="#14161A",
    tag="#FFFFFF",
    on_tag="#14161A",
    rule="#3A3E45",
    ground=("#22252B", "#14161A"),
    ring="#2E3239",
    arches=_arches(("#6F675C", "#453F38"), ("#868C82", "#5D635B"), ("#6F675C", "#453F38")),
)
WARM_LUXURY = Kit(
    name="warm-luxury",
    panel="#2B1617",
    ink="#F8F1E7",
    ink_2="#E2D2BF",
    accent="#DDB982",
    on_accent="#2B1617",
    tag="#DDB982",
    on_tag="#2B1617",
    rule="#5A3B38",
    ground=("#351D1D", "#241112"),
    ring="#452827",
    arches=_arches(("#8C5F4A", "#5B342A"), ("#B08468", "#80543F"), ("#8C5F4A", "#5B342A")),
    radius=4,
    radius_inner=2,
    has_serif=True,
    price_weight=700,
    is_sign_accented=True,
)
KITS: Mapping[str, Kit] = MappingProxyType(
    {kit.name: kit for kit in (NEUTRAL_LIGHT, NEUTRAL_DARK, WARM_LUXURY)}
)


def _channels(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _over(colour: str, camera: float) -> tuple[float, float, float]:
    """The panel's colour as it looks over a camera picture of the grey `camera`, 0 to 255."""
    red, green, blue = (c * PANEL_OPACITY + camera * (1 - PANEL_OPACITY) for c in _channels(colour))
    return red, green, blue


def _luminance(rgb: tuple[float, float, float]) -> float:
    """Relative luminance, WCAG 2.1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _ratio(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def contrast_on_panel(kit: Kit, colour: str) -> float:
    """Contrast of a text colour on the panel over the worst camera picture, black or white."""
    return min(_ratio(_channels(colour), _over(kit.panel, camera)) for camera in (0.0, 255.0))


def contrasts(kit: Kit) -> dict[str, float]:
    """Every text pair of a kit with its worst contrast."""
    pairs = {
        f"{name} on panel": contrast_on_panel(kit, getattr(kit, name)) for name in ("ink", "ink_2", "accent")
    }
    pairs["on_accent on accent"] = _ratio(_channels(kit.on_accent), _channels(kit.accent))
    pairs["on_tag on tag"] = _ratio(_channels(kit.on_tag), _channels(kit.tag))
    for place, ground in zip(("start", "end"), kit.ground, strict=True):
        for name in ("ink", "ink_2"):
            pairs[f"{name} on ground's {place}"] = _ratio(_channels(getattr(kit, name)), _channels(ground))
    return pairs


def check(kit: Kit) -> Kit:
    """The kit itself; raises `KitError` when a text pair is below 7 : 1."""
    name, worst = min(contrasts(kit).items(), key=lambda pair: pair[1])
    if worst < LEAST_CONTRAST:
        raise KitError(f"{kit.name}: {name} has a contrast of {worst:.1f} : 1, it needs 7 : 1")
    return kit
