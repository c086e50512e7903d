"""The forecast and the sales dashboard over the wire: asked by those who may, and read by phones for one read."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from google.cloud.firestore import FieldFilter

from functions.domain.insights.months import first_instant, month_after
from local.tokens import make_token
from tests.scenarios.app_queries import DENIED, SERVED, status_of
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask, billing

ZONE = ZoneInfo("Asia/Kolkata")


def value(answer: Any, name: str) -> Any:
    return answer.json["figures"][name]["value"]


@pytest.fixture
def sales(shop: Shop) -> Shop:
    """An account, two reps of one manager, and three deals that are expected to close in the month that comes."""
    shop.write("customers/cafe", {"name": "Fox Coffee", "customer_group": "b2b", "due": {}})
    for uid in ("ann", "ben"):
        shop.write(f"members/{uid}", {"roles": ["sales_rep"], "manager_uid": "manager"})
    next_month = month_after(f"{shop.now().astimezone(ZONE):%Y-%m}")
    for number, (uid, stage) in enumerate((("ann", "negotiation"), ("ann", "lead"), ("ben", "proposal"))):
        deal = {
            "opportunity_id": f"deal {number}",
            "customer_id": "cafe",
            "owner_uid": uid,
            "stage": stage,
            "estimated_value_minor": 1000 * (number + 1),
            "expected_close_on": f"{next_month}-20",
        }
        assert ask(shop, "POST", "opportunities", deal).status == 201
    return shop


@pytest.mark.item("S000-78", "S000-79", "S002-24", "S002-60", "S002-63", "S002-92")
def test_a_forecast_is_asked_for_by_those_who_may_and_kept_at_the_month_s_start(sales: Shop) -> None:
    month = month_after(f"{sales.now().astimezone(ZONE):%Y-%m}")
    first = ask(sales, "GET", f"forecast?month={month}", role="executive")
    assert first.status == 200, first.text
    assert (value(first, "all:commit:amount_minor"), value(first, "all:total:weighted_minor")) == (
        1000,
        800 + 200 + 1800,
    )
    with billing(sales, reads=2):
        again = ask(
            sales,
            "GET",
            f"forecast?month={month}",
            role="executive",
            headers={"If-None-Match": first.header("etag") or ""},
        )
    assert again.status == 304
    team = ask(sales, "GET", f"forecast?month={month}&team=manager")
    assert (team.status, value(team, "team:manager:total:count")) == (200, 3)
    assert ask(sales, "GET", "forecast?month=2025-13").status == 400
    for path in ("forecast", "dashboards/sales"):
        assert ask(sales, "GET", path, role="agent").status == 403
        assert ask(sales, "GET", f"{path}?owner=ann", role="sales_rep").status == 403
    begins = first_instant(month, ZONE)
    sales.firebase.move_to(begins + timedelta(hours=2))
    sales.firebase.idle()
    said = sales.read(f"insights/forecast:{month}")
    assert said["at_start"]["all:"] == {"commit_minor": 1000, "weighted_minor": 2800, "learned_minor": 2800}
    assert said["at_start_at"] >= begins


@pytest.mark.item("S000-79", "S002-92")
def test_a_phone_reads_its_page_for_one_read_and_the_dashboard_counts_who_did_what(sales: Shop) -> None:
    won = ask(
        sales, "PATCH", "opportunities/deal 0".replace(" ", "%20"), {"stage": "won", "close_reason": "Taste"}
    )
    assert won.status == 200, won.text
    call = {"interaction_type": "call_outbound", "interaction_source": "b2b_sales", "customer_id": "cafe"}
    sales.write("members/ann", {"roles": ["sales_rep", "agent"], "manager_uid": "manager"})
    assert (
        sales.settled("call", "record_interaction", call, made_at=sales.now(), by_uid="ann")["status"]
        == "done"
    )
    shown = ask(sales, "GET", "dashboards/sales", role="finance")
    assert shown.status == 200, shown.text
    assert (value(shown, "all:won:count"), value(shown, "all:won:amount_minor")) == (1, 1000)
    assert (value(shown, "owner:ann:activities"), value(shown, "all:stage:default:negotiation:moved_on")) == (
        1,
        1,
    )
    sales.firebase.idle()
    sales.firebase.control("POST", "/meter/reset")
    page = sales.client.document(f"orgs/{sales.id}/insights/pipeline:ann").get().to_dict() or {}
    assert sales.firebase.control("GET", "/meter")["by_function"]["client"]["reads"] == 1
    assert page["assignee_uid"] == "ann"
    figures = (
        sales.client.collection(f"orgs/{sales.id}/insights")
        .where(filter=FieldFilter("holds", "==", "figures"))
        .limit(5)
    )
    for role, expected in (("executive", SERVED), ("finance", SERVED), ("agent", DENIED)):
        token = make_token(
            project=sales.firebase.project, uid=role, at=datetime.now(UTC), orgs={sales.id: role}
        )
        assert status_of(figures, token) == expected, role
