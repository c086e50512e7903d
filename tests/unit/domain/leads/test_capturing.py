"""A form's lead: one for a phone or an email, each post once, and nothing lost."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.campaigns.documents import Campaign
from functions.domain.customers.customer import Customer
from functions.domain.kernel.errors import Conflict, FeatureOff, Malformed
from functions.domain.leads.parsing import parse_lead
from functions.domain.leads.posting import LeadReceipt, post_lead
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from tests.builders import NOON, OTHER_PHONE, PHONE, a_customer, an_order, an_org, give, take_in
from tests.memory import Billed, DictBackend, a_store

ORG = an_org(features={"crm": True, "loyalty": True})
EMAIL = "chef@example.com"


def a_post(**changes: Any) -> dict[str, Any]:
    """A form of a café that wants beans."""
    return {
        "lead_id": "form-1",
        "contact": {"name": "The chef", "phone": PHONE},
        "company": {"name": "Kopi Bar", "segment": "cafe", "city": "Pune"},
        "interest_product_ids": ["beans"],
        "message": "Do you deliver?",
    } | changes


def post(backend: DictBackend, org: Org = ORG, minutes: int = 0, **changes: Any) -> LeadReceipt:
    now = NOON + timedelta(minutes=minutes)
    parsed = parse_lead(org, a_post(**changes), now)
    return a_store(backend).commit("kopi", lambda: post_lead(org, parsed, now)).value


@pytest.mark.item("S002-07", "S002-22")
def test_a_form_makes_a_lead_with_its_score_and_reasons_and_a_task_of_the_pool() -> None:
    backend = DictBackend()
    receipt = post(backend)
    lead = backend.one("leads")
    assert (lead["status"], lead["source"], lead["nurturing_stage"]) == ("open", "web_form", "new")
    assert lead["contact"] == {"name": "The chef", "phone": PHONE, "email": None}
    assert (lead["score"], lead["is_qualified"], lead["conversion_probability"]) == (60, True, 5)
    assert [(each["rule"], each["points"]) for each in lead["score_reasons"]] == [
        ("phone", 20),
        ("company", 20),
        ("interest", 20),
    ]
    assert (lead["last_contact_at"], lead["created_at"], lead["assigned_uid"]) == (NOON, NOON, None)
    task = backend.one("tasks")
    assert (task["task_type"], task["is_pooled"], task["assignee_uid"]) == ("lead_contact", True, None)
    assert (task["customer_name"], task["customer_phone"]) == ("The chef", PHONE)
    assert task["wanted"]["city"] == "Pune"
    interaction = backend.one("interactions")
    assert (interaction["interaction_type"], interaction["notes"]) == ("lead_captured", "Do you deliver?")
    assert receipt.as_answered() == {
        "lead_id": next(iter(backend.all("leads"))),
        "customer_id": None,
        "opportunity_id": None,
        "replayed": False,
        "warnings": [],
    }
    assert backend.all("customers") == {}


def test_a_new_lead_bills_what_its_docstring_says() -> None:
    backend = DictBackend()
    backend.billed = Billed()
    post(backend)
    # The identity and the pool; the lead, its interaction, its identity, the task and the pool.
    assert backend.billed == Billed(reads=2, writes=5)


def test_a_known_one_a_customer_and_a_repeat_bill_what_the_page_says() -> None:
    backend = DictBackend()
    post(backend)
    backend.billed = Billed()
    post(backend, lead_id="form-2")
    assert backend.billed == Billed(reads=2, writes=2)
    backend.billed = Billed()
    post(backend, lead_id="form-2")
    assert backend.billed == Billed(reads=4, writes=0)
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    backend.billed = Billed()
    post(backend)
    # With the business's first deal the page of those without an owner, and that of the month.
    assert backend.billed == Billed(reads=2 + 3, writes=6 + 2)
    backend.billed = Billed()
    post(backend, lead_id="form-2")
    assert backend.billed == Billed(reads=4, writes=2)


def test_the_same_post_again_changes_nothing_and_is_answered_the_same() -> None:
    backend = DictBackend()
    first = post(backend).as_answered()
    before = dict(backend.versions)
    assert post(backend, minutes=5).as_answered() == first | {"replayed": True}
    assert backend.versions == before


def test_the_same_id_with_other_content_is_refused_and_nothing_is_written() -> None:
    backend = DictBackend()
    post(backend)
    before = dict(backend.versions)
    with pytest.raises(Conflict):
        post(backend, message="Something else")
    assert backend.versions == before


def test_a_post_without_an_id_is_known_by_its_content() -> None:
    backend = DictBackend()
    post(backend, lead_id=None)
    post(backend, lead_id=None)
    post(backend, lead_id=None, message="Still there?")
    assert len(backend.all("leads")) == 1
    assert len(backend.all("interactions")) == 2


def test_who_sends_the_same_form_on_another_day_asks_again() -> None:
    backend = DictBackend()
    post(backend, lead_id=None)
    assert post(backend, lead_id=None, minutes=60).replayed
    assert not post(backend, lead_id=None, minutes=24 * 60).replayed
    (lead,) = backend.all("leads").values()
    assert (len(backend.all("interactions")), lead["posts"]) == (2, 2)


def test_posts_of_one_phone_in_any_writing_meet_one_lead_and_are_each_kept() -> None:
    backend = DictBackend()
    post(backend)
    written = PHONE.removeprefix("+91")
    receipt = post(backend, lead_id="form-2", contact={"phone": written, "email": EMAIL}, minutes=9)
    post(backend, lead_id="form-3", contact={"email": EMAIL.upper()}, minutes=10)
    lead = backend.one("leads")
    assert receipt.captured.what == "met"
    assert (lead["posts"], lead["contact"]["email"], lead["score"]) == (3, EMAIL, 80)
    assert lead["last_contact_at"] == NOON + timedelta(minutes=10)
    assert len(backend.all("interactions")) == 3
    assert len(backend.all("tasks")) == 1


def test_a_form_needs_a_phone_or_an_email_and_every_fault_is_named() -> None:
    for contact, path in (
        ({}, "contact"),
        ({"phone": "12"}, "contact.phone"),
        ({"email": "x"}, "contact.email"),
    ):
        with pytest.raises(Malformed) as refused:
            post(DictBackend(), contact=contact)
        assert [fault.path for fault in refused.value.faults] == [path]


def test_a_wrong_field_costs_no_lead_and_a_warning_names_it() -> None:
    backend = DictBackend()
    receipt = post(backend, company={"name": "Kopi Bar", "segment": "ship"}, estimated_value_minor=-1)
    assert [each.path for each in receipt.warnings] == ["company.segment", "estimated_value_minor"]
    assert backend.one("leads")["company"]["name"] == "Kopi Bar"


def test_names_of_a_form_are_on_one_line_and_of_bounded_length() -> None:
    backend = DictBackend()
    written = "Fox\u202e Coffee\n\nURGENT from the owner:\tcall"
    post(backend, contact={"name": written, "phone": PHONE}, company={"name": f"{written}{'!' * 150}"})
    lead = backend.one("leads")
    assert lead["contact"]["name"] == "Fox Coffee URGENT from the owner: call"
    assert (lead["company"]["name"][:39], len(lead["company"]["name"])) == (
        "Fox Coffee URGENT from the owner: call!",
        120,
    )


@pytest.mark.item("S002-22")
def test_a_campaign_s_code_is_the_lead_s_campaign_and_one_that_is_not_there_a_warning() -> None:
    backend = DictBackend()
    backend.put(Campaign(id="spring", name="Spring"))
    post(backend, campaign_code="spring")
    lead = backend.one("leads")
    assert (lead["campaign_id"], lead["source"]) == ("spring", "campaign")
    receipt = post(backend, lead_id="form-2", campaign_code="autumn")
    assert [(each.path, each.message) for each in receipt.warnings] == [
        ("campaign_code", "names no campaign")
    ]


@pytest.mark.item("S000-08", "S000-09")
def test_where_a_lead_comes_from_is_one_of_the_known_words() -> None:
    backend = DictBackend()
    post(backend, source_method="Canvassing", source_app="B2B App")
    lead = backend.one("leads")
    assert (lead["source_method"], lead["source_app"]) == ("canvassing", "b2b_app")


def test_what_a_person_agreed_to_is_kept_until_they_are_a_customer() -> None:
    backend = DictBackend()
    post(backend, consents={"whatsapp": True, "email": False})
    identity = backend.one("identities")
    assert identity["consents"]["whatsapp"]["marketing"]["granted"] is True
    assert identity["consents"]["email"]["marketing"]["how"] == "web"
    assert identity["customer_id"] is None


def test_a_form_of_a_customer_becomes_a_deal_of_theirs() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    customer_id = next(iter(backend.all("customers")))
    receipt = post(backend, estimated_value_minor=500_000)
    deal, lead = backend.one("opportunities"), backend.one("leads")
    assert (deal["customer_id"], deal["stage"], deal["title"]) == (customer_id, "lead", "Kopi Bar")
    assert deal["owner_uid"] is None  # a form is no member
    assert (lead["status"], lead["converted_to"], lead["converted_because"]) == (
        "converted",
        customer_id,
        "capture",
    )
    account = backend.one("customers")["account"]
    assert (account["estimated_deal_value_minor"], account["deals"]["by_stage"]) == (500_000, {"lead": 1})
    assert receipt.captured.what == "customer"
    assert receipt.as_answered()["opportunity_id"] == next(iter(backend.all("opportunities")))
    assert backend.all("tasks") == {}


def test_a_customer_who_asks_again_asks_about_the_same_deal_until_it_is_closed() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    first = post(backend).captured
    second = post(backend, lead_id="form-2").captured
    assert (second.lead_id, second.opportunity_id) == (first.lead_id, first.opportunity_id)
    assert len(backend.all("opportunities")) == 1
    assert backend.all("leads")[first.lead_id]["posts"] == 2
    (id,) = backend.all("opportunities")
    backend.put(Opportunity(id=id, customer_id=second.customer_id, stage="lost", status="lost"))
    third = post(backend, lead_id="form-3").captured
    assert third.opportunity_id != first.opportunity_id
    assert len(backend.all("leads")) == 2


def test_who_was_removed_by_hand_is_a_lead_again() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    (id,) = backend.all("customers")
    del backend.documents[f"orgs/kopi/customers/{id}"]
    assert post(backend).captured.what == "new"


def test_a_closed_lead_that_asks_again_is_open_in_the_first_stage_with_a_task() -> None:
    backend = with_a_till()
    lead_id = post(backend).captured.lead_id
    give(backend, "save_lead", {"lead_id": lead_id, "nurturing_stage": "ready"}, org=ORG)
    give(backend, "close_lead", {"lead_id": lead_id, "reason": "Price"}, org=ORG)
    assert [each["status"] for each in backend.all("tasks").values()] == ["cancelled"]
    post(backend, lead_id="form-2")
    lead = backend.one("leads")
    assert (lead["status"], lead["close_reason"], lead["nurturing_stage"]) == ("open", None, "new")
    assert sorted(each["status"] for each in backend.all("tasks").values()) == ["cancelled", "open"]


def test_two_leads_of_a_phone_and_an_email_stay_two_and_the_phone_s_is_met() -> None:
    backend = DictBackend()
    by_phone = post(backend).captured
    by_email = post(backend, lead_id="form-2", contact={"email": EMAIL}).captured
    both = post(backend, lead_id="form-3", contact={"phone": PHONE, "email": EMAIL}).captured
    assert both.lead_id == by_phone.lead_id != by_email.lead_id
    other = post(backend, lead_id="form-4", contact={"phone": OTHER_PHONE}).captured
    assert len({by_phone.lead_id, by_email.lead_id, other.lead_id}) == 3


def test_without_the_first_contact_no_task_is_made() -> None:
    backend = DictBackend()
    post(backend, org=an_org(leads={"first_contact": None}))
    assert backend.all("tasks") == {}
    assert backend.all("assignments") == {}


def test_with_the_crm_off_no_lead_is_kept() -> None:
    backend = DictBackend()
    with pytest.raises(FeatureOff):
        post(backend, org=an_org(features={"crm": False, "loyalty": False}))
    assert backend.documents == {}


def with_a_till() -> DictBackend:
    from functions.domain.staff.members import Member

    backend = DictBackend()
    backend.put(Member(id="till", roles=("owner",)))
    return backend


def test_a_customer_who_is_joined_into_another_is_followed() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    (id,) = backend.all("customers")
    backend.put(a_customer(id="other", phone=None, email=None))
    backend.put(Customer(id=id, joined_into="other", created_at=NOON, updated_at=NOON))
    assert post(backend).captured.customer_id == "other"
