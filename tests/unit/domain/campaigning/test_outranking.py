"""One customer's cap has one place left: the message of higher priority has it, and the other says so."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.orgs.org import Org
from tests.builders import NOON, an_order, an_org, take_in
from tests.campaigns import (
    REGULARS,
    TEXTS,
    a_buyer,
    a_campaign,
    a_shop,
    all_pages,
    claimed,
    one_page,
    stocked,
)
from tests.memory import Billed, DictBackend, a_store

CAPPED: dict[str, Any] = {"quiet_hours": None, "caps": {"overall": {"day": 1}}}
ORG = a_shop(messages=CAPPED)
HOUR = timedelta(hours=1)


def sent_both(first: int, second: int, *, spread: int | None = 3, org: Org = ORG) -> DictBackend:
    """A campaign of the first priority queues its message for later, then one of the second goes out."""
    backend = stocked(a_buyer(0), priority=first, spread_hours=spread)
    backend.put(a_campaign(id="sun", priority=second, template="sunny", wake_at=NOON + timedelta(seconds=1)))
    all_pages(backend, org)
    assert backend.all("messages")["rain:c0000"]["status"] == "queued"
    run_sun(backend, org)
    return backend


def run_sun(backend: DictBackend, org: Org = ORG) -> None:

    one_page(backend, org, NOON + timedelta(seconds=1), id="sun")


def stands(backend: DictBackend) -> dict[str, tuple[str, str | None]]:
    return {id: (each["status"], each["reason"]) for id, each in backend.all("messages").items()}


def test_the_higher_takes_the_place_of_a_lower_one_that_is_queued_for_later() -> None:
    backend = sent_both(20, 80)
    assert stands(backend) == {
        "rain:c0000": ("suppressed", "outranked"),
        "sun:c0000": ("queued", None),
    }
    touches = backend.all("customers")["c0000"]["marketing_touches"]
    assert [(each["message_id"], each["priority"]) for each in touches] == [("sun:c0000", 80)]
    assert claimed(backend, ORG, "rain:c0000", NOON + 4 * HOUR).state == "over"
    assert claimed(backend, ORG, "sun:c0000", NOON + 4 * HOUR).state == "sending"


def test_the_lower_says_that_it_was_outranked_and_an_equal_one_that_the_cap_is_full() -> None:
    assert stands(sent_both(80, 20))["sun:c0000"] == ("suppressed", "outranked")
    assert stands(sent_both(50, 50))["sun:c0000"] == ("suppressed", "frequency_cap")


def test_what_has_gone_keeps_its_place() -> None:
    backend = sent_both(20, 80, spread=None)
    assert stands(backend) == {
        "rain:c0000": ("queued", None),
        "sun:c0000": ("suppressed", "frequency_cap"),
    }


def test_a_message_that_was_claimed_meanwhile_keeps_its_place() -> None:
    backend = stocked(a_buyer(0), priority=20, spread_hours=3)
    backend.put(a_campaign(id="sun", priority=80, wake_at=NOON + timedelta(seconds=1)))
    all_pages(backend, ORG)
    backend.client_writes("orgs/kopi/messages/rain:c0000", status="sending")
    run_sun(backend)
    assert stands(backend)["sun:c0000"] == ("suppressed", "frequency_cap")


def test_taking_a_place_bills_one_read_and_one_write_more() -> None:
    bills = []
    for first in (20, 50):
        backend = stocked(a_buyer(0), priority=first, spread_hours=3)
        backend.put(a_campaign(id="sun", priority=80 if first == 20 else 50, wake_at=NOON))
        all_pages(backend, ORG)
        backend.billed = Billed()
        run_sun(backend)
        bills.append(backend.billed)
    # Refused it bills the message and the campaign, else also the customer, and the one that gave way.
    assert (bills[0].reads - bills[1].reads, bills[0].writes - bills[1].writes) == (1, 2)


@pytest.mark.parametrize(("priority", "gave_way"), [(20, True), (80, False)])
def test_an_automation_takes_the_place_of_a_campaign_below_the_usual_priority(
    priority: int, gave_way: bool
) -> None:
    news = {"thanks": {"on": "order_paid", "then": [{"send": "sunny", "variables": {"offer": "A cup"}}]}}
    org = an_org(templates=TEXTS, automations=news, messages=CAPPED)
    org = org.model_copy(update={"segments": ORG.segments})
    backend = DictBackend()
    take_in(a_store(backend), an_order(), org=an_org(automations={}))
    (customer_id,) = backend.all("customers")
    backend.client_writes(
        f"orgs/kopi/customers/{customer_id}",
        has_app=True,
        push_tokens=["token"],
        tags=["regular"],
        segment_ids=[REGULARS],
    )
    backend.put(a_campaign(priority=priority, spread_hours=3))
    all_pages(backend, org)
    take_in(a_store(backend), an_order(order_id="2"), org=org, now=NOON)
    found = {each["rule"]: (each["status"], each["reason"]) for each in backend.all("messages").values()}
    assert found == (
        {"campaign:rain": ("suppressed", "outranked"), "automation:thanks": ("queued", None)}
        if gave_way
        else {"campaign:rain": ("queued", None), "automation:thanks": ("suppressed", "outranked")}
    )
