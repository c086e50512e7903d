"""A grocer's flows: what each bills beside its floor, and lines a second of a purchase of 20 lines beside one of 1.

The organisation is that of the preset; what each flow needs is brought about as it is in business.
"""

import itertools
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.billing import ORG, PHONE, Bench, Bill, Flow
from local.client import LocalFirebase

# Nine in the morning in Dhaka, when reminders come, is at 03:00 UTC; purchases are of the hours after it.
NOON = "2025-01-25T06:00:00Z"
MANY, ROUNDS, PURCHASES = 20, 5, 30
# Its profile knows no groups: each product is a reminder of its own.
CATEGORY = "spices"
# A third order is a tier, which says so; what comes after it says nothing.
UNTIL_QUIET = 3
REMINDED = "+12025550124"


@dataclass(frozen=True)
class Rate:
    """Purchases of so many lines, one after the other: the median round's."""

    lines: int
    purchases_per_second: float

    @property
    def lines_per_second(self) -> float:
        return self.lines * self.purchases_per_second


class Grocer(Bench):
    """An organisation of preset `grocer` with an agent."""

    preset, currency = "grocer", "BDT"
    numbers = itertools.count()

    def buy(self, lines: int, *, phone: str = PHONE, **fields: Any) -> dict[str, Any]:
        """A purchase of this moment, of so many products."""
        at = self.now().isoformat()
        order = self.body(f"g{next(self.numbers)}", f"{lines * 100}.00", phone=phone)
        bought = [_line(number) for number in range(lines)]
        return self.deliver(order | {"ordered_at": at, "updated_at": at, "lines": bought} | fields)

    def now(self) -> datetime:
        return self.firebase.now()

    def agree(self, customer_id: str) -> None:
        said = {"channel": "sms", "purposes": ["marketing", "transactional"], "granted": True}
        self.give("give_consent", said | {"customer_id": customer_id})


def measure_bills() -> list[Flow]:
    """Each flow's bill. The ticks are run by hand, so that a bill has one of them at most."""
    with LocalFirebase.start(clock=NOON) as firebase:
        firebase.control("POST", "/schedules/tick/pause")
        grocer = Grocer(firebase)
        reminded = list(_reminder(grocer))
        customer_id = [grocer.buy(1)["customer_id"] for _ in range(UNTIL_QUIET)][-1]
        repeat = [
            Flow("a purchase of 1 line", _bill_of(grocer, 1), (1, 3)),
            Flow(f"a purchase of {MANY} lines", _bill_of(grocer, MANY), (1, 3)),
        ]
        return [*repeat, *reminded, *_call(grocer, customer_id)]


def measure_rates(rounds: int = ROUNDS, purchases: int = PURCHASES) -> list[Rate]:
    """A purchase of 1 line and one of 20, in turns, so that a slow moment of the machine hits both."""
    with LocalFirebase.start(clock=NOON) as firebase:
        grocer = Grocer(firebase)
        taken: dict[int, list[float]] = {1: [], MANY: []}
        for turn in range(rounds + 1):
            for lines, found in taken.items():
                began = time.perf_counter()
                for number in range(purchases):
                    grocer.buy(lines, phone=f"+1202555{100 + number % 100:04}")
                if turn:
                    found.append(purchases / (time.perf_counter() - began))
        return [Rate(lines, statistics.median(found)) for lines, found in taken.items()]


def _bill_of(grocer: Grocer, lines: int) -> Bill:
    return grocer.billed(lambda: grocer.buy(lines))


def _reminder(grocer: Grocer) -> Iterator[Flow]:
    """Of 20 products at once, to a customer who is told of it with a coupon: beside an idle tick the reminder reads the
    customer and writes them and an interaction, the coupon is 1 write, the message 1 read and 3 writes. Then the coupon
    is brought to the till.
    """
    # The offers of the year would come with the same tick, and are none of the reminder's.
    grocer.client.document(f"orgs/{ORG}/rebuilds/offer_calendar").delete()
    grocer.tick()  # what else provisioning left to do
    idle = grocer.tick()
    grocer.agree(grocer.buy(MANY, phone=REMINDED)["customer_id"])
    grocer.firebase.move_to(grocer.now() + timedelta(days=28))
    reads, writes = grocer.tick()
    due = (reads - (idle[0] - 1), writes - idle[1])
    yield Flow(f"a reminder of {MANY} products, its coupon and message", due, (2, 6))
    coupons = grocer.client.collection(f"orgs/{ORG}/coupons").stream()
    coupon = next(each for each in coupons if each.get("automation_id") == "reminder_cold")
    spent = grocer.billed(lambda: grocer.buy(1, phone=REMINDED, coupon_code=coupon.id))
    # 2 reads and 4 writes, and what the customer's return sets off.
    yield Flow("a purchase with a coupon, after a month's silence", spent, None)


def _call(grocer: Grocer, customer_id: str) -> Iterator[Flow]:
    """A command reads its giver and is written; the call reads and writes task, customer and the agent's day, and
    leaves an interaction.
    """
    grocer.give("create_task", {"task_type": "call", "customer_id": customer_id})
    tasks = grocer.client.collection(f"orgs/{ORG}/tasks").stream()
    task = next(each for each in tasks if each.get("created_by") == "till")
    done = {"task_id": task.id, "outcome": "completed", "interaction_type": "call"}
    yield Flow("a call that is done, by command", grocer.give("complete_task", done), (4, 5))


def _line(number: int) -> dict[str, str]:
    name = f"spice {number}"
    line = {"product_id": f"spice-{number}", "name": name, "category": CATEGORY, "unit": "g"}
    return line | {"quantity": "200", "unit_price": "100.00"}
