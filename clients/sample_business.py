"""What the sample organisation holds: staff, customers, orders and commands for an app to show, all of them made up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from functions.domain.staff.roles import ROLES, Role

TERRITORIES = ("north", "south")
# The customers in turn: the rep's own, those of the rep's territory, and those assigned to others.
_CUSTOMERS = ("first regular", "second regular", "newcomer", "big spender", "silent one", "caterer")
_ORDERS_OF_EACH = (5, 3, 1, 4, 2, 2)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MEI", "JUN", "JUL", "AGU", "SEP", "OKT", "NOV", "DES")


@dataclass(frozen=True)
class Person:
    """Someone to sign in as: a member of staff, or a customer with an app, who has no role."""

    uid: str
    role: Role | None = None

    def orgs(self, org: str) -> Mapping[str, str]:
        """The claim by which rules know the role."""
        return {} if self.role is None else {org: self.role}


@dataclass(frozen=True)
class GivenBy:
    """A command with its id: given again, it is the same one."""

    id: str
    kind: str
    by_uid: str
    data: Mapping[str, Any]


def people(org: str) -> list[Person]:
    """One member of staff for each role, and one customer."""
    return [*(Person(f"{role}-{org}", role) for role in ROLES), Person(f"customer-{org}")]


def members(org: str) -> Mapping[str, Mapping[str, Any]]:
    """The documents of the staff by uid."""
    return {
        person.uid: {"roles": [person.role], "name": f"The {person.role}", "territory_ids": TERRITORIES[:1]}
        for person in people(org)
        if person.role is not None
    }


def phone_of(number: int) -> str:
    """Of the range that the North American plan keeps for fiction."""
    return f"+1202555{100 + number:04}"


def orders(currency: str, today: datetime) -> Iterator[dict[str, Any]]:
    """Bodies of orders of the last weeks (docs/contracts.md, Orders in), the same all day long."""
    for number, (name, count) in enumerate(zip(_CUSTOMERS, _ORDERS_OF_EACH, strict=True), 1):
        for visit in range(count):
            at = (today - timedelta(days=1 + visit * 6 + number)).isoformat()
            price = str(120 * number + 35 * visit)
            yield {
                "order_id": f"sample-{number}-{visit + 1}",
                "source": "pos",
                "status": "paid",
                "ordered_at": at,
                "updated_at": at,
                "currency": currency,
                "total": price,
                "customer": {"phone": phone_of(number), "name": f"The {name}"},
                "outlet_id": "first",
                "visit_type": "dine_in" if visit % 2 else "takeaway",
                "lines": [{"product_id": "latte", "name": "Latte", "quantity": "1", "unit_price": price}],
            }


def package(org: str, today: datetime) -> GivenBy:
    """A journey to sell, for a travel agency: the packages of its preset departed in 2025."""
    departs_on = (today + timedelta(days=90)).date()
    content = {
        "code": f"UMR_{_MONTHS[departs_on.month - 1]}_{departs_on.year}_SAMPLE",
        "name": "Paket Umroh Contoh",
        "called": {"en": "Sample Umrah Package"},
        "price_minor": 2_500_000_000,
        "departs_on": departs_on.isoformat(),
        "duration_days": 9,
        "quota": 45,
    }
    data = {"collection": "packages", "id": "sample", "content": content}
    return GivenBy("sample-package", "save_configuration", f"owner-{org}", data)


def commands(org: str) -> Iterator[GivenBy]:
    """Who looks after which customer, and what was done with them; the last one is refused."""
    owner, rep = f"owner-{org}", f"sales_rep-{org}"
    for number in range(1, len(_CUSTOMERS) + 1):
        data: dict[str, Any] = {"phone": phone_of(number), "territory_id": TERRITORIES[number % 2]}
        if number % 3 == 1:
            data |= {"owner_uid": rep}
        if number == 1:
            data |= {"app_user_id": f"customer-{org}", "birthday": "01-31", "tags": ["regular"]}
        yield GivenBy(f"sample-customer-{number}", "change_customer", owner, data)
    yield GivenBy("sample-refused", "change_customer", rep, {"phone": "12", "birthday": "31 January"})
