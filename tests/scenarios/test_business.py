"""The KPIs of a business over the wire: switched on, counted by ticks, asked for by those who may, read by phones."""

from datetime import UTC, datetime
from typing import Any

import pytest
from google.cloud.firestore import FieldFilter

from local.client import LocalFirebase
from local.tokens import make_token
from tests.scenarios.app_queries import DENIED, SERVED, status_of
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask, billing

COSTS = {"message_cost_minor": {"push": 10, "call": 200}}


def switched_on(shop: Shop) -> None:
    saved = ask(shop, "PATCH", "settings", {"business_kpis": {"every": "day"}, "campaigns": COSTS})
    assert saved.status == 200, saved.text
    shop.firebase.advance("2m")  # by then every instance knows the settings
    counted(shop.firebase)


def counted(firebase: LocalFirebase) -> None:
    """A tick, and the pages that follow one another as tasks."""
    firebase.control("POST", "/schedules/tick/run")
    firebase.idle()


def value(answer: Any, name: str) -> Any:
    return answer.json["figures"][f"all:{name}"]["value"]


@pytest.mark.item("S002-91", "S002-94")
def test_a_day_s_kpis_are_counted_by_ticks_and_a_phone_reads_them_for_one_read(shop: Shop) -> None:
    shop.write("product_costs/latte", {"cost_minor": 8_700})
    for number in (1, 2):
        assert shop.post_now(order_id=f"{number}").status == 201
    shop.write("feedback/good", {"rating": 5, "created_at": shop.now(), "status": "open"})
    sent = {"purpose": "marketing", "sent_at": shop.now(), "status": "sent"}
    shop.write("messages/push", {**sent, "channel": "push"})
    shop.write("messages/call", {**sent, "channel": None})
    shop.firebase.advance("1m")
    switched_on(shop)
    with billing(shop, reads=2):
        answer = ask(shop, "GET", "dashboards/business", role="executive")
    assert answer.status == 200, answer.text
    assert (value(answer, "orders"), value(answer, "revenue_minor")) == (2, 77_400)
    assert (value(answer, "profit_minor"), value(answer, "csat_percent")) == (60_000, 100.0)
    assert (value(answer, "message_cost_minor"), value(answer, "new_customers")) == (210, 1)
    assert value(answer, "acquisition_cost_minor") == 210
    for role in ("agent", "marketing", "sales_rep"):
        assert ask(shop, "GET", "dashboards/business", role=role).status == 403
    month = answer.json["month"]
    shop.firebase.control("POST", "/meter/reset")
    page = shop.client.document(f"orgs/{shop.id}/insights/business:{month}").get().to_dict() or {}
    assert shop.firebase.control("GET", "/meter")["by_function"]["client"]["reads"] == 1
    assert page["figures"]["all:orders"] == {"value": 2, "unit": "orders"}
    pages = (
        shop.client.collection(f"orgs/{shop.id}/insights")
        .where(filter=FieldFilter("holds", "==", "figures"))
        .limit(5)
    )
    for role, expected in (("executive", SERVED), ("finance", SERVED), ("marketing", DENIED)):
        token = make_token(
            project=shop.firebase.project, uid=role, at=datetime.now(UTC), orgs={shop.id: role}
        )
        assert status_of(pages, token) == expected, role


def test_the_next_day_s_tick_counts_what_came_since(shop: Shop) -> None:
    shop.post_now(order_id="1")
    shop.firebase.advance("1m")
    switched_on(shop)
    shop.post_now(order_id="2")
    shop.firebase.advance("25h")
    shop.firebase.idle()
    pages = [each for id, each in shop.all("insights").items() if id.startswith("business:")]
    assert sum(each["figures"]["all:orders"]["value"] for each in pages) == 2
    assert not shop.all("dead_letters")
    job = shop.read("rebuilds/business_kpis")
    assert (job["started_at"], job["wake_at"] > shop.now()) == (None, True)
