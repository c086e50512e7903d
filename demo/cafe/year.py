"""The café as time goes by: every purchase at its own time, then the clock alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.bill import Bill, median, reading
from demo.cafe.purchases import Purchase, agrees_to_messages
from demo.offices import Office
from demo.progress import Step
from demo.replays import wait_until
from demo.tills import Till
from local.client import LocalFirebase

AFTER_THE_LAST = timedelta(days=61)
METERED_EVERY = 5


@dataclass
class Orders:
    """What the orders of one kind were billed."""

    bills: list[Bill] = field(default_factory=list)

    def each(self) -> Bill:
        """The median: once a minute an order also pays for reading its organisation's settings."""
        return median(self.bills)


@dataclass
class Year:
    """The café's year on local Firebase, and what its orders were billed by kind."""

    firebase: LocalFirebase
    till: Till
    office: Office
    cashier: str
    first_orders: Orders = field(default_factory=Orders)
    repeat_orders: Orders = field(default_factory=Orders)
    _tiers: dict[str, str] = field(default_factory=dict)

    def live(self, purchases: Sequence[Purchase], step: Step) -> None:
        """Post each purchase at its own time."""
        for number, purchase in enumerate(purchases):
            wait_until(self.firebase, purchase.at)
            is_metered = number % METERED_EVERY == 0
            before = self._hooks() if is_metered else None
            status, answer = self.till.post(purchase.body())
            if status != 201:
                raise RuntimeError(f"{purchase.order_id} was answered {status}: {answer}")
            if before is not None:
                self._book(answer, self._hooks() - before)
            if self._is_first(answer) and purchase.card and agrees_to_messages(purchase.card):
                self._opt_in(answer["customer_id"], purchase.at)
                self.firebase.idle()
            self._remember(answer)
            step(1)

    def reach_full_hour(self, last: datetime) -> None:
        """Let the clock run to the first full hour after the last purchase: what was due by then is done."""
        hour = last.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        wait_until(self.firebase, hour)
        self.firebase.idle()

    def let_pass(self, last: datetime, step: Step) -> None:
        """Let the days after the last purchase pass, so that every silence is noticed."""
        for day in range(1, AFTER_THE_LAST.days + 1):
            wait_until(self.firebase, last + timedelta(days=day))
            step(1)
        self.firebase.idle()

    def _opt_in(self, customer_id: str, at: datetime) -> None:
        """The cashier ticks the box for WhatsApp."""
        said = {"channel": "whatsapp", "purposes": ["marketing", "transactional"], "granted": True}
        data = said | {"customer_id": customer_id, "at": at.astimezone(UTC), "how": "in_person"}
        self.office.give("give_consent", data, id=f"whatsapp:{customer_id}", uid=self.cashier, at=at)

    def _hooks(self) -> Bill:
        return reading(self.firebase.meter(), ["hooks"])

    def _book(self, answer: dict[str, Any], bill: Bill) -> None:
        if self._is_first(answer):
            self.first_orders.bills.append(bill)
        elif self._tiers.get(answer["customer_id"]) == answer["tier"] and answer["customer_id"]:
            self.repeat_orders.bills.append(bill)

    def _is_first(self, answer: dict[str, Any]) -> bool:
        return answer["customer_id"] is not None and answer["customer_id"] not in self._tiers

    def _remember(self, answer: dict[str, Any]) -> None:
        if answer["customer_id"]:
            self._tiers[answer["customer_id"]] = answer["tier"]
