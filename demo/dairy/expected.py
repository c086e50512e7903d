"""The dairy's figures, from the CSV alone: what was refused and what quotes came to a second time, in a few lines."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from demo.lengths import Row, read_sale_rows

TOO_EARLY = "ordered_at: is before the year 2000"
HAS_LEFT = "by_uid: has no role that may give this command"
OTHER_CONTENT = "order: is already known with different content"
TOO_LATE = "quote_id: has expired"
OF_REP, OF_MANAGER = Decimal(5), Decimal(20)
LITERS = {"Milk", "Buttermilk", "Lassi", "Ice Cream"}
Sold = list[tuple[Row, int]]  # each sale that became an order, with what it brought


def expected(length: str, most: int | None = None) -> dict[str, Any]:
    """The figures that the sales of a run must lead to, the first `most` of them, by dotted path."""
    return expected_of(read_sale_rows(length, most))


def expected_of(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures that these sales must lead to."""
    left = _left(rows)
    quotes = [row for row in rows if _number(row) % 10 == 9]
    offered = [row for row in quotes if _is_approved(row)]
    sold = [(row, _brought(row)) for row in rows if _is_sold(row, left)]
    refused = [why for row in rows for why in _refusals(row, left)]
    by_rep = [(row, amount) for row, amount in sold if _number(row) % 2 == 0 or row in quotes]
    return {
        "orders": len(sold),
        "revenue_minor": sum(amount for _, amount in sold),
        "revenue_minor_by_distributor": _sums(sold, _distributor),
        "revenue_minor_by_product": _sums(sold, lambda row: _slug(row["Product Name"])),
        "revenue_minor_by_rep": _sums(by_rep, lambda row: _rep(row, left)),
        "quantity_by_product": _quantities(row for row, _ in sold),
        "quotes.approved": len(offered),
        "quotes.refused": len(quotes) - len(offered),
        "quotes.approved_by_manager": sum(_percent(row) > OF_REP for row in offered),
        "quotes.accepted": sum(not _is_late(row) for row in offered),
        "quotes.expired": sum(map(_is_late, offered)),
        "offline_refused": len(refused),
        "offline_refused_by_reason": dict(Counter(refused)),
        "territories": _territories(rows, left),
        "stock": {name: int(row["Quantity in Stock (liters/kg)"]) for name, row in _last(rows)},
        "short": [name for name, row in _last(rows) if _is_short(row)],
        "shelf_life_days": {name: int(row["Shelf Life (days)"]) for name, row in _last(rows)},
        "roll_ups_wrong": 0,
        "replay.changed": 0,
        "dead_letters": 0,
    }


def _left(rows: Sequence[Row]) -> tuple[str, str] | None:
    """The state and the day on which its rep leaves with orders on the phone."""
    phones = [row for row in rows if _number(row) % 2 == 0]
    late = [row for row in phones[len(phones) // 2 :] if _comes_last(row) and _number(row) % 104 != 12]
    return (late[0]["Customer Location"], late[0]["Date"]) if late else None


def _refusals(row: Row, left: tuple[str, str] | None) -> list[str]:
    """Why a sale's late commands are refused: none, one or two of them."""
    number = _number(row)
    if number % 2:
        return [TOO_LATE] if number % 80 == 9 and _is_approved(row) else []
    if number % 104 == 12:
        return [TOO_EARLY]
    is_twice = number % 10 == 4 and number % 104 != 40
    if _comes_last(row) and left == (row["Customer Location"], row["Date"]):
        return [HAS_LEFT] * (2 if is_twice else 1)
    return [OTHER_CONTENT] if number % 104 == 40 else []


def _is_sold(row: Row, left: tuple[str, str] | None) -> bool:
    if _number(row) % 10 == 9:
        return _is_approved(row) and not _is_late(row)
    return not {TOO_EARLY, HAS_LEFT} & set(_refusals(row, left))


def _brought(row: Row) -> int:
    """What a sale brings: a quote's discount is percent with two decimals of what the goods come to."""
    if _number(row) % 10 != 9:
        return int(Decimal(row["Approx. Total Revenue(INR)"]) * 100)
    gross = int(Decimal(row["Quantity Sold (liters/kg)"]) * _day_price(row) * 100)
    return gross - int((gross * _percent(row) / 100).to_integral_value(ROUND_HALF_EVEN))


def _percent(row: Row) -> Decimal:
    """By how much a sale was below the price of the day."""
    off = (1 - Decimal(row["Price per Unit (sold)"]) / _day_price(row)) * 100
    return off.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def _day_price(row: Row) -> Decimal:
    return max(Decimal(row["Price per Unit"]), Decimal(row["Price per Unit (sold)"]))


def _last(rows: Sequence[Row]) -> list[tuple[str, Row]]:
    """Each product with its last sale."""
    return sorted({_slug(row["Product Name"]): row for row in rows}.items())


def _territories(rows: Sequence[Row], left: tuple[str, str] | None) -> dict[str, int]:
    """How many distributors each state has, with the rep who has them in the end."""
    states = Counter({_distributor(row): row["Customer Location"] for row in rows}.values())
    gone = left[0] if left else None
    reps = {state: f"rep_{_slug(state)}" + ("_2" if state == gone else "") for state in states}
    found = {f"{_slug(state)} of {reps[state]}": count for state, count in states.items()}
    return dict(sorted((found | {"astray": 0}).items()))


def _quantities(rows: Iterable[Row]) -> dict[str, str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row["Product Name"]] += int(row["Quantity Sold (liters/kg)"])
    units = {name: "l" if name in LITERS else "kg" for name in found}
    return {_slug(name): f"{found[name]} {units[name]}" for name in sorted(found)}


def _sums(sold: Sold, named: Callable[[Row], str]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row, amount in sold:
        found[named(row)] += amount
    return dict(sorted(found.items()))


def _rep(row: Row, left: tuple[str, str] | None) -> str:
    """Who brings a sale: the rep of its state, or after the day on which they left another one."""
    is_gone = left is not None and row["Customer Location"] == left[0] and row["Date"] > left[1]
    return f"rep_{_slug(row['Customer Location'])}" + ("_2" if is_gone else "")


def _distributor(row: Row) -> str:
    return _slug(f"{row['Customer Location']} {row['Sales Channel']}")


def _is_approved(row: Row) -> bool:
    """Within a rep's range, else within the manager's and not of what is short."""
    return _percent(row) <= OF_REP or (_percent(row) <= OF_MANAGER and not _is_short(row))


def _is_short(row: Row) -> bool:
    stock, least = row["Quantity in Stock (liters/kg)"], row["Minimum Stock Threshold (liters/kg)"]
    return Decimal(stock) < Decimal(least)


def _is_late(row: Row) -> bool:
    return _number(row) % 80 == 9


def _comes_last(row: Row) -> bool:
    return _number(row) // 2 % 4 >= 2


def _number(row: Row) -> int:
    return int(row["number"])


def _slug(name: str) -> str:
    return name.lower().replace(" ", "_")
