"""A segment whole: its content, its campaigns, and figures as of an instant."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.campaigns.documents import Campaign
from functions.domain.kernel.errors import Malformed, NotFound
from functions.domain.staff.members import Member
from functions.domain.views.segment_stories import parse_days, segment_story, story_tallies, told
from tests.builders import NOON, an_org, give
from tests.memory import DictBackend, a_store, run
from tests.provisioning import provision

CAMPAIGN = {"id": "cup", "name": "Cup", "segment_ids": ["regulars"], "coupon_name": None}
COUNTED = {
    "everyone": 20,
    "segments.regulars": 8,
    "buyers": 3,
    "orders": 40,
    "spend_minor": 100_020,
    "redeemed.cup": 2,
}


def a_story(**changes: Any) -> dict[str, Any]:
    return {"id": "regulars", "name": "Regulars", "passed": None, "campaigns": [CAMPAIGN]} | changes


@pytest.mark.item("S002-08")
def test_a_segment_tells_its_members_their_purchases_and_its_campaigns_as_of_an_instant() -> None:
    shown = told(a_story(), COUNTED, now=NOON, days=30)
    assert (shown["member_count"], shown["counted_at"]) == (8, NOON.isoformat())
    assert shown["campaigns"] == [{**CAMPAIGN, "redemption_count": 2}]
    assert shown["performance"] == {
        "buyers": {
            "count": 3,
            "share": 0.375,
            "from": (NOON - timedelta(days=30)).isoformat(),
            "to": NOON.isoformat(),
        },
        "orders": 40,
        "spend_minor": 100_020,
        "average_order_minor": 2500,
        "spend_minor_each": 12_502,
        "redemptions": 2,
    }


def test_an_empty_segment_has_no_averages() -> None:
    counted = dict.fromkeys(COUNTED, 0)
    performance = told(a_story(campaigns=[]), counted, now=NOON, days=1)["performance"]
    assert (performance["average_order_minor"], performance["spend_minor_each"]) == (None, None)
    assert (performance["buyers"]["share"], performance["redemptions"]) == (None, 0)


def test_what_is_counted_is_one_figure_for_each_campaign_beside_five() -> None:
    assert story_tallies(a_story(), NOON, 30).keys() == COUNTED.keys()


@pytest.mark.parametrize("text", ["0", "3651", "-1", "x", "", "1.5", "٣"])
def test_a_window_is_a_day_to_ten_years(text: str) -> None:
    assert parse_days({}) == 30
    with pytest.raises(Malformed, match="days"):
        parse_days({"days": text})


def test_a_segment_s_story_has_its_campaigns_and_the_day_of_its_first_version() -> None:
    backend = DictBackend()
    provision(backend)
    backend.put(Member(id="lead", roles=("manager",)))
    content = {"name": "Regulars", "filter": {">": [{"var": "stats.orders"}, 1]}}
    saved = {"collection": "segments", "id": "regulars", "content": content}
    give(backend, "save_configuration", saved, by_uid="lead")
    backend.put(Campaign(id="cup", name="Cup", segment_ids=("regulars",)))
    story = run(a_store(backend), lambda: segment_story(an_org(), "lead", "regulars"))
    assert (story["id"], story["revision"]) == ("regulars", 1)
    assert story["created_at"] == story["updated_at"]
    assert [each["id"] for each in story["campaigns"]] == ["cup"]
    with pytest.raises(NotFound):
        run(a_store(backend), lambda: segment_story(an_org(), "lead", "none"))
