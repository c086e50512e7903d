"""Amounts: exact at the edge, whole minor units inside."""

from decimal import Decimal

import pytest

from functions.domain.kernel.money import minor_digits, money_text, to_major, to_minor


@pytest.mark.parametrize(("currency", "digits"), [("INR", 2), ("IDR", 2), ("JPY", 0), ("KWD", 3), ("BDT", 2)])
def test_a_currency_has_its_own_decimals(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("387.00", "INR", 38_700),
        ("387", "INR", 38_700),
        ("0.01", "INR", 1),
        ("387.000", "INR", 38_700),
        ("1.29", "INR", 129),  # a float would say 128.99999999999999
        ("387", "JPY", 387),
        ("0.001", "KWD", 1),
        ("10000000000", "INR", 10**12),
    ],
)
def test_an_amount_becomes_minor_units_and_back(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor
    assert to_major(minor, currency) == Decimal(amount)


@pytest.mark.parametrize(("amount", "currency"), [("0.001", "INR"), ("0.5", "JPY"), ("1.0001", "KWD")])
def test_an_amount_with_more_decimals_than_its_currency_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=f"^has more decimals than {currency} has$"):
        to_minor(Decimal(amount), currency)


@pytest.mark.item("S002-103")
@pytest.mark.parametrize(
    ("currency", "locale", "text"),
    [
        ("INR", "en-IN", "₹1,234.50"),
        ("USD", "en-US", "$1,234.50"),
        ("INR", "xx-XX", "₹1,234.50"),
        ("INR", "?", "₹1,234.50"),
    ],
)
def test_an_amount_is_written_for_its_readers_and_in_english_for_unknown_ones(
    currency: str, locale: str, text: str
) -> None:
    assert money_text(123_450, currency, locale) == text
