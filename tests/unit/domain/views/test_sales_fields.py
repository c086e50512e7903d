"""What sales sees of an account and a deal: each field that a business named, under our name."""

from typing import Any

import pytest

from functions.domain.accounts.contacts import Contact
from functions.domain.customers.customer import Stats
from functions.domain.kernel.errors import Forbidden
from functions.domain.views.customers import customer_profile
from functions.domain.views.opportunities import DealsWanted, deal, listed_deals
from functions.domain.views.pages import Wanted
from tests.builders import NOON, a_customer, a_member, an_org, give, problems, with_staff
from tests.memory import DictBackend, a_store, run

OF_ACCOUNTS = {
    "customer_id": "id",
    "customer_group": "customer_group",
    "segment": "segment",
    "customer_name": "name",
    "source_method": "source_method",
    "source_app": "source_app",
    "pic_owner": "owner_uid",
    "current_stage": "account.current_stage",
    "estimated_deal_value": "account.estimated_deal_value_minor",
    "product_dimension": "account.product_dimensions",
    "created_at": "created_at",
    "last_activity_at": "stats.last_activity_at",
}
OF_DEALS = {
    "id": "id",
    "customerId": "customer_id",
    "primaryContactId": "primary_contact_id",
    "title": "title",
    "description": "description",
    "estimatedValue": "estimated_value_minor",
    "probability": "probability",
    "stage": "stage",
    "status": "status",
    "startDate": "created_at",
    "expectedCloseDate": "expected_close_on",
    "actualCloseDate": "closed_at",
    "associatedProducts": "product_ids",
    "competitorInfo": "competitors",
    "lastActivity": "last_activity_at",
    "nextAction": "next_action",
}
DEAL = {
    "opportunity_id": "deal",
    "customer_id": "somebody",
    "primary_contact_id": "pic",
    "title": "Milk for four shops",
    "description": "Each morning but Sunday.",
    "estimated_value_minor": 900_000,
    "product_dimensions": ["coffee_beans", "syrup"],
    "product_ids": ["milk", "curd"],
    "expected_close_on": "2025-03-01",
    "competitors": ["Another dairy"],
    "next_action": "Bring samples",
    "owner_uid": "rep",
    "team_uids": ["colleague"],
}


def desk() -> DictBackend:
    account = a_customer(
        customer_group="b2b",
        segment="cafe",
        name="Fox Coffee",
        source_method="event",
        source_app="b2b_app",
        owner_uid="rep",
        stats=Stats(last_activity_at=NOON),
        created_at=NOON,
    )
    staff = [a_member(id=uid, roles=("sales_rep",)) for uid in ("rep", "colleague", "stranger")]
    backend = with_staff(account, Contact(id="pic", customer_id="somebody"), *staff, role="manager")
    assert give(backend, "change_opportunity", DEAL)["status"] == "done"
    return backend


def value_at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document[name]
    return document


@pytest.mark.item("S000-54", "S000-55")
def test_an_account_shows_all_twelve_fields() -> None:
    backend = desk()
    profile = run(a_store(backend), lambda: customer_profile(an_org(), "till", "somebody"))
    shown = {name: value_at(profile, path) for name, path in OF_ACCOUNTS.items()}
    assert len(shown) == 12
    assert [name for name, value in shown.items() if value in (None, "", [])] == []
    assert (shown["current_stage"], shown["estimated_deal_value"]) == ("lead", 900_000)
    assert shown["product_dimension"] == ["coffee_beans", "syrup"]


@pytest.mark.item("S002-11", "S002-22")
def test_a_deal_shows_each_field_of_a_sales_opportunity() -> None:
    backend = desk()
    done = {"opportunity_id": "deal", "stage": "won", "close_reason": "Taste"}
    give(backend, "change_opportunity", done)
    found = run(a_store(backend), lambda: deal(an_org(), "rep", "deal"))
    shown = {name: value_at(found, path) for name, path in OF_DEALS.items()}
    assert [name for name, value in shown.items() if value in (None, "", [])] == []
    assert (shown["status"], shown["stage"], shown["probability"]) == ("won", "won", 100)
    assert shown["associatedProducts"] == ["milk", "curd"]


@pytest.mark.item("S002-27")
def test_who_helps_with_a_deal_reads_and_moves_it_and_who_does_not_is_refused() -> None:
    backend = desk()
    org, wanted = an_org(), DealsWanted(whose="team")
    page = run(a_store(backend), lambda: listed_deals(org, "colleague", wanted, wanted=Wanted()))
    assert [row["id"] for row in page["items"]] == ["deal"]
    moved = {"opportunity_id": "deal", "stage": "proposal"}
    assert give(backend, "change_opportunity", moved, by_uid="colleague")["status"] == "done"
    assert backend.all("opportunities")["deal"]["stage_history"][0]["by"] == "colleague"
    before = dict(backend.all("opportunities")["deal"])
    assert list(problems(give(backend, "change_opportunity", moved, by_uid="stranger"))) == ["opportunity_id"]
    assert backend.all("opportunities")["deal"] == before
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: deal(org, "stranger", "deal"))
