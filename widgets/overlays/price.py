"""How an amount of money is written on air: sign, major units, minor units."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.money import Money, exponent

# A dollar or a yen alone says too little to viewers in several countries.
_SIGNS = {
    "CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "TWD": "NT$", "KRW": "₩",
    "SGD": "S$", "AUD": "A$", "CAD": "CA$", "NZD": "NZ$", "INR": "₹", "VND": "₫", "PHP": "₱",
    "BRL": "R$", "MXN": "MX$", "ILS": "₪", "UAH": "₴", "TRY": "₺",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Price:
    """¥1,999.00 is ("¥", "1,999", ".00"); `minor` is empty for currencies without minor units."""

    sign: str
    major: str
    minor: str

    @property
    def text(self) -> str:
        return f"{self.sign}{self.major}{self.minor}"

    @property
    def has_zero_minor(self) -> bool:
        """Whether the minor units say nothing, so that they may be left out where space is short."""
        return bool(self.minor) and set(self.minor) <= set(".0")


def price(money: Money) -> Price:
    """The parts of an amount; a currency without a sign of its own gets its code and a space."""
    digits = exponent(money.currency)
    major, minor = divmod(abs(money.minor), 10**digits)
    sign = _SIGNS.get(money.currency, f"{money.currency}\u00a0")
    return Price(
        sign=("\u2212" if money.minor < 0 else "") + sign,
        major=f"{major:,}",
        minor=f".{minor:0{digits}}" if digits else "",
    )
