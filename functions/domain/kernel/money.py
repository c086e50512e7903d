"""Money: decimal text at the edge, integers in the currency's minor unit inside."""

from decimal import Decimal
from functools import cache


@cache
def minor_digits(currency: str) -> int:
    """How many decimals a currency has (INR 2, JPY 0), from CLDR."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units. ValueError where the currency has fewer decimals than the amount."""
    scaled = amount.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"has more decimals than {currency} has")
    return int(scaled)


def to_major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_digits(currency))


def money_text(minor: int, currency: str, locale: str) -> str:
    """An amount as the readers of a locale write it; of a country that CLDR does not know as those of its language do,
    and where it does not know that either, as in English.
    """
    from babel.core import UnknownLocaleError
    from babel.numbers import format_currency

    amount = to_major(minor, currency)
    written = locale.replace("-", "_")
    for known in (written, written.partition("_")[0]):
        try:
            return format_currency(amount, currency, locale=known)
        except (UnknownLocaleError, ValueError):
            continue
    return format_currency(amount, currency, locale="en")
