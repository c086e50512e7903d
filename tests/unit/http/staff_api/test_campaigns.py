"""`/campaigns` of the staff API, from the draft to its end."""

from typing import Any

import pytest

from functions.domain.campaign_runs.pages import send_page
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, rebuild_page
from functions.store.orgs import orgs
from tests.campaigns import a_buyer
from tests.memory import a_store, run
from tests.staff_api import StaffApi

DRAFT: dict[str, Any] = {
    "name": "Monsoon",
    "offer": "A second cup",
    "mode": "scheduled",
    "segment_ids": ["regulars"],
    "template": "winback_30",
    "variables": {"percent": 10, "days": 30},
}


@pytest.mark.item("S002-36")
def test_a_campaign_is_made_previewed_scheduled_and_its_recipients_are_counted(asked: StaffApi) -> None:
    regulars = {"name": "Regulars", "filter": {"in": ["regular", {"var": "tags"}]}}
    assert asked.ask("PUT", "segments/regulars", regulars).status_code == 200
    for number in range(3):
        asked.backend.put(a_buyer(number))
    made = asked.ask("POST", "campaigns", DRAFT).json
    assert made is not None
    place = f"campaigns/{made['campaign_id']}"
    seen = asked.ask("POST", f"{place}/preview", {}).json
    assert seen is not None
    assert (seen["audience"], seen["would_get"], seen["is_exact"]) == (3, 3, True)
    assert not [each for each in asked.backend.all("messages").values() if each.get("campaign_id")]
    scheduled = asked.ask("POST", f"{place}/schedule", {}).json
    assert scheduled is not None
    assert (scheduled["status"], scheduled["audience"]) == ("scheduled", 3)
    built_at = asked.backend.all("rebuilds")[AUTOMATIONS]["wake_at"]
    due = max(built_at, asked.backend.all("campaigns")[made["campaign_id"]]["wake_at"])
    store = a_store(asked.backend)
    while run(store, lambda: rebuild_page(orgs().get("kopi"), AUTOMATIONS, due)):
        pass
    run(store, lambda: send_page(orgs().get("kopi"), made["campaign_id"], batch_id=None, now=due))
    shown = asked.ask("GET", place).json
    assert shown is not None
    assert sum(shown["recipients"].values()) == 3
    assert (shown["progress"]["passed"], shown["segments"]) == (3, {"regulars": 3})


def test_a_campaign_that_is_tracked_alone_is_not_previewed(asked: StaffApi) -> None:
    answer = asked.ask("POST", "campaigns/cup/preview", {})
    assert answer.status_code == 400
    assert "is tracked only: nothing of it is sent" in answer.text
    assert asked.ask("POST", "campaigns/none/preview", {}).status_code == 404
