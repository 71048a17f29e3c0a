"""Exact amounts of money: integer minor units and an ISO 4217 code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# ISO 4217 exponents that are not 2.
_EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("CLF", "UYW"), 4),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_MOST_MINOR = 10**15
# No more digits than `Decimal` keeps exactly; its own grammar also takes 1e2, 1_0 and digits of other scripts.
_AMOUNT = re.compile(r"[-+]?[0-9]{1,16}(\.[0-9]{1,12})?")


class MoneyError(ValueError):
    """An amount or a currency that cannot be money; the message says why."""


def exponent(currency: str) -> int:
    """How many decimal digits the currency's minor unit has: CNY 2, JPY 0, KWD 3."""
    return _EXPONENTS.get(currency, 2)


def check_currency(code: str) -> str:
    """The code itself when it has the form of ISO 4217; raises `MoneyError` otherwise."""
    if len(code) != 3 or not code.isascii() or not code.isalpha() or not code.isupper():
        raise MoneyError(f"{code!r} is not a currency code such as CNY or USD")
    return code


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`minor` units of `currency`: Money(199900, "CNY") is ¥1,999.00."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str, currency: str) -> Money:
        """From a decimal string such as "1999.00"; raises `MoneyError` when it is not exact money."""
        check_currency(currency)
        if not _AMOUNT.fullmatch(amount):
            raise MoneyError(f"{amount!r} is not an amount such as 1999.00")
        scaled = Decimal(amount).scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise MoneyError(f"{amount!r} has more decimals than {currency} knows")
        if abs(scaled) > _MOST_MINOR:
            raise MoneyError(f"{amount!r} is larger than any price")
        return cls(int(scaled), currency)

    def decimal(self) -> Decimal:
        """The amount in major units: 199900 CNY is Decimal("1999.00")."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        return f"{self.decimal()} {self.currency}"
