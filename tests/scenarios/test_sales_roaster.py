"""A roaster's sales, from a form to a kept customer: one account that every team works on, each as its role may."""

from typing import Any

import pytest

from tests.scenarios.roaster import NOON, PHONE, Roaster
from tests.scenarios.staff import ask

TEAMS = ("manager", "agent", "marketing")
pytestmark = pytest.mark.begins(NOON, ticks=False)


def api(
    roaster: Roaster, method: str, path: str, body: Any = None, *, role: str = "manager", status: int = 200
) -> Any:
    answer = ask(roaster, method, path, body, role=role)
    assert answer.status == status, answer.text
    return answer.json


def won(roaster: Roaster) -> str:
    """An account that sales has won with two products, and whose order finance is paid for; its id."""
    account = roaster.account()
    deal = {
        "customer_id": account,
        "opportunity_id": "deal",
        "title": "Beans and a machine",
        "owner_uid": "rep",
    }
    figures = {"estimated_value_minor": 25_000_000, "product_dimensions": ["coffee_beans", "machine"]}
    roaster.do("change_opportunity", by_uid="rep", **deal, **figures)
    for stage in ("qualified", "discovery", "proposal", "negotiation"):
        roaster.do(
            "change_opportunity", by_uid="rep", opportunity_id="deal", customer_id=account, stage=stage
        )
    closing = {"stage": "won", "close_reason": "Taste"}
    roaster.do("change_opportunity", by_uid="rep", opportunity_id="deal", customer_id=account, **closing)
    roaster.order("1", source="b2b", customer={"phone": PHONE})
    return account


@pytest.mark.item("S000-01", "S000-78")
def test_sales_service_finance_marketing_and_executives_work_on_one_account(roaster: Roaster) -> None:
    account = won(roaster)
    complaint = {"interaction_type": "complaint", "interaction_source": "customer_service", "notes": "Late."}
    api(roaster, "POST", f"customers/{account}/interactions", complaint, role="agent", status=201)
    seen = {role: api(roaster, "GET", f"customers/{account}", role=role) for role in TEAMS}
    assert {profile["account"]["deal_status"] for profile in seen.values()} == {"won"}
    assert {profile["stats"]["orders"] for profile in seen.values()} == {1}
    kinds = [each["interaction_type"] for each in roaster.all("interactions").values()]
    assert "complaint" in kinds
    timeline = api(roaster, "GET", f"customers/{account}/timeline", role="manager")["items"]
    assert {"orders", "interactions"} == {each["kind"] for each in timeline}
    figures = api(roaster, "GET", "dashboards/sales", role="executive")["figures"]
    assert figures["all:won:count"]["value"] == 1
    assert figures["all:won:amount_minor"] == {"value": 25_000_000, "unit": "IDR"}
    api(roaster, "PATCH", f"customers/{account}", {"name": "Other"}, role="executive", status=403)
    api(roaster, "GET", f"customers/{account}/profit", role="agent", status=403)
    assert api(roaster, "GET", f"customers/{account}/profit", role="finance")["orders"] == 1


@pytest.mark.item("S000-75")
def test_who_consented_what_was_sent_and_who_changed_it_are_on_record(roaster: Roaster) -> None:
    buyer = roaster.buyer()
    refusal = {"channel": "whatsapp", "purposes": ["marketing"], "granted": False, "how": "phone"}
    api(roaster, "PUT", f"customers/{buyer}/consents", refusal, role="agent")
    consent = roaster.read(f"customers/{buyer}")["consents"]["whatsapp"]["marketing"]
    assert (consent["granted"], consent["how"], consent["by"]) == (False, "phone", "agent")
    log = [(each["interaction_type"], each["performed_by"]) for each in roaster.all("interactions").values()]
    assert ("opt_out", "agent") in log
    mine = {"template": None, "text": "Your machine is here.", "channel": "email", "purpose": "transactional"}
    api(roaster, "POST", f"customers/{buyer}/messages", mine, role="agent", status=201)
    roaster.firebase.idle()
    (sent,) = api(roaster, "GET", f"customers/{buyer}/messages", role="agent")["items"]
    assert (sent["status"], sent["channel"]) == ("sent", "email")
    story = api(roaster, "GET", f"messages/{sent['id']}", role="agent")
    assert [each["status"] for each in story["history"]][-1] == "sent"
    points = {"amount": 50, "reason": "A late parcel"}
    api(roaster, "POST", f"customers/{buyer}/adjustments", points, status=201)
    audit = api(roaster, "GET", "audit", role="manager")["items"]
    assert [(each["what"], each["who"]) for each in audit] == [
        ("adjust_points", "manager"),
        ("send_message", "agent"),
        ("give_consent", "agent"),
    ]
    assert {each["of"] for each in audit} == {f"customers/{buyer}"}
