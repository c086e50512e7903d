"""A campaign is previewed by the gate that its pages ask, for a few reads, and nothing is written."""

from typing import Any

import pytest

from functions.domain.kernel.errors import Malformed
from functions.domain.orgs.org import Org
from functions.domain.views.campaign_previews import campaign_preview
from tests.builders import NOON
from tests.campaigns import a_buyer, a_shop, all_pages, by_customer, stocked
from tests.memory import Billed, DictBackend, a_store, run

ORG = a_shop(campaigns={"approval_above": 5, "message_cost_minor": {"push": 10, "call": 300}})


def previewed(backend: DictBackend, *, is_exact: bool = False, org: Org = ORG) -> dict[str, Any]:
    return run(a_store(backend), lambda: campaign_preview(org, "lead", "rain", is_exact=is_exact, now=NOON))


def a_mixed_shop(**changes: Any) -> DictBackend:
    """Four with the app, two without it, one who is staff too."""
    buyers = [a_buyer(number) for number in range(4)]
    without = [a_buyer(number, has_app=False, push_tokens=()) for number in (4, 5)]
    staff = a_buyer(6, tags=("regular", "staff"), segment_ids=("regulars", "staff"))
    usual: dict[str, Any] = {"status": "draft", "wake_at": None, "channels": ("push",)}
    return stocked(*buyers, *without, staff, exclude_segment_ids=("staff",), **usual | changes)


def test_a_preview_says_who_would_get_it_who_not_and_why_and_what_it_costs() -> None:
    backend = a_mixed_shop()
    before = dict(backend.documents)
    seen = previewed(backend)
    assert backend.documents == before
    assert (seen["audience"], seen["would_get"], seen["suppressed"], seen["left_out"]) == (7, 4, 2, 1)
    assert (seen["reasons"], seen["is_exact"], seen["is_approval_needed"]) == ({"no_address": 2}, True, True)
    assert seen["cost"] == {"reads": 7 + 1 + 4, "writes": 2 * 4 + 2 + 1 + 2 * 4, "money_minor": 40}
    assert seen["is_within_budget"]
    assert not previewed(a_mixed_shop(budget_minor=39))["is_within_budget"]


def test_what_a_preview_says_is_what_the_pages_do() -> None:
    backend = a_mixed_shop(holdout_percent=40, channels=("push", "call"))
    seen = previewed(backend, is_exact=True, org=a_shop())
    backend.client_writes("orgs/kopi/campaigns/rain", status="scheduled", wake_at=NOON)
    all_pages(backend, a_shop())
    progress = backend.one("campaigns")["progress"]
    parts = ("queued", "called", "held_out", "suppressed", "reasons")
    assert {name: seen[name] for name in parts} == {name: progress[name] for name in parts}
    assert len(by_customer(backend)) == progress["passed"]


def test_examples_are_of_a_customer_who_is_made_up() -> None:
    named = a_buyer(0, name="Rupert Unusual", phone="+12025550199")
    backend = stocked(named, status="draft", channels=("push", "sms"))
    seen = previewed(backend)
    assert 1 <= len(seen["examples"]) <= 3
    assert seen["examples"][0]["text"].startswith("Regular, A second cup.")
    assert "Rupert" not in str(seen)
    assert "2025550199" not in str(seen)


def test_what_is_wrong_with_a_text_is_said_before_it_is_scheduled() -> None:
    seen = previewed(stocked(a_buyer(0), status="draft", template="winback_30", channels=("push",)))
    assert [each["path"] for each in seen["problems"]] == ["template"]
    assert seen["examples"][0]["text"] is None


def test_of_many_customers_a_sample_is_asked_and_exact_is_refused_above_its_bound() -> None:
    backend = stocked(*(a_buyer(number) for number in range(1_000)), status="draft")
    for number in range(1_000):
        if number % 4 == 0:
            backend.client_writes(f"orgs/kopi/customers/c{number:04}", has_app=False, push_tokens=[])
    backend.billed = Billed()
    seen = previewed(backend, org=a_shop())
    assert backend.billed == Billed(reads=2 + 1 + 200)
    assert (seen["audience"], seen["asked"], seen["is_exact"]) == (1_000, 200, False)
    # Without the app their phone needs a consent, which is not recorded.
    assert (seen["would_get"], seen["reasons"]) == (750, {"not_opted_in": 250})
    assert previewed(backend, is_exact=True, org=a_shop())["asked"] == 1_000


def test_exact_is_refused_where_it_would_read_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    from functions.domain.views import campaign_previews

    monkeypatch.setattr(campaign_previews, "MOST_EXACT", 6)
    with pytest.raises(Malformed, match="exact"):
        previewed(a_mixed_shop(), is_exact=True)


def test_a_preview_of_a_hundred_thousand_bills_at_most_four_hundred_reads() -> None:
    backend = stocked(*(a_buyer(number) for number in range(200)), status="draft")
    counted = backend.tallied

    def as_if_many(org_id: str, tally: Any) -> int:
        assert counted(org_id, tally) == 200
        backend.billed.reads += 99  # 100,000 index entries are 100 reads
        return 100_000

    backend.tallied = as_if_many  # type: ignore[method-assign]
    backend.billed = Billed()
    seen = previewed(backend)
    assert backend.billed.reads == 302
    assert (seen["audience"], seen["would_get"], seen["cost"]["money_minor"]) == (100_000, 100_000, 1_000_000)
