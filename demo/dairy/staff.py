"""The dairy's people: an owner, a manager, a storekeeper, and a rep for each state; one leaves on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from demo.dairy.sales import Sale, slug

OWNER, MANAGER, STOCK_KEEPER = "owner", "manager", "stock_keeper"
LAST_STOPS = 2  # a phone's order that comes with one of these is still on it when its rep leaves that evening


@dataclass(frozen=True)
class Leaving:
    """The rep of a state leaves in the evening, before their phone found a network once more."""

    state: str
    at: datetime

    @property
    def uid(self) -> str:
        return rep_of(self.state)

    @property
    def successor(self) -> str:
        return f"{self.uid}_2"


def rep_of(state: str) -> str:
    return f"rep_{slug(state)}"


def leaving_among(sales: Sequence[Sale]) -> Leaving | None:
    """Of the orders on phones in the second half the first that comes so late: its rep leaves that evening."""
    phones = [sale for sale in sales if sale.way == "phone"]
    late = [each for each in phones[len(phones) // 2 :] if _is_still_there(each)]
    return Leaving(late[0].state, late[0].stop(LAST_STOPS)) if late else None


def rep_at(state: str, leaving: Leaving | None, at: datetime) -> str:
    """Who looks after a state's distributors at an instant."""
    if leaving is None or leaving.state != state or at < leaving.at:
        return rep_of(state)
    return leaving.successor


def states_of(sales: Iterable[Sale]) -> list[str]:
    return sorted({sale.state for sale in sales})


def _is_still_there(sale: Sale) -> bool:
    return sale.stops >= LAST_STOPS and sale.trouble != "clock"
