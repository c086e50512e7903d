"""The grocer's days on local Firebase: reminders in the morning, then the agents' calls, then the day's baskets."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from google.cloud.firestore import FieldFilter

from demo.bill import Bill, delivering, reading
from demo.grocer import calls
from demo.grocer.baskets import ZONE, Basket
from demo.grocer.calls import Agent
from demo.grocer.coupons import Purses, with_coupon
from demo.grocer.meeting import Due
from demo.grocer.offers import Offers
from demo.offices import Office
from demo.progress import Step
from demo.replays import wait_until
from demo.tills import Till
from local.client import LocalFirebase

CALLS_BEGIN, CLOSES = time(10), time(22)
# Before an offer begins, which it does when the calls do, and when all of its messages have gone out.
OFFER_NEAR, OFFER_OUT = time(9, 58), time(10, 30)
NO_BILL = Bill()
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Load:
    """How many calls an agent had to make on a day."""

    uid: str
    on: date
    count: int


@dataclass
class Seen:
    """What is seen of the days as they pass. `posted`: the deliveries."""

    posted: list[dict[str, Any]] = field(default_factory=list)
    reminders: list[Due] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    calls: Bill = NO_BILL
    offers: Bill = NO_BILL
    coupons_refused: int = 0
    first_orders: list[Bill] = field(default_factory=list)
    repeat_orders: list[Bill] = field(default_factory=list)
    coupon_orders: list[Bill] = field(default_factory=list)


@dataclass
class Days:
    """The grocer's days."""

    firebase: LocalFirebase
    till: Till
    office: Office
    agents: Sequence[Agent]
    offers: Offers
    seen: Seen = field(default_factory=Seen)
    _purses: Purses = field(default_factory=Purses)
    _customers: dict[int, str] = field(default_factory=dict)
    _members: dict[str, int] = field(default_factory=dict)
    _looked_at: datetime = LONG_AGO

    def live(self, baskets: Sequence[Basket], step: Step) -> None:
        """Let every day pass from the first basket's to the last one's."""
        by_day = {on: list(of) for on, of in groupby(baskets, lambda basket: basket.on)}
        for on in _days(baskets[0].on, baskets[-1].on):
            self._pass_morning(on)
            for basket in by_day.get(on, ()):
                wait_until(self.firebase, basket.at)
                self._sell(basket)
                step(1)
        self._wait_until(baskets[-1].on, CLOSES)
        self.firebase.idle()
        self._look()

    def _pass_morning(self, on: date) -> None:
        """Offers that begin, approvals, calls; and what delivering an offer was billed."""
        begins = self.offers.start_on(datetime.combine(on, CALLS_BEGIN, ZONE))
        if begins:
            self._wait_until(on, OFFER_NEAR)
        before = delivering(self.firebase.meter())
        self._wait_until(on, CALLS_BEGIN)
        self._look()
        self.offers.approve()
        self._call(on)
        if begins:
            self._wait_until(on, OFFER_OUT)
            self.seen.offers += delivering(self.firebase.meter()) - before

    def _look(self) -> None:
        """Note what has come since the last look: reminders, as the customers' documents have them, and coupons."""
        since, self._looked_at = self._looked_at, self._now()
        ran = self._newer("interactions", "performed_at", since)
        ids = {each["customer_id"] for each in ran if (each["automation_id"] or "").startswith("reminder_")}
        customers = self.office.org.collection("customers")
        for snapshot in self.office.client.get_all(customers.document(id) for id in sorted(ids)):
            self.seen.reminders += _due(self._members[snapshot.id], snapshot.get("consumption"))
        self._purses.add(self._newer("coupons", "created_at", since))

    def _newer(self, collection: str, field: str, since: datetime) -> list[dict[str, Any]]:
        query = self.office.org.collection(collection).where(filter=FieldFilter(field, ">", since))
        return [doc.to_dict() | {"id": doc.id} for doc in query.stream()]

    def _call(self, on: date) -> None:
        before = self._billed("on_command_written")
        loads = calls.call(self.office, self.agents, datetime.combine(on, CALLS_BEGIN, ZONE))
        self.seen.loads += [Load(uid, on, count) for uid, count in loads.items()]
        if loads:
            self.firebase.idle()
            self.seen.calls += self._billed("on_command_written") - before

    def _sell(self, basket: Basket) -> None:
        body = self._body(basket)
        before = self._billed("hooks")
        status, answer = self.till.post(body)
        if status != 201:
            raise RuntimeError(f"{body['order_id']} was answered {status}: {answer}")
        self._bills(basket, body).append(self._billed("hooks") - before)
        self.seen.posted.append(body)
        self.seen.coupons_refused += "coupon_code" in {each["path"] for each in answer.get("warnings", ())}
        if basket.member not in self._customers:
            self._enter(basket, answer["customer_id"])

    def _enter(self, basket: Basket, customer_id: str) -> None:
        """A new customer, whose district the manager notes down: by it an agent is found for them."""
        self._customers[basket.member], self._members[customer_id] = customer_id, basket.member
        district = calls.district_of(basket.member)
        data = {"customer_id": customer_id, "district": district}
        id = f"district:{customer_id}"
        self.office.give("change_customer", data, id=id, uid=calls.MANAGER, at=basket.at)
        self.firebase.idle()

    def _body(self, basket: Basket) -> dict[str, Any]:
        """The delivery, with a coupon where the customer holds one and has agreed to be told of it."""
        customer_id = self._customers.get(basket.member)
        if customer_id is None or not any(basket.consents.values()):
            return basket.body()
        coupon = self._purses.take(customer_id, basket.at)
        return basket.body() if coupon is None else with_coupon(basket, coupon)

    def _bills(self, basket: Basket, body: dict[str, Any]) -> list[Bill]:
        if basket.is_first:
            return self.seen.first_orders
        return self.seen.coupon_orders if "coupon_code" in body else self.seen.repeat_orders

    def _billed(self, function: str) -> Bill:
        return reading(self.firebase.meter(), [function])

    def _now(self) -> datetime:
        return self.firebase.now()

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
