"""A shop on UTC whose figures are counted, for the tests of the business's figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from functions.domain.insights import business_steps
from functions.domain.insights.business_job import begun, work_page
from functions.domain.kernel.decisions import Changes, Decision
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER, PageDone
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org
from functions.domain.shop.products import ProductCost
from tests.builders import an_order, an_org, in_state
from tests.memory import DictBackend, a_store, run

DAY = timedelta(days=1)
JOB = "orgs/kopi/rebuilds/business_kpis"


def a_shop(every: str = "week", **settings: Any) -> Org:
    """A shop whose dormant customers have bought nothing for 90 days, where a push costs 10 and a call 200."""
    usual: dict[str, Any] = {
        "timezone": "UTC",
        "loyalty": {},
        "messages": {},
        "scoring": None,
        "campaigns": {"message_cost_minor": {"push": 10, "call": 200}},
    }
    kpis = {"every": every, **settings.pop("business_kpis", {})}
    return an_org(automations={}, **usual | {"business_kpis": kpis} | settings)


SHOP = a_shop()


def at(month: int, day: int, hour: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def email(number: int) -> str:
    return f"customer{number}@example.com"


def customer_path(backend: DictBackend, number: int) -> str:
    """Where the customer of a number is kept."""
    (id,) = (id for id, each in backend.all("customers").items() if each["email"] == email(number))
    return f"orgs/kopi/customers/{id}"


def sells(
    backend: DictBackend,
    number: int,
    total: int,
    when: datetime,
    *,
    to: int,
    org: Org = SHOP,
    lines: tuple[tuple[str | None, int, int], ...] = (),
    **facts: Any,
) -> None:
    """An order of a customer, in minor units; `lines`: product, quantity and price."""
    body = [
        {"product_id": product, "quantity": f"{quantity}", "unit_price": f"{price / 100:.2f}"}
        for product, quantity, price in lines
    ]
    shown = [{name: value for name, value in each.items() if value is not None} for each in body]
    order = an_order(org, order_id=f"{number}", customer={"email": email(to)}, lines=shown)
    order = in_state(order, **{"total_minor": total, "ordered_at": when, "updated_at": when} | facts)
    run(a_store(backend), lambda: record_order(org, order, order.facts.updated_at))


def costs(backend: DictBackend, **by_product: int) -> None:
    for product, cost in by_product.items():
        backend.put(ProductCost(id=product, cost_minor=cost))


@contextmanager
def pages_of(size: int) -> Iterator[None]:
    with (
        patch.object(business_steps, "PAGE_SIZE", size),
        patch.object(business_steps, "CUSTOMERS_A_PAGE", size),
        patch.object(business_steps, "ORDERS_AT_ONCE", size),
    ):
        yield


def begin(backend: DictBackend, now: datetime) -> None:
    def decide() -> Decision[None]:
        return Changes(put=((yield from begun(now - SEEN_EVERYWHERE_AFTER)),)), None

    run(a_store(backend), decide)


def a_page(backend: DictBackend, now: datetime, org: Org = SHOP) -> PageDone | None:
    done: PageDone | None = run(a_store(backend), lambda: work_page(org, now))
    return done


def count(backend: DictBackend, now: datetime, org: Org = SHOP) -> int:
    """The figures of an instant, all pages of them; how many there were."""
    begin(backend, now)
    number = 1
    while a_page(backend, now, org) is not None:
        number += 1
    return number


def figures(backend: DictBackend, month: str, scope: str = "all") -> dict[str, Any]:
    """A month's figures of a scope by their names."""
    found = backend.documents[f"orgs/kopi/insights/business:{month}"]["figures"]
    prefix = f"{scope}:"
    return {name.removeprefix(prefix): f["value"] for name, f in found.items() if name.startswith(prefix)}
