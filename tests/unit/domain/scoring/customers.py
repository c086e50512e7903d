"""A shop that keeps scores, and its customers, for the tests of this room."""

from datetime import datetime, timedelta
from typing import Any

from functions.domain.automations.wake import wake_customer
from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from tests.builders import NOON, PHONE, an_order, an_org, give, in_state, take_in, with_staff
from tests.memory import DictBackend, a_store, run

DAY = timedelta(days=1)
TEXTS = {
    "news": {"purpose": "transactional", "bodies": {"en": "News"}},
    "offer": {"purpose": "marketing", "bodies": {"en": "An offer"}},
}
# 40 points at an order, none after 40 days: one a day.
ONE_A_DAY = {"by": "recency", "name": "last_order", "points": 40, "days": 40}


def shop(scoring: dict[str, Any] | None = None, **changes: Any) -> Org:
    """A shop with these scores; `automations` beside its settings."""
    automations = changes.pop("automations", {})
    settings = {"loyalty": {}, "messages": {}, "scoring": scoring} | changes
    org = an_org(templates=TEXTS, **settings)
    made = {id: AutomationSettings.model_validate(each) for id, each in automations.items()}
    return org.model_copy(update={"automations": made})


def buyer(last: datetime | None = NOON, **changes: Any) -> Customer:
    """A customer who bought once."""
    stats = {"orders": 1, "first_order_at": last, "last_order_at": last, "last_activity_at": last}
    return Customer.model_validate({"id": "c", "stats": stats if last else {}} | changes)


def buys(backend: DictBackend, org: Org, number: int = 1, *, at: datetime = NOON, **changes: Any) -> None:
    order = in_state(an_order(org, order_id=str(number)), ordered_at=at, updated_at=at, **changes)
    take_in(a_store(backend), order, org=org, now=at)


def interacts(backend: DictBackend, org: Org, *, at: datetime, id: str | None = None) -> None:
    (customer_id,) = backend.all("customers")
    data = {
        "interaction_type": "call_completed",
        "interaction_source": "customer_service",
        "customer_id": customer_id,
        "performed_at": at.isoformat(),
    }
    given = give(backend, "record_interaction", data, org=org, now=at, id=id)
    assert given["status"] == "done", given


def signed_up(org: Org, **profile: Any) -> DictBackend:
    """A shop with a member of staff and a customer who never bought."""
    backend = with_staff(role="manager")
    given = give(backend, "change_customer", {"name": "Regular", "phone": PHONE} | profile, org=org)
    assert given["status"] == "done", given
    return backend


def wakes(backend: DictBackend, org: Org, until: datetime) -> list[datetime]:
    """What exact ticks would do until then, and when."""
    woken = []
    for id in backend.all("customers"):
        while (due := backend.all("customers")[id].get("wake_at")) is not None and due <= until:
            run(a_store(backend), lambda id=id, due=due: wake_customer(org, id, due))  # type: ignore[misc]
            woken.append(due)
    return woken


def engagement(backend: DictBackend) -> dict[str, Any]:
    found: dict[str, Any] = backend.one("customers")["engagement"]
    return found


def bands(backend: DictBackend) -> tuple[str | None, ...]:
    found = engagement(backend)
    return found["temperature"], found["lifecycle_stage"], found["customer_type"]
