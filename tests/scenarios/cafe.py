"""A café on local Firebase as the preset makes it: an owner, a manager, a cashier, two outlets, and its till."""

import itertools
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from functions import provision
from tests.scenarios.shop import SECRET, Answer, Shop
from tests.scenarios.staff import ask

_bills = itertools.count(1)


def phone_of(number: int) -> str:
    return f"+12025550{100 + number}"


class Cafe(Shop):
    """An organisation of preset `cafe`. Ticks are run by the tests."""

    def provision(self) -> None:
        arguments = [self.id, "--preset", "cafe", "--name", "The Café", "--hook-secret", SECRET]
        assert provision.main(arguments) == 0
        for uid, role in (("owner", "owner"), ("manager", "manager"), ("agent", "agent")):
            self.write(f"members/{uid}", {"roles": [role], "name": uid.title()})
        for id in ("east", "west"):
            opened = self.ask("PATCH", f"outlets/{id}", {"name": id.title(), "manager_uid": "manager"})
            assert opened.status == 200, opened.text

    def ask(
        self, method: str, path: str, body: object = None, *, role: str = "manager", **more: Any
    ) -> Answer:
        """A request of a member to the staff API."""
        return ask(self, method, path, body, role=role, **more)

    def got(self, path: str, *, role: str = "manager") -> Any:
        answer = self.ask("GET", path, role=role)
        assert answer.status == 200, answer.text
        return answer.json

    def items(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.got(path)["items"]
        return found

    def gives(self, path: str, **body: Any) -> dict[str, Any]:
        """What a cashier enters."""
        answer = self.ask("POST", path, body, role="agent")
        assert answer.status == 201, answer.text
        return answer.json

    def bill(
        self, total: str, number: int | None = None, *, days_ago: int = 0, **changes: Any
    ) -> dict[str, Any]:
        """A bill that is paid at the till, by the customer with a phone of this number; what the till is answered."""
        at = (self.now() - timedelta(days=days_ago)).isoformat()
        line = {"product_id": "latte", "quantity": "1", "unit_price": total}
        usual = {"order_id": f"bill-{next(_bills)}", "ordered_at": at, "updated_at": at, "outlet_id": "east"}
        buyer = None if number is None else {"phone": phone_of(number)}
        answer = self.post(**{**usual, "total": total, "customer": buyer, "lines": [line], **changes})
        assert answer.status == 201, answer.text
        return answer.json

    def regular(self, number: int, *totals: str, **changes: Any) -> str:
        """Who paid these bills; their id."""
        (id,) = {self.bill(total, number, **changes)["customer_id"] for total in totals}
        return str(id)

    def profile(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.got(f"customers/{id}")
        return found

    def found(self, query: str) -> set[str]:
        """The ids of the customers whom a list has."""
        return {row["id"] for row in self.items(f"customers?limit=100&{query}")}

    def among(self, ids: Iterable[str], query: str) -> set[str]:
        """Those of these customers whom a list has."""
        return self.found(query) & set(ids)

    def pass_time(self, duration: str) -> None:
        """The clock moves on, through the tasks that are due on the way, and a tick comes."""
        self.firebase.idle()
        self.firebase.advance(duration)
        self.firebase.control("POST", "/schedules/tick/run")
        self.firebase.idle()

    def messages_by(self, rule: str) -> list[dict[str, Any]]:
        self.firebase.idle()
        return [each for each in self.messages() if each["rule"] == f"automation:{rule}"]
