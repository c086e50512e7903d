"""Several decisions of one commit: each sees what the others change, and no document is written twice."""

from datetime import timedelta
from typing import Any

from functions.domain.automations.wake import wake_customer
from functions.domain.customers.account import Account
from functions.domain.orgs.org import Org
from tests.builders import NOON, a_customer, give, with_staff
from tests.command_samples import BESIDE, a_task
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.automations.test_running import DAY, buys, shop

TO_PIC = {"send": "hello", "to": "pic"}
TAGGED = {"on": "condition_met", "when": {"in": ["x", {"var": "tags"}]}, "then": [TO_PIC]}


def business(**automations: dict[str, Any]) -> Org:
    """One that writes to each person twice a day at most."""
    org = shop(**automations)
    messages = org.settings.messages.model_validate({"caps": {"overall": {"day": 2}}})
    return org.model_copy(update={"settings": org.settings.model_copy(update={"messages": messages})})


def office(**changes: Any) -> DictBackend:
    """An account whose primary contact is a person of their own."""
    account = a_customer(customer_group="b2b", account=Account(pic_id="pic"), **changes)
    return with_staff(
        account, a_customer(id="pic", phone="+919900000001", email=None), a_task(), role="owner"
    )


def counted(backend: DictBackend) -> tuple[int, int]:
    """The messages, and those that count for the person."""
    return len(backend.all("messages")), len(backend.all("customers")["pic"]["marketing_touches"])


def test_two_messages_of_a_task_s_completion_to_one_person_count_twice() -> None:
    org = business(
        done={"on": "task_done", "then": [TO_PIC]}, follow={"on": "interaction_recorded", "then": [TO_PIC]}
    )
    backend = office()
    assert give(backend, "complete_task", BESIDE["complete_task"], org=org)["status"] == "done"
    assert counted(backend) == (2, 2)


def test_a_message_when_a_customer_wakes_and_one_by_what_that_changed_count_twice() -> None:
    org = business(
        silent={
            "on": {"field": "stats.last_order_at", "after": "1d"},
            "then": [TO_PIC, {"tag": "x"}],
        },
        tagged=TAGGED,
    )
    stats = {"last_order_at": NOON, "orders": 1}
    backend = office(stats=stats, due={"auto:silent": NOON + DAY}, wake_at=NOON + DAY)
    run(a_store(backend), lambda: wake_customer(org, "somebody", NOON + DAY))
    assert counted(backend) == (2, 2)


def test_a_message_about_a_document_and_one_by_what_that_changed_count_twice() -> None:
    org = business(cart={"on": "cart_changed", "then": [TO_PIC, {"tag": "x"}]}, tagged=TAGGED)
    backend = office()
    cart = {"customer_id": "somebody", "cart_id": "cart", "items": []}
    assert give(backend, "change_cart", cart, org=org)["status"] == "done"
    assert counted(backend) == (2, 2)


def test_a_new_person_is_written_to_in_the_command_that_makes_them_the_primary_contact() -> None:
    has_contact = {"on": "condition_met", "when": {"!!": {"var": "account.pic_id"}}, "then": [TO_PIC]}
    org, backend = business(greets=has_contact), with_staff(a_customer(customer_group="b2b"), role="owner")
    command = give(backend, "save_contact", BESIDE["save_contact"], org=org)
    person_id = command["result"]["person_id"]
    person = backend.all("customers")[person_id]
    assert backend.one("messages")["customer_id"] == person_id
    assert (person["name"], person["account_id"]) == ("The barista", "somebody")


def test_an_order_counts_where_the_primary_contact_was_joined_into_the_account() -> None:
    org, backend = business(bought={"on": "order_paid", "then": [TO_PIC]}), DictBackend()
    buys(backend, org, 1)
    (id,) = backend.all("customers")
    backend.put(a_customer(id="pic", phone="+919900000001", joined_into=id))
    backend.client_writes(f"orgs/kopi/customers/{id}", account={"pic_id": "pic"})
    buys(backend, org, 2, at=NOON + timedelta(hours=1))
    assert backend.all("customers")[id]["stats"]["orders"] == 2
