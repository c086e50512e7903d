"""Deals on their board over the wire: a business's own pipeline, moves by the API and by phones, and what they bill."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clients.queries import QUERIES
from local.tokens import make_token
from tests.scenarios.app_queries import DENIED, SERVED, made, status_of
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask, billing

TRADE = {
    "name": "Trade",
    "stages": [
        {"id": "talk", "name": "Talk", "probability_percent": 10, "sla": {"hours": 24}},
        {"id": "offer", "name": "Offer", "requires": ["estimated_value_minor"], "forecast": "commit"},
        {"id": "bought", "name": "Bought", "outcome": "won"},
        {"id": "gone", "name": "Gone", "outcome": "lost"},
        {"id": "served", "name": "Served", "outcome": "kept"},
    ],
}


@pytest.fixture
def sales(shop: Shop) -> Shop:
    """A business with a pipeline of its own, and an account."""
    saved = ask(shop, "PUT", "pipelines/trade", TRADE)
    assert saved.status == 200, saved.text
    shop.write("customers/cafe", {"name": "Fox Coffee", "customer_group": "b2b", "due": {}})
    return shop


def moved(shop: Shop, **fields: Any) -> Any:
    return ask(shop, "PATCH", "opportunities/deal", fields)


def begin(shop: Shop) -> None:
    answer = ask(
        shop, "POST", "opportunities", {"opportunity_id": "deal", "customer_id": "cafe", "title": "Beans"}
    )
    assert (answer.status, answer.json["opportunity_id"]) == (201, "deal"), answer.text


@pytest.mark.item("S000-07", "S000-10", "S000-11", "S000-12", "S002-22")
def test_a_deal_goes_through_the_stages_of_its_pipeline_and_is_refused_by_its_rules(sales: Shop) -> None:
    begin(sales)
    for fields, path in (
        ({"stage": "lead"}, "stage"),
        ({"stage": "offer"}, "estimated_value_minor"),
        ({"stage": "served"}, "stage"),
        ({"stage": "gone"}, "close_reason"),
        ({"pipeline": "none"}, "pipeline"),
    ):
        refused = moved(sales, **fields)
        assert (refused.status, [each["path"] for each in refused.json["fields"]]) == (400, [path]), (
            refused.text
        )
    steps: tuple[dict[str, Any], ...] = (
        {"stage": "offer", "estimated_value_minor": 900},
        {"stage": "bought", "close_reason": "Taste"},
        {"stage": "served"},
    )
    for step in steps:
        assert moved(sales, **step).status == 200
    deal = ask(sales, "GET", "opportunities/deal").json
    assert (deal["pipeline"], deal["stage"], deal["status"]) == ("trade", "served", "kept")
    assert [move["to"] for move in deal["stage_history"]] == ["offer", "bought", "served"]
    assert moved(sales, stage="talk").status == 400
    assert ask(sales, "PATCH", "opportunities/none", {"customer_id": "cafe"}).status == 404
    assert sales.read("customers/cafe")["account"]["deal_status"] == "won"


@pytest.mark.item("S000-55", "S000-78")
def test_two_phones_that_were_offline_move_one_deal_and_the_older_move_is_told_to_be_late(
    sales: Shop,
) -> None:
    sales.write("members/ann", {"roles": ["manager"]})
    sales.write("members/ben", {"roles": ["manager"]})
    now = sales.now()

    def said(id: str, hours: int, by_uid: str = "ann", **fields: Any) -> dict[str, Any]:
        data = {"opportunity_id": "deal", "customer_id": "cafe"} | fields
        made_at = now - timedelta(hours=hours)
        return sales.settled(id, "change_opportunity", data, made_at=made_at, by_uid=by_uid)

    assert said("begins", 48)["status"] == "done"
    newer = said("newer", 2, stage="offer", estimated_value_minor=900)
    older = said("older", 5, "ben", stage="gone", close_reason="Price")
    assert (newer["status"], older["status"]) == ("done", "done")
    assert (newer["result"], older["result"]["outdated"]) == (
        {"opportunity_id": "deal"},
        ["close_reason", "stage"],
    )
    (move,) = sales.read("opportunities/deal")["stage_history"]
    assert (move["from"], move["to"], move["by"], move["days"]) == ("talk", "offer", "ann", 1)
    account = sales.read("customers/cafe")["account"]
    assert (account["current_stage"], account["estimated_deal_value_minor"]) == ("offer", 900)


@pytest.mark.item("S000-78", "S002-69")
def test_a_column_of_25_deals_bills_25_reads_to_an_app_and_one_more_by_the_api(sales: Shop) -> None:
    batch = sales.client.batch()
    for number in range(40):
        deal = {"pipeline": "trade", "stage": "talk", "status": "open", "owner_uid": "uid", "due": {}}
        at = sales.now() - timedelta(hours=number)
        batch.set(
            sales.client.document(f"orgs/{sales.id}/opportunities/d{number}"), deal | {"stage_entered_at": at}
        )
    batch.commit()
    root = sales.client.document(f"orgs/{sales.id}")
    column = next(each for each in QUERIES if each.name == "dealsOfStage")
    query = made(column, root, pipelineId="trade", stage="talk").limit(25)
    sales.write("members/boss", {"roles": ["manager"]})
    boss, agent = (
        make_token(project=sales.firebase.project, uid=uid, at=datetime.now(UTC), orgs={sales.id: role})
        for uid, role in (("boss", "manager"), ("ann", "agent"))
    )
    sales.firebase.idle()
    sales.firebase.control("POST", "/meter/reset")
    assert status_of(query, boss) == SERVED
    assert sales.firebase.control("GET", "/meter")["by_function"]["client"]["reads"] == 25
    assert status_of(query, agent) == DENIED
    ask(sales, "GET", "opportunities?whose=all")
    with billing(sales, reads=1 + 25):
        page = ask(sales, "GET", "opportunities?whose=all&pipeline=trade&stage=talk&limit=25").json
    assert (len(page["items"]), page["items"][0]["id"], page["next"] is not None) == (25, "d39", True)
