"""Money: decimal text at the edge, integers in the currency's minor unit inside."""

from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

# Currencies whose smallest unit is not a hundredth: ISO 4217, list one (https://www.six-group.com/en/products-services/
# financial-information/data-standards.html). CLDR has fewer decimals for some, such as RSD: how cash is paid there.
_NONE = (
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
)
_DIGITS = {
    **dict.fromkeys((*_NONE, "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


@cache
def minor_digits(currency: str) -> int:
    """How many decimals a currency has by ISO 4217 (INR 2, JPY 0, KWD 3)."""
    return _DIGITS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units. ValueError where the currency has fewer decimals than the amount."""
    scaled = amount.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"has more decimals than {currency} has")
    return int(scaled)


def to_whole_minor(amount: Decimal, currency: str) -> tuple[int, bool]:
    """The amount in minor units, and whether it had to be rounded to them."""
    scaled = amount.scaleb(minor_digits(currency))
    whole = scaled.to_integral_value(ROUND_HALF_EVEN)
    return int(whole), whole != scaled


def to_major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_digits(currency))


def money_text(minor: int, currency: str, locale: str) -> str:
    """An amount as the readers of a locale write it; of a country that CLDR does not know as those of its language do,
    and where it does not know that either, as in English. Decimals that are not usual for the currency are shown where
    leaving them out would change the amount.
    """
    from babel.core import UnknownLocaleError
    from babel.numbers import format_currency, get_currency_precision

    amount = to_major(minor, currency)
    is_usual = amount == round(amount, get_currency_precision(currency))
    written = locale.replace("-", "_")
    for known in (written, written.partition("_")[0]):
        try:
            return format_currency(amount, currency, locale=known, currency_digits=is_usual)
        except (UnknownLocaleError, ValueError):
            continue
    return format_currency(amount, currency, locale="en", currency_digits=is_usual)
