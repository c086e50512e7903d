"""A customer is erased: nothing names them, amounts stay, and the same phone is a new customer."""

import json
from functools import partial
from typing import Any

import pytest

from functions.domain.accounts.contacts import Contact
from functions.domain.conversations.documents import ChatMessage, Conversation
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.customers.notes import Note
from functions.domain.customers.suppressions import Suppression, suppression_id
from functions.domain.insights.agent_day import AgentDay, Call
from functions.domain.kernel.audit import AuditEntry
from functions.domain.kernel.dead_letters import DeadLetter, LetterError
from functions.domain.kernel.errors import Malformed
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.recording import record_order
from functions.domain.privacy.erasing import DONE, NOTHING_LEFT, Starting, erase_step
from functions.domain.tasks.documents import Task
from tests.builders import (
    NOON,
    OTHER_PHONE,
    PHONE,
    a_command,
    a_customer,
    a_message,
    an_order_body,
    an_org,
    give,
)
from tests.memory import DictBackend, a_store, run

ORG = an_org()
NAME = "Asha of the corner"
START = Starting("owner", "t0ken")
ID = identity_id(ORG.id_key, Identity("phone", PHONE))
ERASED = "erased-t0ken"


def bought(backend: DictBackend, number: int = 1, **changes: Any) -> Any:
    body = an_order_body(order_id=str(number), **{"customer": {"phone": PHONE, "name": NAME}, **changes})
    return run(a_store(backend), lambda: record_order(ORG, parse_order(ORG, body, NOON), NOON))


def erased(backend: DictBackend, id: str = ID) -> list[str]:
    steps = [run(a_store(backend), lambda: erase_step(id, START, NOON))]
    while steps[-1] not in (DONE, NOTHING_LEFT):
        assert len(steps) < 100
        steps.append(run(a_store(backend), lambda: erase_step(id, START, NOON)))
    return steps


def a_shop() -> DictBackend:
    """A customer who bought, and whom every kind of document names."""
    backend = DictBackend()
    bought(backend)
    known = {"customer_id": ID}
    conversation = {"provider": "waha", "channel": "whatsapp", **known}
    backend.put(Conversation(id="whatsapp:x", created_at=NOON, last_message_at=NOON, **conversation))
    below = ChatMessage(
        id="whatsapp:x/messages/m", provider_message_id=PHONE, text=f"I am {NAME}", **conversation
    )
    backend.client_writes("orgs/kopi/conversations/whatsapp:x/messages/m", **below.model_dump())
    backend.put(Note(id="n", note=f"{NAME} takes oat milk", created_by_uid="till", created_at=NOON, **known))
    backend.put(a_message(id="m", customer_id=ID, to=PHONE, body=f"Dear {NAME}"))
    backend.put(
        Task(id="t", assignee_uid="till", customer_name=NAME, customer_phone=PHONE, script=NAME, **known)
    )
    call = Call(task_id="t", name=NAME, phone=PHONE, **known)
    backend.put(AgentDay(id="agent_day:till", assignee_uid="till", date="2025-01-25", calls=(call,)))
    backend.put(Contact(id="c", customer_id="business", person_id=ID, name=NAME, phone=PHONE))
    backend.put(a_customer(id="business", phone=OTHER_PHONE, account={"pic_id": ID, "pic_contact_id": "c"}))
    backend.put(a_customer(id="friend", phone=None, email=None, referred_by=ID))
    entry = f"expiry:{ID}:2025:expire"
    backend.put(
        LedgerEntry(id=entry, unit="points", kind="expire", amount=-1, cause=f"expiry:{ID}", at=NOON, **known)
    )
    backend.client_writes(
        "orgs/kopi/commands/c1", **a_command("change_customer", {"customer_id": ID, "name": NAME})
    )
    backend.client_writes("orgs/kopi/commands/c2", **a_command("record_order", an_order_body()))
    backend.client_writes("orgs/kopi/commands/c3", **a_command("save_outlet", {"outlet_id": "first"}))
    error = LetterError(code="bug", message="KeyError")
    backend.put(
        DeadLetter(
            id="pubsub:1", source="s", payload={"body": f'{{"phone": "{PHONE}"}}'}, error=error, at=NOON
        )
    )
    backend.put(DeadLetter(id=f"wake:customers:{ID}", source="tick", payload={}, error=error, at=NOON))
    backend.put(AuditEntry(id="old", who="till", what="add_note", of=f"customers/{ID}", at=NOON))
    suppression = suppression_id(ORG.id_key, "sms", PHONE)
    backend.put(Suppression(id=suppression, channel="sms", because="complaint", at=NOON, provider="twilio"))
    return backend


def named(backend: DictBackend) -> set[str]:
    """The documents that still say who it was."""
    return {
        path
        for path, fields in backend.documents.items()
        if any(word in f"{path} {json.dumps(fields, default=str)}" for word in (ID, NAME, PHONE, PHONE[1:]))
    }


@pytest.mark.item("S002-88")
def test_nothing_names_an_erased_customer_and_amounts_and_suppressions_stay() -> None:
    backend = a_shop()
    before = sum(entry["amount"] for entry in backend.all("loyalty_transactions").values())
    assert erased(backend)[-1] == DONE
    suppression = f"orgs/kopi/suppressions/{suppression_id(ORG.id_key, 'sms', PHONE)}"
    assert named(backend) == {suppression}
    order, ledger = backend.one("orders"), backend.all("loyalty_transactions")
    assert (order["customer_id"], order["counted_for"], order["total_minor"]) == (ERASED, ERASED, 38_700)
    assert {entry["customer_id"] for entry in ledger.values()} == {ERASED}
    assert sum(entry["amount"] for entry in ledger.values()) == before
    assert f"expiry:{ERASED}:2025:expire" in ledger
    assert (backend.all("tasks"), backend.one("insights")["calls"]) == ({}, [])
    assert backend.all("audit")["old"]["of"] == f"customers/{ERASED}"
    assert backend.all("dead_letters").keys() == {"pubsub:1"}
    assert backend.all("commands")["c3"]["data"] == {"outlet_id": "first"}
    assert backend.all("customers").keys() == {"business", "friend"}
    assert backend.all("customers")["friend"]["referred_by"] == ERASED


def test_a_low_rating_stays_without_its_task_whose_id_would_name_the_customer() -> None:
    backend = a_shop()
    app = identity_id(ORG.id_key, Identity("app_user", "app"))
    backend.put(KnownIdentity(id=app, customer_id=ID, kind="app_user", created_at=NOON))
    give(backend, "give_feedback", {"customer_id": ID, "rating": 1}, id="f", by_uid="app")
    assert ID in backend.one("feedback")["task_id"]
    assert erased(backend)[-1] == DONE
    feedback = backend.one("feedback")
    assert (feedback["customer_id"], feedback["rating"], feedback["task_id"]) == (ERASED, 1, None)
    assert named(backend) == {f"orgs/kopi/suppressions/{suppression_id(ORG.id_key, 'sms', PHONE)}"}


def test_an_erasure_is_told_by_the_audit_and_a_tombstone_without_data() -> None:
    backend = a_shop()
    erased(backend)
    entry, tombstone = backend.all("audit")[f"erase:{ERASED}"], backend.one("erasures")
    assert (entry["who"], entry["what"], entry["of"]) == ("owner", "erase_customer", f"customers/{ERASED}")
    assert (tombstone["erased_id"], tombstone["counts"]["orders"], "ids" in tombstone) == (ERASED, 1, False)


def test_the_same_again_finds_nothing_and_writes_nothing() -> None:
    backend = a_shop()
    erased(backend)
    before = dict(backend.versions)
    assert erased(backend) == [NOTHING_LEFT]
    assert backend.versions == before
    with pytest.raises(Malformed, match="who was erased"):
        erased(backend, ERASED)


def test_a_later_order_of_the_same_phone_is_a_new_customer_s() -> None:
    backend = a_shop()
    erased(backend)
    bought(backend, 2)
    assert backend.all("customers")[ID]["stats"]["orders"] == 1
    assert {order["customer_id"] for order in backend.all("orders").values()} == {ID, ERASED}


def test_a_later_state_of_an_erased_order_names_no_one_again() -> None:
    backend = a_shop()
    erased(backend)
    bought(backend, 1, status="refunded", updated_at="2025-01-25T12:00:00+05:30")
    order = backend.one("orders")
    assert (order["status"], order["customer_id"]) == ("refunded", ERASED)
    assert named(backend) == {f"orgs/kopi/suppressions/{suppression_id(ORG.id_key, 'sms', PHONE)}"}
    assert bought(backend, 1, status="refunded", updated_at="2025-01-25T12:00:00+05:30").replayed


@pytest.mark.parametrize("died_after", range(14))
def test_an_order_between_two_steps_is_erased_too_or_a_new_customer_s(died_after: int) -> None:
    backend = a_shop()
    for _ in range(died_after):
        if run(a_store(backend), lambda: erase_step(ID, START, NOON)) == DONE:
            break
    bought(backend, 2)
    was_over = backend.all("erasures").keys() == {ERASED}
    if not was_over:
        erased(backend)
    owners = {id.rpartition(":")[2]: order["customer_id"] for id, order in backend.all("orders").items()}
    assert owners == {"1": ERASED, "2": ID if was_over else ERASED}
    assert (ID in backend.all("customers")) == was_over


def test_who_was_joined_into_them_goes_with_them() -> None:
    backend = DictBackend()
    bought(backend, 1, customer={"card": "7", "name": NAME})
    bought(backend, 2)
    bought(backend, 3, customer={"phone": PHONE, "card": "7", "name": NAME})
    assert len(backend.all("customers")) == 2
    (other,) = backend.all("customers").keys() - {ID}
    erased(backend, other)
    assert (backend.all("customers"), backend.all("identities"), backend.all("interactions")) == ({}, {}, {})
    assert {order["customer_id"] for order in backend.all("orders").values()} == {ERASED}
    assert not any(other in path for path in backend.documents)


def two_bought(backend: DictBackend) -> str:
    """A customer by phone and one by card, who is another one until they are joined; the other's id."""
    bought(backend, 1)
    bought(backend, 2, customer={"card": "7"})
    (other,) = backend.all("customers").keys() - {ID}
    return other


@pytest.mark.parametrize("step", range(1, 8))
def test_who_is_joined_into_them_while_they_are_erased_goes_with_them(step: int) -> None:
    backend = DictBackend()
    other = two_bought(backend)
    for _ in range(step):
        run(a_store(backend), lambda: erase_step(ID, START, NOON))
    assert ID in backend.all("customers")
    bought(backend, 3, customer={"phone": PHONE, "card": "7"})
    assert backend.all("customers")[other]["joined_into"] == ID
    assert erased(backend)[-1] == DONE
    assert (backend.all("customers"), backend.all("identities")) == ({}, {})
    assert backend.all("erasures").keys() == {ERASED}
    assert {order["customer_id"] for order in backend.all("orders").values()} == {ERASED}
    assert not any(other in f"{path} {fields}" for path, fields in backend.documents.items())


@pytest.mark.parametrize("step", range(1, 8))
def test_who_is_joined_into_another_while_they_are_erased_goes_with_that_one(step: int) -> None:
    backend = DictBackend()
    other = two_bought(backend)
    for _ in range(step):
        run(a_store(backend), lambda: erase_step(other, START, NOON))
    assert other in backend.all("customers")
    bought(backend, 3, customer={"phone": PHONE, "card": "7"})
    assert erased(backend, other)[-1] == DONE
    assert (backend.all("customers"), backend.all("identities")) == ({}, {})
    assert backend.all("erasures").keys() == {ERASED}
    assert not any(other in f"{path} {fields}" for path, fields in backend.documents.items())


def test_two_who_are_joined_while_each_is_erased_end_as_one() -> None:
    backend = DictBackend()
    other = two_bought(backend)
    for id, token in ((ID, "t0ken"), (other, "an0ther")):
        run(a_store(backend), partial(erase_step, id, Starting("owner", token), NOON))
    bought(backend, 3, customer={"phone": PHONE, "card": "7"})
    assert erased(backend, other)[-1] == DONE
    assert backend.all("customers") == {}
    assert backend.all("erasures").keys() == {ERASED}


def test_entries_of_two_who_were_joined_into_them_stay_two() -> None:
    backend = DictBackend()
    bought(backend, 1)
    for card in ("7", "8"):
        bought(backend, int(card), customer={"card": card})
        bought(backend, int(card) + 10, customer={"phone": PHONE, "card": card})
    before = backend.all("loyalty_transactions")
    assert len([id for id in before if id.startswith("join:")]) == 4
    assert erased(backend)[-1] == DONE
    after = backend.all("loyalty_transactions")
    assert sorted(each["amount"] for each in after.values()) == sorted(e["amount"] for e in before.values())
    assert {each["customer_id"] for each in after.values()} == {ERASED}


def test_a_note_that_comes_with_the_last_step_goes_with_the_same_again() -> None:
    backend = a_shop()
    erased(backend)
    backend.put(
        Note(id="late", customer_id=ID, note=f"{NAME} called", created_by_uid="till", created_at=NOON)
    )
    again = Starting("owner", "an0ther")
    steps = [run(a_store(backend), lambda: erase_step(ID, again, NOON)) for _ in range(8)]
    assert DONE in steps
    assert backend.all("notes") == {}
    assert backend.all("erasures").keys() == {ERASED, "erased-an0ther"}
