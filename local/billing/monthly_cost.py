"""Calls a day, written in a file, as dollars a month: what one call costs is what the meter has read so far.

The file gives each function's calls a day, from outside and from other functions: a reading cannot tell which call from
outside began a chain. Functions that were metered and are not in the file are answered as left out.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from local.billing.prices import DAYS, READ_ON, Price, find_prices

_DEFAULT_REGION = "us-central1"
_MEMORY_MIB = 256.0
_CPU = 1.0  # what firebase-tools deploys a function of up to 2 GiB with
_BILLED_MS = 100
_FIELDS = ("events_per_day", "milliseconds", "memory_mib", "cpu", "region")
_METERED = ("reads", "writes", "deletes", "invocations", "task_operations")
_PUBSUB = ("published_bytes", "delivered_bytes")
_NOT_INCLUDED = (
    "storage and its operations, network traffic, logs, builds, instances kept warm, reads of security rules, and "
    "the Pub/Sub bytes that carry document events"
)

_Row = Mapping[str, int]


@dataclass(frozen=True)
class Load:
    """By function: calls a day, and where they are known, how long one takes and what it runs on."""

    events_per_day: dict[str, float]
    milliseconds: dict[str, float]
    memory_mib: dict[str, float]
    cpu: dict[str, float]
    region: str


def read_load(path: Path, rows: Mapping[str, _Row], functions: Mapping[str, object]) -> Load:
    """The file's load. ValueError names a field that is wrong, and why."""
    content = _read(path)
    unknown = sorted(set(content) - set(_FIELDS))
    if unknown:
        raise ValueError(f"{unknown[0]}: no such field; there are {', '.join(_FIELDS)}")
    if not isinstance(content.get("events_per_day"), dict):
        raise ValueError("events_per_day: must be an object of functions and their calls a day")
    events = _numbers(content, "events_per_day", functions)
    for name, count in events.items():
        if count and not rows.get(name, {}).get("invocations"):
            raise ValueError(
                f"events_per_day.{name}: not called since the last reset, so its cost is unknown"
            )
    region = content.get("region", _DEFAULT_REGION)
    if not isinstance(region, str):
        raise ValueError("region: must be a region's name")
    return Load(
        events,
        _numbers(content, "milliseconds", functions),
        dict.fromkeys(events, _MEMORY_MIB) | _numbers(content, "memory_mib", functions),
        dict.fromkeys(events, _CPU) | _numbers(content, "cpu", functions),
        region,
    )


def price_load(load: Load, rows: Mapping[str, _Row], schedule_count: int) -> dict[str, Any]:
    """Line by line what a month of the load costs, the total, and what is not in it."""
    prices = find_prices(load.region)
    quantities = _quantities(load, rows) | {"schedules": Decimal(schedule_count)}
    costs = {item: _cost(price, quantities[item]) for item, price in prices.items()}
    return {
        "days": DAYS,
        "region": load.region,
        "lines": [_line(price, quantities[item], costs[item]) for item, price in prices.items()],
        "total_dollars": _figure(sum(costs.values(), Decimal(0)), 4),
        "per_call": {name: _per_call(rows[name]) for name, count in load.events_per_day.items() if count},
        "left_out": {name: _counted(row) for name, row in rows.items() if name not in load.events_per_day},
        "notes": _notes(load, prices),
    }


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise ValueError(f"load: {path} cannot be read: {error.strerror}") from error
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"load: {path} is not {_kind(path)}: {error}") from error
    if not isinstance(content, dict):
        raise ValueError(f"load: {path} is not an object of {', '.join(_FIELDS)}")
    return {str(key): value for key, value in content.items()}


def _kind(path: Path) -> str:
    return "JSON" if path.suffix == ".json" else "YAML"


def _numbers(content: Mapping[str, Any], field: str, functions: Mapping[str, object]) -> dict[str, float]:
    """A field's numbers by function; a single number is every function's."""
    value = content.get(field, {})
    if not isinstance(value, dict):
        return dict.fromkeys(functions, _number(value, field))
    for name in value:
        if name not in functions:
            raise ValueError(f"{field}.{name}: no such function; there are {', '.join(sorted(functions))}")
    return {name: _number(number, f"{field}.{name}") for name, number in value.items()}


def _number(value: object, field: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{field}: must be a number")
    if value < 0:
        raise ValueError(f"{field}: must not be negative")
    return value


def _quantities(load: Load, rows: Mapping[str, _Row]) -> dict[str, Decimal]:
    """What a month of the load takes of each item."""
    quantities = dict.fromkeys((*_METERED, "pubsub", "cpu", "memory"), Decimal(0))
    for name, count in load.events_per_day.items():
        calls = Decimal(str(count)) * DAYS
        if not calls:
            continue
        row = rows[name]
        for kind in _METERED:
            quantities[kind] += calls * row[kind] / row["invocations"]
        quantities["pubsub"] += calls * sum(row[kind] for kind in _PUBSUB) / row["invocations"]
        seconds = calls * math.ceil(load.milliseconds.get(name, 0) / _BILLED_MS) * _BILLED_MS / 1000
        quantities["cpu"] += seconds * Decimal(str(load.cpu[name]))
        quantities["memory"] += seconds * Decimal(str(load.memory_mib[name])) / 1024
    return quantities


def _cost(price: Price, quantity: Decimal) -> Decimal:
    return max(quantity - price.free, Decimal(0)) * price.dollars / price.per


def _line(price: Price, quantity: Decimal, cost: Decimal) -> dict[str, Any]:
    free = min(price.free, quantity)
    return {
        "item": price.item,
        "unit": price.unit,
        "quantity": _figure(quantity, 3),
        "free": _figure(free, 3),
        "billed": _figure(quantity - free, 3),
        "price": {"dollars": float(price.dollars), "per": price.per},
        "dollars": _figure(cost, 4),
        "region": price.region,
        "source": price.source,
        "read_on": READ_ON,
    }


def _per_call(row: _Row) -> dict[str, float]:
    calls = row["invocations"]
    return {kind: _figure(Decimal(count) / calls, 3) for kind, count in row.items() if kind != "invocations"}


def _counted(row: _Row) -> dict[str, int]:
    return {kind: count for kind, count in row.items() if count}


def _notes(load: Load, prices: Mapping[str, Price]) -> list[str]:
    notes = [f"not included: {_NOT_INCLUDED}"]
    for item, what in (("reads", "Firestore"), ("cpu", "Cloud Run")):
        if prices[item].region != load.region:
            notes.append(
                f"{what}: the price of {load.region} is not known; that of {prices[item].region} is used"
            )
    untimed = [name for name, count in load.events_per_day.items() if count and name not in load.milliseconds]
    if untimed:
        notes.append(f"no milliseconds given, so no compute counted: {', '.join(untimed)}")
    return notes


def _figure(value: Decimal, digits: int) -> float:
    """A number for people: whole where it is, rounded otherwise."""
    return int(value) if value == int(value) else round(float(value), digits)
