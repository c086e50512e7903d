"""At which outlets a customer was, and how often."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

# A till that sends another outlet with each bill must not make a customer too large to write.
MOST_OUTLETS = 100
# Names of fields that Firestore keeps for itself.
_RESERVED = re.compile(r"__.*__", re.DOTALL)


def with_visits(outlets: Mapping[str, int], change: Mapping[str, int]) -> dict[str, int]:
    """Visits by outlet after a change of some. An outlet without a visit is left out; so is one that Firestore's maps
    cannot hold, or that is one too many.
    """
    after = dict(outlets)
    for outlet_id, count in change.items():
        total = after.pop(outlet_id, 0) + count
        if total > 0 and len(after) < MOST_OUTLETS and not _RESERVED.fullmatch(outlet_id):
            after[outlet_id] = total
    return after


class Counted(Protocol):
    """What an order counts for."""

    @property
    def outlet_id(self) -> str | None: ...

    @property
    def visits(self) -> int: ...


def visits_of(orders: Iterable[Counted]) -> dict[str, int]:
    """The visits by outlet of orders that count."""
    return Counter(order.outlet_id for order in orders if order.outlet_id and order.visits)


def visits_at(outlet_id: str | None, visits: int) -> dict[str, int]:
    """What an order adds to the visits by outlet."""
    return {outlet_id: visits} if outlet_id and visits else {}
