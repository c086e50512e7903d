"""The grocer's days on local Firebase: reminders in the morning, then the agents' calls, then the day's baskets."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from google.cloud.firestore import FieldFilter

from demo.bill import Bill, reading
from demo.grocer import calls
from demo.grocer.baskets import ZONE, Basket
from demo.grocer.meeting import Due
from demo.offices import Office
from demo.progress import Step
from demo.replays import wait_until
from demo.tills import Till
from local.client import LocalFirebase

CALLS_BEGIN, CLOSES = time(10), time(22)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Days:
    """What is seen of the days as they pass."""

    firebase: LocalFirebase
    till: Till
    office: Office
    posted: list[dict[str, Any]] = field(default_factory=list)
    reminders: list[Due] = field(default_factory=list)
    refused: list[Any] = field(default_factory=list)
    first_orders: list[Bill] = field(default_factory=list)
    repeat_orders: list[Bill] = field(default_factory=list)
    _members: dict[str, int] = field(default_factory=dict)
    _looked_at: datetime = LONG_AGO

    def live(self, baskets: Sequence[Basket], step: Step) -> None:
        """Let every day pass from the first basket's to the last one's."""
        by_day = {on: list(of) for on, of in groupby(baskets, lambda basket: basket.on)}
        for on in _days(baskets[0].on, baskets[-1].on):
            self._wait_until(on, CALLS_BEGIN)
            self._look()
            self._call(on)
            for basket in by_day.get(on, ()):
                wait_until(self.firebase, basket.at)
                self._sell(basket)
                step(1)
        self._wait_until(baskets[-1].on, CLOSES)
        self.firebase.idle()
        self._look()

    def _look(self) -> None:
        """Note which reminders have come since the last look, as the customers' documents have them."""
        since, self._looked_at = self._looked_at, self._now()
        newer = FieldFilter("performed_at", ">", since)
        ran = [
            doc.to_dict() for doc in self.office.org.collection("interactions").where(filter=newer).stream()
        ]
        ids = {each["customer_id"] for each in ran if (each["automation_id"] or "").startswith("reminder_")}
        customers = self.office.org.collection("customers")
        for snapshot in self.office.client.get_all(customers.document(id) for id in sorted(ids)):
            self.reminders += _due(self._members[snapshot.id], snapshot.get("consumption"))

    def _call(self, on: date) -> None:
        given = calls.call(self.office, datetime.combine(on, CALLS_BEGIN, ZONE))
        if given:
            self.firebase.idle()
        commands = self.office.org.collection("commands")
        for snapshot in self.office.client.get_all(commands.document(id) for id in given) if given else ():
            if snapshot.get("status") != "done":
                self.refused.append(snapshot.to_dict())

    def _sell(self, basket: Basket) -> None:
        body = basket.body()
        before = self._hooks()
        status, answer = self.till.post(body)
        if status != 201:
            raise RuntimeError(f"{body['order_id']} was answered {status}: {answer}")
        bills = self.first_orders if basket.is_first else self.repeat_orders
        bills.append(self._hooks() - before)
        self.posted.append(body)
        self._members[answer["customer_id"]] = basket.member

    def _hooks(self) -> Bill:
        return reading(self.firebase.meter(), ["hooks"])

    def _now(self) -> datetime:
        return datetime.fromisoformat(self.firebase.control("GET", "/clock")["now"])

    def _wait_until(self, on: date, at: time) -> None:
        wait_until(self.firebase, datetime.combine(on, at, ZONE))


def repeated(reminders: Sequence[Due]) -> int:
    """How often a customer was reminded of one purchase again."""
    count = Counter((each.member, each.category, each.bought_on) for each in reminders)
    return sum(times - 1 for times in count.values())


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _due(member: int, consumption: dict[str, Any]) -> Iterator[Due]:
    keys = consumption["reminder"]["keys"]
    for each in consumption["products"]:
        if each["key"] in keys:
            on = date.fromisoformat(each["remind_on"])
            yield Due(member, each["category"], on, each["bought_at"].astimezone(ZONE).date())
