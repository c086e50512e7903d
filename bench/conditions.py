"""One customer against forty conditions: compiled, by hand in Python, and by the package json-logic-qubit.

Times are of the processor, so that what else the machine does counts little.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.domain.conditions.rules import compile_rule
from functions.domain.conditions.truths import forget_shapes
from functions.domain.customers.customer import Customer, LoyaltyAccount, Stats
from functions.domain.occasions.events import subject_of

ROUNDS = 45
REPEATS = 60
SLOW_REPEATS = 6
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
CUSTOMER: dict[str, Any] = {
    "group": "b2c",
    "tier": "gold",
    "city": "Jakarta",
    "visits": 12,
    "spent": 4_250_000,
    "tags": ["regular", "oat milk"],
    "last_order_at": datetime(2026, 10, 20, 3, tzinfo=UTC),
    "cart": {"count": 2, "total": 180_000},
}
STORED = Customer(
    id="a",
    loyalty=LoyaltyAccount(tier="gold", points=120, lifetime_points=400),
    stats=Stats(orders=14, visits=12, spend_minor=4_250_000, last_order_at=CUSTOMER["last_order_at"]),
    tags=("regular", "oat milk"),
)
Form = tuple[Any, Callable[[dict[str, Any]], bool]]


@dataclass(frozen=True)
class Evaluated:
    """Medians for one customer and all conditions of a set; `json_logic_seconds` for those without dates.

    `compile_seconds`: of the whole set, as an instance does once for an organisation; `subject_seconds`: to make the
    subject of a customer, once for all conditions.
    """

    conditions: str
    seconds: float
    by_hand_seconds: float
    json_logic_seconds: float | None
    compile_seconds: float
    subject_seconds: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.by_hand_seconds

    @property
    def times_faster(self) -> float | None:
        return self.json_logic_seconds / self.seconds if self.json_logic_seconds else None


def _plain(n: int) -> list[Form]:
    """Four conditions without time, as the builders emit them and as one writes them in Python."""

    def _var(path: str) -> Any:
        return {"var": path}

    return [
        (
            {"and": [{"==": [_var("group"), "b2c"]}, {">=": [_var("visits"), n]}]},
            lambda c: c.get("group") == "b2c" and (c.get("visits") or 0) >= n,
        ),
        (
            {"or": [{"==": [_var("tier"), "silver"]}, {">": [_var("spent"), n * 500_000]}]},
            lambda c: c.get("tier") == "silver" or (c.get("spent") or 0) > n * 500_000,
        ),
        (
            {"and": [{"in": ["regular", _var("tags")]}, {"!": [{"==": [_var("city"), "Bogor"]}]}]},
            lambda c: "regular" in (c.get("tags") or []) and not c.get("city") == "Bogor",  # noqa: SIM201
        ),
        (
            {"and": [{">": [_var("cart.count"), 0]}, {"<": [_var("cart.total"), n * 50_000]}]},
            lambda c: (
                ((c.get("cart") or {}).get("count") or 0) > 0
                and ((c.get("cart") or {}).get("total") or 0) < n * 50_000
            ),
        ),
    ]


def _dated(n: int) -> Form:
    span = timedelta(days=n)
    return (
        {"and": [{"==": [{"var": "group"}, "b2c"]}, {"older_than": [{"var": "last_order_at"}, f"{n}d"]}]},
        lambda c: (
            c.get("group") == "b2c"
            and c.get("last_order_at") is not None
            and c["last_order_at"] + span <= NOW
        ),
    )


def measure() -> list[Evaluated]:
    plain = [form for n in range(1, 11) for form in _plain(n)]
    mixed = [*plain[:32], *(_dated(n * 7) for n in range(1, 9))]
    return [_measure("40 without dates", plain, True), _measure("40, of which 8 with dates", mixed, False)]


def _measure(name: str, forms: list[Form], with_json_logic: bool) -> Evaluated:
    rules, by_hand = [compile_rule(logic) for logic, _ in forms], [written for _, written in forms]
    wanted = [written(CUSTOMER) for written in by_hand]
    assert [rule.holds(CUSTOMER, NOW, UTC) for rule in rules] == wanted
    ways: list[Callable[[], Any]] = [
        lambda: [rule.holds(CUSTOMER, NOW, UTC) for rule in rules],
        lambda: [written(CUSTOMER) for written in by_hand],
    ]
    if with_json_logic:
        ways.append(lambda: [_by_json_logic(logic) for logic, _ in forms])
    samples: list[list[float]] = [[] for _ in ways]
    for _ in range(ROUNDS):  # in turns, so that a slow moment hits all alike
        for place, way in enumerate(ways):
            samples[place].append(_timed(way, SLOW_REPEATS if place == 2 else REPEATS))
    medians = [statistics.median(found) for found in samples]
    return Evaluated(
        name,
        medians[0],
        medians[1],
        medians[2] if with_json_logic else None,
        statistics.median(_timed(lambda: _compile([logic for logic, _ in forms]), 1) for _ in range(ROUNDS)),
        statistics.median(_timed(lambda: subject_of(STORED), SLOW_REPEATS) for _ in range(ROUNDS)),
    )


def _compile(logics: list[Any]) -> None:
    """As a new instance compiles them, of which none has a shape that it knows."""
    forget_shapes()
    for logic in logics:
        compile_rule(logic)


def _by_json_logic(logic: Any) -> Any:
    from json_logic import jsonLogic  # a package of the developers' requirements alone

    return jsonLogic(logic, CUSTOMER)


def _timed(way: Callable[[], Any], repeats: int) -> float:
    start = time.process_time()
    for _ in range(repeats):
        way()
    return (time.process_time() - start) / repeats
