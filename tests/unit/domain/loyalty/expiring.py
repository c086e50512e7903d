"""A shop whose points expire, and its customer, for the tests of this room."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.domain.automations.wake import wake_customer
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.staff.members import Member
from tests.builders import an_order, an_org, give, take_in
from tests.memory import DictBackend, a_store, run
from tests.reactions import reacted

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2026, 1, 10, 9, 30, tzinfo=UTC)
TELL = {"on": "points_expiring", "then": [{"send": "expiring", "channels": ["sms"]}]}
TEXTS = {
    "expiring": {
        "purpose": "transactional",
        "variables": {"expiring_points": {}, "expires_on": {}},
        "bodies": {"en": "{{ expiring_points }} points expire on {{ expires_on }}."},
    }
}


def a_shop(expiry: dict[str, Any] | None, **changes: Any) -> Org:
    """A point for each rupee, on UTC, with a message to who is told of points that expire."""
    loyalty = {"earn": {"per_amount": "1"}, "expiry": expiry}
    org = an_org(
        templates=TEXTS, automations={}, **{"loyalty": loyalty, "timezone": "UTC", "messages": {}} | changes
    )
    return org.model_copy(update={"automations": {"tell": AutomationSettings.model_validate(TELL)}})


@dataclass
class Shop:
    """A shop with one customer whose clock a test moves: each hour ticks, and wakes the customer where that is due."""

    org: Org
    now: datetime = START
    backend: DictBackend = field(default_factory=DictBackend)
    woken: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.backend.put(Member(id="till", roles=("owner",)))

    @property
    def customer(self) -> dict[str, Any]:
        return self.backend.one("customers")

    @property
    def points(self) -> int:
        return int(self.customer["loyalty"]["points"]) if self.backend.all("customers") else 0

    @property
    def ledger(self) -> list[tuple[str, int]]:
        entries = self.backend.all("loyalty_transactions").values()
        return [(entry["kind"], entry["amount"]) for entry in sorted(entries, key=lambda entry: entry["at"])]

    @property
    def expired(self) -> list[tuple[datetime, int]]:
        """When which points expired."""
        entries = self.backend.all("loyalty_transactions").values()
        return sorted((e["at"], -e["amount"]) for e in entries if e["kind"] == "expire")

    @property
    def told(self) -> list[str]:
        messages = sorted(self.backend.all("messages").values(), key=lambda each: each["created_at"])
        return ["{expiring_points} points, {expires_on}".format_map(each["variables"]) for each in messages]

    def buys(self, points: int, order_id: str, **changes: Any) -> None:
        at = self.now.isoformat()
        body = {"order_id": order_id, "total": str(points), "ordered_at": START.isoformat(), "updated_at": at}
        take_in(a_store(self.backend), an_order(self.org, **body | changes), org=self.org, now=self.now)

    def cancels(self, points: int, order_id: str) -> None:
        self.buys(points, order_id, status="cancelled")

    def spends(self, points: int) -> str:
        (id,) = self.backend.all("customers")
        data = {"customer_id": id, "points": points}
        command = give(self.backend, "redeem_points", data, org=self.org, now=self.now, made_at=self.now)
        return str(command["status"])

    def adjusts(self, amount: int) -> str:
        (id,) = self.backend.all("customers")
        data = {"customer_id": id, "amount": amount, "reason": "Counted wrong"}
        command = give(self.backend, "adjust_points", data, org=self.org, now=self.now, made_at=self.now)
        return str(command["status"])

    def gives_back(self, points: int, cause: str) -> None:
        """What was spent with an order comes back, as of one that is cancelled."""
        (id,) = self.backend.all("customers")

        def decide() -> Decision[None]:
            customer = yield from get(Customer, id)
            assert customer is not None
            left = customer.loyalty.with_changes(points=customer.loyalty.points + points)
            entry = LedgerEntry(
                id=f"{cause}:given_back",
                customer_id=id,
                unit="points",
                kind="reverse",
                amount=points,
                cause=cause,
                at=self.now,
            )
            after = yield from reacted(self.org, customer, customer.with_changes(loyalty=left), self.now)
            return Changes(create=(entry,), put=(after,)), None

        run(a_store(self.backend), decide)

    def wakes(self) -> None:
        """A tick, which finds the customer where they are due."""
        for id, customer in self.backend.all("customers").items():
            if (wake_at := customer.get("wake_at")) is not None and wake_at <= self.now:
                self.woken.append(self.now)
                run(a_store(self.backend), lambda id=id: wake_customer(self.org, id, self.now))  # type: ignore[misc]

    def passes(self, time: timedelta) -> None:
        """Time passes, hour by hour; hours at which nobody is due are left out."""
        until = self.now + time
        while self.now < until:
            due = [each.get("wake_at") for each in self.backend.all("customers").values()]
            ahead = max(HOUR, min((at - self.now for at in due if at is not None), default=until - self.now))
            hours = -(-ahead // HOUR)
            self.now = min(until, self.now + hours * HOUR)
            self.wakes()
