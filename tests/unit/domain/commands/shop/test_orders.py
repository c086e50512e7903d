"""A till's command records its order as the webhook does, with the same body and the same answer."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOON, PHONE, an_order, an_order_body, an_org, give, problems, take_in, with_staff
from tests.memory import DictBackend, a_store

ORG = an_org()
LATER = "2025-01-25T10:31:00+05:30"


def record(backend: DictBackend, **changes: Any) -> dict[str, Any]:
    return give(backend, "record_order", an_order_body(**changes))


def points(backend: DictBackend) -> list[int]:
    return [entry["amount"] for entry in backend.all("loyalty_transactions").values()]


def test_the_result_is_the_webhook_s_receipt() -> None:
    backend = with_staff()
    receipt = take_in(a_store(), an_order(ORG), org=ORG)
    assert record(backend)["result"] == receipt.as_answered()
    assert backend.one("customers")["loyalty"]["points"] == 3


def test_a_command_and_a_webhook_of_one_order_are_one_order() -> None:
    backend = with_staff()
    record(backend)
    receipt = take_in(a_store(backend), an_order(ORG, updated_at=LATER, total="500.00"), org=ORG)
    assert (receipt.replayed, receipt.points_balance, points(backend)) == (False, 5, [3, 2])


def test_an_older_state_that_comes_late_changes_nothing_and_is_answered_with_the_known_one() -> None:
    backend = with_staff()
    record(backend, updated_at=LATER, total="500.00")
    late = record(backend)
    assert (late["status"], late["result"]["replayed"], late["result"]["points_earned"]) == ("done", True, 5)
    assert points(backend) == [5]


def test_other_content_under_one_updated_at_is_refused_in_words_and_counts_for_nothing() -> None:
    backend = with_staff()
    record(backend)
    before = dict(backend.versions)
    again = record(backend, total="500.00")
    assert problems(again) == {
        "": "order pos:1 as of 2025-01-25T05:00:05+00:00 is already known with different content"
    }
    assert {path: backend.versions[path] for path in before} == before


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"currency": "USD"}, ["currency"]),
        ({"total": 0.1 + 0.2}, ["total"]),  # a sum of binary fractions, and no amount of money
        ({"customer": {"phone": "123"}, "currency": "USD"}, ["currency"]),
        ({"status": "done", "order_id": ""}, ["order_id", "status"]),
    ],
)
def test_what_is_no_order_says_why_by_field_and_writes_nothing_else(
    changes: dict[str, Any], paths: list[str]
) -> None:
    backend = with_staff()
    assert list(problems(record(backend, **changes))) == paths
    assert backend.documents.keys() == {"orgs/kopi/members/till", "orgs/kopi/commands/c0"}


@pytest.mark.parametrize("is_posted_first", [True, False])
def test_an_order_that_a_till_posts_and_syncs_too_counts_once_and_its_refund_leaves_nothing(
    is_posted_first: bool,
) -> None:
    """The till lost the webhook's answer, or the other way round; Firestore keeps numbers and instants as its own."""
    backend = with_staff()

    def posted(**changes: Any) -> bool:
        at = NOON.isoformat()
        body = {"ordered_at": at, "updated_at": at} | changes
        return take_in(a_store(backend), an_order(ORG, **body), org=ORG).replayed

    def synced(**changes: Any) -> bool:
        result = record(backend, **{"total": 387.0, "ordered_at": NOON, "updated_at": NOON} | changes)[
            "result"
        ]
        return bool(result["replayed"])

    ways = (posted, synced) if is_posted_first else (synced, posted)
    assert [way() for way in ways] == [False, True]
    customer = backend.one("customers")
    assert (customer["stats"]["orders"], customer["loyalty"]["points"], points(backend)) == (1, 3, [3])
    refund = {"status": "refunded", "updated_at": (NOON + timedelta(minutes=5)).isoformat()}
    assert [way(**refund) for way in ways] == [False, True]
    customer = backend.one("customers")
    assert (customer["stats"]["orders"], customer["loyalty"]["points"], points(backend)) == (0, 0, [3, -3])


def test_a_total_may_be_a_whole_number() -> None:
    backend = with_staff()
    assert record(backend, total=387, customer={"phone": PHONE})["result"]["points_earned"] == 3
