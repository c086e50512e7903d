"""Figures as documents have them, each with its unit. Money is in minor units: its unit is the currency."""

from collections.abc import Mapping
from typing import Final

from functions.domain.kernel.decisions import Value

HOLDS: Final = "figures"  # says of a document that no customer is in it (domain/staff/readers.py)
_UNITS: Mapping[str, str] = {
    "percent": "percent",
    "days": "days",
    "activities": "activities",
    "breaches": "breaches",
}


class Figure(Value):
    value: int | float | None = None
    unit: str = ""


Numbers = Mapping[str, int | float | None]


def figures_of(numbers: Numbers, *, currency: str, scope: str = "") -> dict[str, Figure]:
    """Numbers with the units that their names tell. `scope` goes before each name."""
    return {
        f"{scope}{name}": Figure(value=value, unit=_unit(name, currency)) for name, value in numbers.items()
    }


def _unit(name: str, currency: str) -> str:
    last = name.rpartition(":")[2].rpartition("_")[2]
    return currency if last == "minor" else _UNITS.get(last, "deals")


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole > 0 else None
