"""A grocer with profiles, and what its customers buy, for the tests of this room."""

from datetime import UTC, datetime, timedelta
from typing import Any

from functions.domain.automations.wake import wake_customer
from functions.domain.orders.documents import Order
from functions.domain.orders.receipts import Receipt
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.consumption import ConsumptionProfile
from tests.builders import an_order, an_org, in_state
from tests.memory import Billed, DictBackend, a_store, run

DAY = timedelta(days=1)
BOUGHT = datetime(2026, 3, 1, 14, 0, tzinfo=UTC)
PROFILES: dict[str, dict[str, Any]] = {
    "rice": {
        "categories": ["rice"],
        "avg_consumption_days": 25,
        "per": {"quantity": "5", "unit": "kg"},
        "buffer_days": 3,
    },
    "oil": {
        "categories": ["oil"],
        "avg_consumption_days": 20,
        "per": {"quantity": "1", "unit": "litre"},
        "buffer_days": 2,
    },
}
REMIND = {"on": "reminder_due", "then": [{"send": "reminder", "channels": ["sms"]}]}
TEXTS = {
    "reminder": {
        "purpose": "transactional",
        "bodies": {"en": "{{ products }}, {{ days }} days ago: {{ quantity }}?"},
    }
}
RICE = {"product_id": "miniket", "name": "Miniket", "category": "rice", "quantity": "5", "unit": "kg"}
OIL = {"product_id": "soya", "name": "Soya", "category": "oil", "quantity": "1", "unit": "litre"}


def a_grocer(
    profiles: dict[str, Any] | None = None, automations: dict[str, Any] | None = None, **settings: Any
) -> Org:
    """A grocer on UTC with these profiles, which reminds customers by SMS."""
    org = an_org(
        templates=TEXTS, automations={}, **{"timezone": "UTC", "loyalty": {}, "messages": {}} | settings
    )
    wanted = PROFILES if profiles is None else profiles
    made = {"remind": REMIND} if automations is None else automations
    return org.model_copy(
        update={
            "consumption_profiles": {
                id: ConsumptionProfile.model_validate(each) for id, each in wanted.items()
            },
            "automations": {id: AutomationSettings.model_validate(each) for id, each in made.items()},
        }
    )


ORG = a_grocer()


def an_order_of(*lines: dict[str, Any], number: str = "1", at: datetime = BOUGHT, **facts: Any) -> Order:
    """A paid order of these lines; `facts` go over its own."""
    order = an_order(ORG, order_id=number, lines=[{"unit_price": "10.00", **each} for each in lines])
    return in_state(order, **{"ordered_at": at, "updated_at": at} | facts)


def buys(
    backend: DictBackend,
    *lines: dict[str, Any],
    number: str = "1",
    at: datetime = BOUGHT,
    org: Org = ORG,
    now: datetime | None = None,
    **facts: Any,
) -> Receipt:
    order = an_order_of(*lines, number=number, at=at, **facts)
    return run(a_store(backend), lambda: record_order(org, order, now or order.facts.updated_at), org.id)


def consumption(backend: DictBackend) -> dict[str, Any]:
    found: dict[str, Any] = backend.one("customers")["consumption"]
    return found


def days(backend: DictBackend) -> dict[str, str]:
    """On which day the customer is reminded of each product."""
    customer = backend.one("customers")
    return {each["key"]: each["remind_on"] for each in customer.get("consumption", {}).get("products", ())}


def due(backend: DictBackend) -> datetime | None:
    found: datetime | None = backend.one("customers")["due"].get("consumption")
    return found


def wakes(backend: DictBackend, now: datetime, org: Org = ORG) -> None:
    """What a tick does at this instant."""
    (id,) = backend.all("customers")
    run(a_store(backend), lambda: wake_customer(org, id, now), org.id)


def told(backend: DictBackend) -> list[str]:
    """What each message reminds of."""
    given = (each["variables"] for each in backend.all("messages").values())
    return [f"{each['products']}, {each['days']} days: {each['quantity']}" for each in given]


def billed(backend: DictBackend, act: Any) -> Billed:
    backend.billed = Billed()
    act()
    return backend.billed
