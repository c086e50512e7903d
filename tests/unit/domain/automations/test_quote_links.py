"""The link of a quote goes to the contact of its account, once for each version that is sent."""

from typing import Any

import pytest

from functions import presets
from functions.domain.accounts.contacts import Contact
from functions.domain.configuration.references import Ref
from functions.domain.customers.account import Account
from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org
from tests.builders import NOON, a_customer, an_org, give, with_staff
from tests.command_samples import a_quote
from tests.memory import DictBackend

PUBLIC = "https://example.com/hooks"


def business(name: str, **messages: Any) -> Org:
    contents = presets.load(name).contents
    templates = {ref.id: each for ref, each in contents.items() if ref.collection == "templates"}
    automations = {"quote_sent": contents[Ref("automations", "quote_sent")]}
    sales = {"discounts": {"sales_rep": "10"}}
    return an_org(templates=templates, automations=automations, messages=messages, sales=sales)


def office() -> DictBackend:
    account = a_customer(customer_group="b2b", account=Account(pic_id="chef"), email="office@example.com")
    return with_staff(
        account,
        Customer(
            id="chef",
            name="The chef",
            email="chef@example.com",
            email_opt_in=True,
            locale="en",
            created_at=NOON,
        ),
        Contact(id="pic", customer_id="somebody", person_id="chef", is_primary=True),
        a_quote(id="offer", valid_until=NOON.replace(year=2026)),
        role="sales_rep",
    )


@pytest.mark.item("S002-25")
@pytest.mark.parametrize("name", ["roaster", "dairy"])
def test_a_version_that_is_sent_brings_its_link_to_the_contact_once(name: str) -> None:
    backend, org = office(), business(name, public_url=PUBLIC)
    sent = give(backend, "send_quote", {"quote_id": "offer"}, org=org)
    give(backend, "send_quote", {"quote_id": "offer"}, org=org)
    (message,) = backend.all("messages").values()
    assert message["reason"] is None, message["skipped"]
    assert (message["customer_id"], message["purpose"], message["channel"]) == (
        "chef",
        "transactional",
        "email",
    )
    assert message["variables"]["accept_url"] == sent["result"]["accept_url"]
    assert message["rule"] == "automation:quote_sent"
    give(backend, "save_quote", {"quote_id": "offer", "note": "Once more"}, org=org)
    give(backend, "send_quote", {"quote_id": "offer:v2"}, org=org)
    links = {each["variables"]["accept_url"] for each in backend.all("messages").values()}
    assert len(links) == len(backend.all("messages")) == 2


@pytest.mark.parametrize("name", ["roaster", "dairy"])
def test_without_a_public_address_there_is_no_link_and_no_message(name: str) -> None:
    backend = office()
    assert give(backend, "send_quote", {"quote_id": "offer"}, org=business(name))["status"] == "done"
    assert backend.all("messages") == {}
