"""A campaign's life: each step is taken once, a late one is refused, and an approval is of what was seen."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.configuration.documents import OfferDocument
from functions.domain.orgs.org import Org
from functions.store.documents import to_fields
from tests.builders import NOON, an_org_document, give, problems
from tests.campaigns import REGULARS, a_buyer, a_campaign, a_shop, all_pages, stocked
from tests.memory import Billed, DictBackend

ORG = a_shop()
CAREFUL = a_shop(campaigns={"approval_above": 1})
RAIN = {"campaign_id": "rain"}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DRAFT: dict[str, Any] = {"status": "draft", "scheduled_at": None, "wake_at": None}


def a_desk(*numbers: int, **changes: Any) -> DictBackend:
    """A campaign of these customers, a draft unless it is said otherwise."""
    backend = stocked(*(a_buyer(number) for number in numbers), **{**DRAFT, **changes})
    backend.client_writes("orgs/kopi", **to_fields(an_org_document()))
    return backend


def step(
    backend: DictBackend, word: str, *, by: str = "market", org: Org = ORG, **changes: Any
) -> dict[str, Any]:
    return give(backend, f"{word}_campaign", RAIN, by_uid=by, org=org, **changes)


def stands(backend: DictBackend) -> tuple[str, str | None]:
    campaign = backend.one("campaigns")
    return campaign["status"], campaign["stands_because"]


@pytest.mark.item("S001-49")
@pytest.mark.item("S002-10")
def test_a_draft_keeps_all_that_says_what_is_sent_to_whom_and_when() -> None:
    backend = a_desk()
    backend.put(OfferDocument(id="rain"))
    fields = {
        "name": "Monsoon",
        "description": "For the rain",
        "objective": "visits",
        "offer": "A second cup",
        "offer_id": "rain",
        "promotion_details": "On wet days",
        "related_product_ids": ["latte"],
        "segment_ids": [REGULARS],
        "exclude_segment_ids": ["staff"],
        "mode": "scheduled",
        "channels": ["push", "whatsapp", "sms", "email", "call"],
        "template": "monsoon",
        "variants": [{"id": "a", "template": "sunny", "weight": 2}],
        "variables": {"percent": 10, "day": "Monday"},
        "at_local_time": True,
        "spread_hours": 3,
        "budget_minor": 5_000,
        "budget_messages": 100,
        "holdout_percent": 12.5,
        "priority": 80,
    }
    times = {"starts_at": NOON + HOUR, "ends_at": NOON + 2 * HOUR}
    data = fields | {name: at.isoformat() for name, at in times.items()}
    result = give(backend, "save_campaign", data, by_uid="market", org=ORG)["result"]
    kept = backend.all("campaigns")[result["campaign_id"]]
    assert {name: kept[name] for name in fields} == fields
    assert {name: kept[name] for name in times} == times
    assert (kept["status"], kept["created_by"]) == ("draft", "market")


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"channels": ["fax"]}, "channels.0", "Input should be 'push', 'whatsapp', 'sms', 'email' or 'call'"),
        ({"channels": ["sms", "sms"]}, "channels", "names a channel twice"),
        ({"template": "gone"}, "template", "names no template"),
        ({"variants": [{"id": "a", "template": "gone"}]}, "variants.0.template", "names no template"),
        ({"variants": [{"id": "a", "template": "sunny"}] * 2}, "variants", "names a variant twice"),
        ({"exclude_segment_ids": ["gone"]}, "exclude_segment_ids.0", "names no segment"),
        ({"holdout_percent": 91}, "holdout_percent", "Input should be less than or equal to 90"),
        ({"budget_minor": -1}, "budget_minor", "Input should be greater than or equal to 0"),
        ({"priority": 0}, "priority", "Input should be greater than or equal to 1"),
        ({"spread_hours": 25}, "spread_hours", "Input should be less than or equal to 24"),
    ],
)
def test_a_field_that_is_wrong_is_refused_with_its_path_and_nothing_changes(
    changes: dict[str, Any], path: str, message: str
) -> None:
    backend = a_desk()
    before = backend.one("campaigns")
    command = give(backend, "save_campaign", RAIN | changes, by_uid="market", org=ORG)
    assert problems(command) == {path: message}
    assert backend.one("campaigns") == before


def test_a_draft_is_scheduled_for_its_start_or_for_the_next_minute_and_only_once() -> None:
    backend = a_desk(0, starts_at=NOON + HOUR)
    step(backend, "schedule")
    campaign = backend.one("campaigns")
    assert (campaign["status"], campaign["wake_at"], campaign["audience"]) == ("scheduled", NOON + HOUR, 1)
    assert step(backend, "schedule")["status"] == "done"
    assert backend.one("campaigns") == campaign
    at_once = a_desk(0, starts_at=None)
    step(at_once, "schedule")
    assert at_once.one("campaigns")["wake_at"] == NOON + MINUTE


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"segment_ids": ()}, "segment_ids", "is needed"),
        ({"template": None}, "template", "is needed"),
        ({"ends_at": NOON, "starts_at": None}, "ends_at", "has passed"),
        (
            {"exclude_segment_ids": ("gone",)},
            "campaign_id",
            "names a segment, template or offer that is gone",
        ),
        ({"template": "tier_upgrade"}, "template", "is not for marketing, which a campaign is"),
        (
            {"template": "winback_30", "channels": ("push",)},
            "template",
            "cannot be sent by push: the template winback_30 asks for percent, which the message does not have",
        ),
        ({"status": None, "mode": "tracked_only"}, "campaign_id", "is tracked only: nothing of it is sent"),
        ({"status": "done"}, "campaign_id", "is done"),
    ],
)
def test_a_draft_that_cannot_be_sent_is_not_scheduled(
    changes: dict[str, Any], path: str, message: str
) -> None:
    backend = a_desk(0, **changes)
    before = backend.one("campaigns")
    assert problems(step(backend, "schedule")) == {path: message}
    assert backend.one("campaigns") == before


def test_above_the_limit_a_leader_approves_and_marketing_may_not() -> None:
    backend = a_desk(0, 1)
    assert step(backend, "schedule", org=CAREFUL)["result"]["stands_because"] == "approval_missing"
    refused = step(backend, "approve", org=CAREFUL)
    assert problems(refused) == {"by_uid": "has no role that may give this command"}
    step(backend, "approve", by="lead", org=CAREFUL)
    campaign = backend.one("campaigns")
    assert (stands(backend), campaign["approved_by"]) == (("scheduled", None), "lead")
    all_pages(backend, CAREFUL, campaign["wake_at"])
    assert len(backend.all("messages")) == 2


def test_a_leader_s_own_schedule_needs_no_other_approval() -> None:
    backend = a_desk(0, 1)
    step(backend, "schedule", by="lead", org=CAREFUL)
    assert (stands(backend), backend.one("campaigns")["approved_by"]) == (("scheduled", None), "lead")


def test_a_change_of_what_is_sent_takes_the_approval_away_and_a_new_name_does_not() -> None:
    backend = a_desk(0, 1)
    step(backend, "schedule", by="lead", org=CAREFUL)
    give(backend, "save_campaign", RAIN | {"name": "Rain"}, by_uid="market", org=CAREFUL)
    assert backend.one("campaigns")["approved_by"] == "lead"
    later = NOON + MINUTE
    give(backend, "save_campaign", RAIN | {"template": "sunny"}, by_uid="market", org=CAREFUL, now=later)
    assert backend.one("campaigns")["approved_by"] is None
    late = step(backend, "approve", by="lead", org=CAREFUL, made_at=NOON, now=later)
    assert problems(late) == {"campaign_id": "was changed since this was decided"}


@pytest.mark.parametrize("word", ["pause", "resume", "cancel"])
def test_a_step_that_was_made_before_the_last_one_is_refused(word: str) -> None:
    status = {"pause": "running", "resume": "paused", "cancel": "running"}[word]
    words = {"running": "is running", "paused": "is paused"}[status]
    backend = a_desk(0, status=status, moved_at=NOON, started_at=NOON - HOUR)
    before = backend.one("campaigns")
    late = step(backend, word, made_at=NOON - MINUTE)
    assert problems(late) == {"campaign_id": f"{words} since this was asked for"}
    assert backend.one("campaigns") == before


def test_a_campaign_is_paused_goes_on_and_is_cancelled_and_each_step_again_changes_nothing() -> None:
    backend = a_desk(0, status="running", started_at=NOON, wake_at=NOON)
    looks = {"resume": NOON + MINUTE, "cancel": NOON + timedelta(days=7)}
    for word, status in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        step(backend, word)
        campaign = backend.one("campaigns")
        assert campaign["status"] == status
        step(backend, word)
        assert backend.one("campaigns") == campaign
        assert campaign.get("wake_at") == looks.get(word)
    assert problems(step(backend, "resume")) == {"campaign_id": "was cancelled"}


def test_what_is_sent_may_not_change_once_it_has_begun_and_its_budget_may() -> None:
    backend = a_desk(0, status="running", started_at=NOON)
    refused = give(backend, "save_campaign", RAIN | {"template": "sunny"}, by_uid="market", org=ORG)
    assert problems(refused) == {"template": "may not change: the campaign has begun"}
    give(backend, "save_campaign", RAIN | {"budget_messages": 5}, by_uid="market", org=ORG)
    assert backend.one("campaigns")["budget_messages"] == 5
    backend.put(a_campaign(status="cancelled"))
    over = give(backend, "save_campaign", RAIN | {"name": "Rain"}, by_uid="market", org=ORG)
    assert problems(over) == {"name": "may not change: the campaign is over"}


def test_an_ongoing_campaign_is_listed_while_it_may_take_customers_in() -> None:
    backend = a_desk(0, mode="ongoing", starts_at=None)
    step(backend, "schedule")
    assert backend.documents["orgs/kopi"]["ongoing_campaigns"] == {"rain": [REGULARS]}
    assert backend.one("campaigns")["wake_at"] == NOON + 2 * MINUTE
    step(backend, "pause")
    assert backend.documents["orgs/kopi"]["ongoing_campaigns"] == {"rain": [REGULARS]}
    step(backend, "cancel")
    assert "ongoing_campaigns" not in backend.documents["orgs/kopi"]


def test_a_step_bills_a_read_and_a_write() -> None:
    backend = a_desk(0, status="running", started_at=NOON)
    bills = []
    for word in ("pause", "resume", "cancel"):
        backend.billed = Billed()
        step(backend, word)
        bills.append((backend.billed.reads, backend.billed.writes))
    assert bills == [(2, 2)] * 3  # the member beside, and the command itself


def test_a_trial_goes_to_the_member_who_asks_and_to_nobody_else() -> None:
    backend = a_desk(0)
    backend.client_writes("orgs/kopi/members/market", email="market@example.com", name="Desk")
    result = give(backend, "try_campaign", RAIN, by_uid="market", org=ORG)["result"]
    message = backend.one("messages")
    assert result == {"message_id": "command:c0:message", "status": "queued", "channel": "email"}
    assert (message["member_uid"], message["purpose"], message["template"]) == (
        "market",
        "internal",
        "monsoon",
    )
    assert message.get("campaign_id") is None
    assert not backend.all("customers")["c0000"].get("marketing_touches")


def test_a_trial_that_reaches_no_device_says_why() -> None:
    backend = a_desk(0)
    result = give(backend, "try_campaign", RAIN, by_uid="market", org=ORG)["result"]
    assert result["reason"] == "the member cannot be reached on any of the channels"
    wrong = give(backend, "try_campaign", RAIN | {"variant": "z"}, by_uid="market", org=ORG)
    assert problems(wrong) == {"variant": "names no variant of the campaign"}


def test_an_earlier_start_wakes_a_scheduled_campaign_earlier() -> None:
    backend = a_desk(0, starts_at=NOON + 5 * HOUR)
    step(backend, "schedule")
    earlier = RAIN | {"starts_at": (NOON + HOUR).isoformat()}
    give(backend, "save_campaign", earlier, by_uid="market", org=ORG)
    assert backend.one("campaigns")["wake_at"] == NOON + HOUR


def test_a_change_above_the_limit_says_that_the_approval_is_missing_again() -> None:
    backend = a_desk(0, 1)
    step(backend, "schedule", by="lead", org=CAREFUL)
    give(backend, "save_campaign", RAIN | {"template": "sunny"}, by_uid="market", org=CAREFUL)
    assert stands(backend) == ("scheduled", "approval_missing")


def test_a_pause_after_the_last_page_leaves_it_running_until_all_has_gone_out() -> None:
    backend = a_desk(0, status="scheduled", scheduled_at=NOON, wake_at=NOON, spread_hours=24)
    all_pages(backend, ORG)
    last = backend.one("campaigns")["last_send_at"]
    step(backend, "pause")
    step(backend, "resume")
    all_pages(backend, ORG, NOON + MINUTE)
    campaign = backend.one("campaigns")
    assert (campaign["status"], campaign["wake_at"]) == ("running", last)
    all_pages(backend, ORG, last)
    assert stands(backend) == ("done", None)


def test_a_text_that_is_edited_after_the_approval_needs_another_one() -> None:
    backend = a_desk(0, 1)
    step(backend, "schedule", by="lead", org=CAREFUL)
    other = CAREFUL.templates["monsoon"].model_copy(update={"bodies": {"en": "Something else"}})
    edited = CAREFUL.model_copy(update={"templates": {**CAREFUL.templates, "monsoon": other}})
    all_pages(backend, edited, NOON + MINUTE)
    assert (stands(backend), backend.all("messages")) == (("scheduled", "approval_missing"), {})
    step(backend, "approve", by="lead", org=edited, now=NOON + 2 * MINUTE)
    all_pages(backend, edited, NOON + 3 * MINUTE)
    assert len(backend.all("messages")) == 2


def test_the_figure_by_which_it_is_judged_is_saved_needs_its_goods_and_stays_once_it_has_begun() -> None:
    backend = a_desk(0)
    judged = RAIN | {"kpi": "cross_sell_rate", "kpi_target": 0.2}
    refused = give(backend, "save_campaign", judged, by_uid="market", org=ORG)
    assert problems(refused) == {"promotes": "is needed for this kpi"}
    goods = {"promotes": {"categories": ["spice"]}}
    assert give(backend, "save_campaign", judged | goods, by_uid="market", org=ORG)["status"] == "done"
    kept = backend.one("campaigns")
    assert (kept["kpi"], kept["kpi_target"], kept["promotes"]["categories"]) == (
        "cross_sell_rate",
        0.2,
        ["spice"],
    )
    backend = a_desk(0, status="running", started_at=NOON)
    refused = give(backend, "save_campaign", RAIN | {"kpi": "aov"}, by_uid="market", org=ORG)
    assert problems(refused) == {"kpi": "may not change: the campaign has begun"}
