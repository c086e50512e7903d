"""The café as time goes by: every purchase at its own time, then the clock alone, then everything posted once more."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.bill import Bill, median, reading
from demo.cafe import Office, Till
from demo.progress import Step
from demo.purchases import Purchase, agrees_to_messages
from local.client import ControlError, LocalFirebase

AFTER_THE_LAST = timedelta(days=61)
TWICE_EVERY = 10
SEED = 2024
METERED_EVERY = 5
HAS_PASSED = 400


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
    first_orders: Orders = field(default_factory=Orders)
    repeat_orders: Orders = field(default_factory=Orders)
    _tiers: dict[str, str] = field(default_factory=dict)

    def live(self, purchases: list[Purchase], step: Step) -> None:
        """Post each purchase at its own time."""
        for number, purchase in enumerate(purchases):
            self._wait_until(purchase.at)
            is_metered = number % METERED_EVERY == 0
            before = self._hooks() if is_metered else None
            status, answer = self.till.post(purchase)
            if status != 201:
                raise RuntimeError(f"{purchase.order_id} was answered {status}: {answer}")
            if before is not None:
                self._book(answer, self._hooks() - before)
            if self._is_first(answer) and purchase.card and agrees_to_messages(purchase.card):
                self.office.opt_in(answer["customer_id"], purchase.at.astimezone(UTC))
                self.firebase.idle()
            self._remember(answer)
            step(1)

    def let_pass(self, last: datetime, step: Step) -> None:
        """Let the days after the last purchase pass, so that every silence is noticed."""
        for day in range(1, AFTER_THE_LAST.days + 1):
            self._wait_until(last + timedelta(days=day))
            step(1)
        self.firebase.idle()

    def replay(self, purchases: list[Purchase], step: Step) -> tuple[int, list[Any]]:
        """Post everything again, shuffled, every tenth purchase twice at the same time. How many posts there were,
        and the answers that were not that of a repeated delivery.
        """
        shuffled = random.Random(SEED).sample(purchases, len(purchases))
        odd: list[Any] = []
        posts = 0
        with ThreadPoolExecutor(2) as tills:
            for number, purchase in enumerate(shuffled, 1):
                times = 2 if number % TWICE_EVERY == 0 else 1
                for status, answer in tills.map(self.till.post, [purchase] * times):
                    posts += 1
                    if status != 200 or not answer["replayed"]:
                        odd.append((status, answer))
                step(1)
        self.firebase.idle()
        return posts, odd

    def _wait_until(self, at: datetime) -> None:
        """Let the clock run to an instant. It also runs by itself: what has passed needs no waiting for."""
        try:
            self.firebase.move_to(at.astimezone(UTC))
        except ControlError as error:
            if error.status != HAS_PASSED:
                raise

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
