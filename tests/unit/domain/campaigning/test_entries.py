"""An ongoing campaign takes in who enters its segment later, in the commit that moves them, once."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Decision
from functions.domain.orgs.org import Org
from tests.builders import NOON, give, with_staff
from tests.campaigns import a_buyer, a_campaign, a_shop, all_pages, by_customer, one_page, pages_of, stocked
from tests.memory import Billed, DictBackend, a_store, run
from tests.reactions import reacted

MINUTE = timedelta(minutes=1)
RUNNING: dict[str, Any] = {"mode": "ongoing", "status": "running", "started_at": NOON, "wake_at": None}


def a_listing_shop(**changes: Any) -> Org:
    return a_shop(**changes).model_copy(update={"ongoing_campaigns": {"rain": ("regulars",)}})


ORG = a_listing_shop()


def a_stranger(number: int = 9, **changes: Any) -> Customer:
    return a_buyer(number, **{"tags": (), "segment_ids": ()} | changes)


def becomes(backend: DictBackend, *tags: str, id: str = "c0009", org: Org = ORG) -> None:
    """The customer's tags change, and what follows is in that commit."""
    give(backend, "change_customer", {"customer_id": id, "tags": list(tags)}, by_uid="lead", org=org)


def test_who_enters_later_gets_the_message_in_that_commit_and_never_a_second_one() -> None:
    backend = stocked(a_stranger(), **RUNNING)
    for tags in (("regular",), (), ("regular",)):
        becomes(backend, *tags)
    assert by_customer(backend) == {"c0009": ("queued", None)}
    assert backend.all("customers")["c0009"]["last_contacted_at"] == NOON
    assert backend.one("campaigns")["progress"]["queued"] == 0  # of pages alone


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "paused"},
        {"status": "cancelled"},
        {"status": "scheduled"},
        {"ends_at": NOON},
        {"mode": "scheduled"},
        {"exclude_segment_ids": ("staff",)},
        {"template": "gone"},
    ],
)
def test_a_campaign_that_does_not_run_takes_in_no_one(changes: dict[str, Any]) -> None:
    backend = stocked(a_stranger(), **RUNNING | changes)
    becomes(backend, "regular", "staff")
    assert not backend.all("messages")


def test_who_entered_during_a_pause_is_reached_when_it_goes_on_and_who_had_it_is_not_again() -> None:
    backend = stocked(a_buyer(0), a_stranger(), **RUNNING | {"wake_at": NOON})
    all_pages(backend, ORG)
    backend.put(a_campaign(**RUNNING | {"status": "paused", "is_passed": True}))
    becomes(backend, "regular")
    assert set(backend.all("messages")) == {"rain:c0000"}
    give(backend, "resume_campaign", {"campaign_id": "rain"}, by_uid="lead", org=ORG)
    with pages_of(1):
        all_pages(backend, ORG, NOON + MINUTE)
    assert by_customer(backend) == {"c0000": ("queued", None), "c0009": ("queued", None)}
    assert backend.all("messages")["rain:c0000"]["created_at"] == NOON


def test_an_entry_beside_its_page_makes_one_message() -> None:
    backend = stocked(a_stranger(), **RUNNING | {"wake_at": NOON})
    becomes(backend, "regular")
    assert not one_page(backend, ORG)
    assert len(backend.all("messages")) == 1


def test_a_budget_counts_who_enters_and_ends_the_campaign_when_it_is_used_up() -> None:
    backend = stocked(a_stranger(8), a_stranger(9), **RUNNING | {"budget_messages": 1, "is_passed": True})
    becomes(backend, "regular", id="c0008")
    assert backend.one("campaigns")["progress"]["queued"] == 1
    becomes(backend, "regular", id="c0009")
    assert set(backend.all("messages")) == {"rain:c0008"}
    assert not one_page(backend, ORG)
    assert (backend.one("campaigns")["status"], backend.one("campaigns")["stands_because"]) == (
        "done",
        "budget",
    )


def test_who_enters_bills_two_reads_and_a_write_more_and_who_does_not_nothing() -> None:
    bills = []
    for org in (ORG, a_shop()):
        backend = stocked(a_stranger(), **RUNNING)
        backend.billed = Billed()
        becomes(backend, "regular", org=org)
        bills.append(backend.billed)
    assert (bills[0].reads - bills[1].reads, bills[0].writes - bills[1].writes) == (2, 1)


def test_an_import_takes_in_no_one() -> None:
    backend, quiet = with_staff(), ORG.model_copy(update={"is_quiet": True})
    customer = a_stranger()

    def enter() -> Decision[None]:
        after = yield from reacted(quiet, customer, customer.with_changes(tags=("regular",)), NOON)
        return Changes(create=(after,)), None

    backend.put(a_campaign(**RUNNING))
    run(a_store(backend), enter)
    assert not backend.all("messages")
