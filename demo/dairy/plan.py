"""What happens when in a run: each sale's steps at the stops of its day and of those that follow."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from demo.dairy.sales import STOPS, Sale

# In this order at each stop.
Step = Literal["stock", "order", "type_again", "post", "save", "decide", "send", "accept", "accept_late"]
STEPS: tuple[Step, ...] = (
    *("stock", "order", "type_again", "post", "save", "decide", "send", "accept", "accept_late"),
)
DAY = len(STOPS)


@dataclass(frozen=True)
class Stop:
    """What is to be done at an instant."""

    at: datetime
    steps: Mapping[Step, list[Sale]]


def planned(sales: Iterable[Sale]) -> list[Stop]:
    """The stops of a run in their order."""
    found: dict[datetime, dict[Step, list[Sale]]] = defaultdict(lambda: defaultdict(list))
    for sale in sales:
        for number, step in _steps(sale):
            found[sale.stop(number)][step].append(sale)
    return [Stop(at, found[at]) for at in sorted(found)]


def _steps(sale: Sale) -> list[tuple[int, Step]]:
    """The steps of a sale, each with how many stops after the day's opening it is taken."""
    stock: tuple[int, Step] = (0, "stock")
    if sale.way == "system":
        return [stock, (0, "post")]
    if sale.way == "phone":
        again: list[tuple[int, Step]] = [(sale.stops + 1, "type_again")]
        return [stock, (sale.stops, "order"), *(again if sale.trouble == "typed_again" else [])]
    late = DAY * (sale.offered_days + 1)
    answer: tuple[int, Step] = (late, "accept_late") if sale.is_answered_late else (3, "accept")
    return [stock, (0, "save"), (1, "decide"), (2, "send"), answer]
