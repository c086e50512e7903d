"""Quantities in the units that tills and people write, made comparable: 500 g is half of 1 kg, a dozen 12 pieces."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

Dimension = Literal["mass", "volume", "count"]


class Amount(NamedTuple):
    """A quantity in grams, millilitres or pieces."""

    dimension: Dimension
    value: Decimal


_GRAM, _MILLILITRE, _PIECE = (
    Amount("mass", Decimal(1)),
    Amount("volume", Decimal(1)),
    Amount("count", Decimal(1)),
)
_KILOGRAM, _LITRE = Amount("mass", Decimal(1000)), Amount("volume", Decimal(1000))
_NAMES: Mapping[Amount, tuple[str, ...]] = {
    _GRAM: ("g", "gm", "gms", "gr", "gram", "grams", "গ্রাম"),
    _KILOGRAM: ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "কেজি"),
    Amount("mass", Decimal("0.001")): ("mg", "milligram", "milligrams"),
    _MILLILITRE: ("ml", "millilitre", "millilitres", "milliliter", "milliliters", "মিলি"),
    Amount("volume", Decimal(10)): ("cl", "centilitre", "centilitres"),
    _LITRE: ("l", "lt", "ltr", "ltrs", "litre", "litres", "liter", "liters", "লিটার"),
    _PIECE: ("pcs", "pc", "piece", "pieces", "unit", "units", "পিস", "টি", "টা"),
    Amount("count", Decimal(12)): ("dozen", "dozens", "doz", "dz", "ডজন"),
}
_UNITS: Mapping[str, Amount] = {name: amount for amount, names in _NAMES.items() for name in names}
MOST_PLACES = 20  # of a quantity: 1e-999999999 is text of a gigabyte where it is written out
_PACK = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)?\s*([^\d\s].*)")  # `5kg`, `500 g`: a unit that is a pack


def amount_of(quantity: str | None, unit: str | None) -> Amount | None:
    """A quantity in its base unit, exactly; None where it has none, or a unit that nothing is known of."""
    match = _PACK.fullmatch((unit or "").strip())
    known = _UNITS.get(match[2].strip().rstrip(".").casefold()) if match else None
    number = number_of(quantity)
    if match is None or known is None or number is None:
        return None
    size = Decimal(match[1] or 1)
    return Amount(known.dimension, number * size * known.value)


def number_of(quantity: str | None) -> Decimal | None:
    """A quantity's number; None where it is not a number, or beyond what a shop sells."""
    try:
        number = Decimal(quantity or "")
    except InvalidOperation:
        return None
    is_written_out = number.is_finite() and abs(number.adjusted()) < MOST_PLACES
    return number if is_written_out and number.copy_abs() < 10**9 else None
