"""Who wrote, where a phone is absent at first and turns up later: two ids of one person lead to one customer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.conversations.recording import record_inbound
from functions.domain.customers.consents import Consent
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.customers.lookups import identities_of
from functions.domain.kernel.errors import Contended
from functions.domain.providers.events import InboundMessage
from functions.store.documents import Write
from functions.store.snapshots import Snapshot
from tests.builders import NOON, PHONE, a_customer, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run
from tests.provider_events import an_inbound

ORG = an_org()
BSUID = "US.13491208655302741918"
BY_PHONE, BY_ID, BY_BOTH = {"phone": PHONE}, {"user_id": BSUID}, {"phone": PHONE, "user_id": BSUID}
OF_PHONE = identity_id(ORG.id_key, Identity("phone", PHONE))
OF_ID = identity_id(ORG.id_key, Identity("whatsapp_user", BSUID))


def write(backend: DictBackend, id: str, sender: dict[str, Any], **changes: Any) -> None:
    item = an_inbound(id=id, sender=sender, **changes)
    run(a_store(backend), lambda: record_inbound(ORG, item, NOON))


def owners(backend: DictBackend) -> dict[str, str]:
    return {id: link["customer_id"] for id, link in backend.all("identities").items()}


def kept_in(backend: DictBackend) -> dict[str, str]:
    """The conversation of each message."""
    found = backend.all("conversations").items()
    return {f["provider_message_id"]: id.split("/")[0] for id, f in found if "/" in id}


@pytest.mark.parametrize(
    ("channel", "user_id_kind", "kinds"),
    [
        ("whatsapp", "whatsapp_user", ["phone", "whatsapp_user"]),
        ("whatsapp", "whatsapp_lid", ["phone", "whatsapp_lid"]),
        ("sms", "whatsapp_user", ["phone"]),
    ],
)
def test_what_names_a_person_depends_on_the_channel_and_the_kind_of_its_id(
    channel: Any, user_id_kind: Any, kinds: list[str]
) -> None:
    found = identities_of(channel=channel, phone=PHONE, user_id="7", user_id_kind=user_id_kind)
    assert [identity.kind for identity in found] == kinds


@pytest.mark.parametrize(
    "phone", ["", "12025550123", "+0", "+1202555012x", "whatsapp:+12025550123", "+" + "1" * 16]
)
def test_what_is_no_number_names_no_customer(phone: str) -> None:
    assert identities_of(channel="whatsapp", phone=phone, user_id=None, user_id_kind="whatsapp_lid") == ()


def test_who_has_no_phone_is_a_customer_by_the_channel_s_own_id() -> None:
    backend = DictBackend()
    write(backend, "1", BY_ID)
    customer = backend.one("customers")
    assert (customer["phone"], customer["identity_ids"]) == (None, [OF_ID])
    assert kept_in(backend) == {"1": f"whatsapp:{OF_ID}"}


@pytest.mark.item("S003-40")
def test_a_phone_that_turns_up_later_is_the_same_customer_s_and_the_conversation_goes_on() -> None:
    backend = DictBackend()
    write(backend, "1", BY_ID)
    write(backend, "2", BY_BOTH)
    write(backend, "3", BY_PHONE)
    assert backend.one("customers")["phone"] == PHONE
    assert owners(backend) == {OF_ID: OF_ID, OF_PHONE: OF_ID}
    assert set(kept_in(backend).values()) == {f"whatsapp:{OF_ID}"}
    assert take_in(a_store(backend), an_order(ORG)).customer_id == OF_ID


def test_an_id_that_turns_up_later_is_the_same_customer_s() -> None:
    backend = DictBackend()
    write(backend, "1", BY_PHONE)
    write(backend, "2", BY_BOTH)
    write(backend, "3", BY_ID)
    assert owners(backend) == {OF_PHONE: OF_PHONE, OF_ID: OF_PHONE}
    assert len(backend.all("customers")) == 1
    assert set(kept_in(backend).values()) == {f"whatsapp:{OF_PHONE}"}


def two_customers() -> DictBackend:
    """Somebody wrote without a phone, and bought with one; nobody knows yet that they are one."""
    backend = DictBackend()
    write(backend, "1", BY_ID, text="STOP")
    take_in(a_store(backend), an_order(ORG))
    assert set(backend.all("customers")) == {OF_PHONE, OF_ID}
    return backend


def test_two_customers_that_turn_out_to_be_one_are_joined_and_the_conversation_follows_the_phone() -> None:
    backend = two_customers()
    write(backend, "2", BY_BOTH)
    write(backend, "3", BY_ID)
    customers = backend.all("customers")
    assert owners(backend) == {OF_PHONE: OF_PHONE, OF_ID: OF_PHONE}
    assert customers[OF_ID]["joined_into"] == OF_PHONE
    assert "joined_into" not in customers[OF_PHONE]
    assert customers[OF_PHONE]["identity_ids"] == [OF_PHONE, OF_ID]
    assert customers[OF_PHONE]["other_identity_ids"] == []
    assert set(kept_in(backend).values()) == {f"whatsapp:{OF_ID}"}
    assert backend.all("conversations")[f"whatsapp:{OF_ID}"]["customer_id"] == OF_PHONE


def test_what_the_joined_one_refused_holds_and_its_orders_are_the_one_s() -> None:
    backend = two_customers()
    order = an_order(ORG, order_id="app", customer={"app_user_id": "u"})
    of_app = take_in(a_store(backend), order).customer_id
    link = backend.all("identities")[OF_ID]
    backend.client_writes(f"orgs/kopi/identities/{OF_ID}", **link | {"customer_id": of_app})
    backend.client_writes(
        f"orgs/kopi/customers/{of_app}", consents=backend.all("customers")[OF_ID]["consents"]
    )
    write(backend, "2", BY_BOTH)
    after = backend.all("customers")
    assert after[OF_PHONE]["consents"]["whatsapp"]["marketing"]["granted"] is False
    assert after[OF_PHONE]["windows"] == {"whatsapp": NOON + timedelta(hours=24)}
    assert (after[OF_PHONE]["stats"]["orders"], after[OF_PHONE]["loyalty"]["points"]) == (2, 6)
    assert after[str(of_app)]["stats"]["orders"] == 0


def test_two_customers_who_may_not_be_joined_are_linked_and_the_orders_stay_where_they_are() -> None:
    backend = two_customers()
    for id in (OF_PHONE, OF_ID):
        backend.client_writes(f"orgs/kopi/customers/{id}", identity_counts={"app_user": 1})
    before = backend.all("customers")
    write(backend, "2", BY_BOTH)
    after = backend.all("customers")
    assert owners(backend) == {OF_PHONE: OF_PHONE, OF_ID: OF_PHONE}
    assert after[OF_PHONE]["consents"]["whatsapp"]["marketing"]["granted"] is False
    assert after[OF_PHONE]["windows"] == {"whatsapp": NOON + timedelta(hours=24)}
    assert after[OF_PHONE]["stats"] == before[OF_PHONE]["stats"]
    assert after[OF_PHONE]["identity_ids"] == [OF_PHONE, OF_ID]
    assert after[OF_ID] == before[OF_ID] | {"linked_to": OF_PHONE}


def test_what_the_customer_of_the_phone_said_later_stays() -> None:
    backend = two_customers()
    granted = Consent(granted=True, at=NOON + timedelta(hours=1), how="preferences", by="customer")
    fields = granted.model_dump()
    backend.client_writes(
        f"orgs/kopi/customers/{OF_PHONE}",
        consents={"whatsapp": {"marketing": fields, "transactional": fields}},
    )
    write(backend, "2", BY_BOTH)
    consents = backend.all("customers")[OF_PHONE]["consents"]["whatsapp"]
    assert {consent["granted"] for consent in consents.values()} == {True}


def two_conversations() -> DictBackend:
    backend = DictBackend()
    write(backend, "1", BY_ID)
    write(backend, "2", BY_PHONE)
    write(backend, "3", BY_BOTH)
    return backend


def test_where_both_wrote_the_one_of_the_phone_goes_on_and_the_other_is_theirs_too() -> None:
    backend = two_conversations()
    assert kept_in(backend) == {
        "1": f"whatsapp:{OF_ID}",
        "2": f"whatsapp:{OF_PHONE}",
        "3": f"whatsapp:{OF_PHONE}",
    }
    customer = backend.all("customers")[OF_PHONE]
    assert customer["conversation_ids"] == {"whatsapp": f"whatsapp:{OF_PHONE}"}
    assert customer["earlier_conversation_ids"] == [f"whatsapp:{OF_ID}"]
    assert backend.all("conversations")[f"whatsapp:{OF_ID}"]["customer_id"] == OF_PHONE


def test_what_was_kept_before_the_link_is_not_kept_again_after_it() -> None:
    backend = two_conversations()
    before = dict(backend.documents)
    for id, sender in (("1", BY_ID), ("2", BY_PHONE), ("3", BY_BOTH)):
        write(backend, id, sender)
    assert backend.documents == before


def test_an_edit_marks_its_message_in_the_conversation_where_that_lies() -> None:
    backend = two_conversations()
    for target in ("1", "2"):
        write(backend, f"edit-{target}", BY_ID, kind="edit", target_id=target, text="soy")
    found = backend.all("conversations")
    edited = {id.split("/")[0]: f["provider_message_id"] for id, f in found.items() if f.get("edited_text")}
    assert edited == {f"whatsapp:{OF_ID}": "1", f"whatsapp:{OF_PHONE}": "2"}
    assert len(found) == 2 + 3 + 2


def test_an_edit_that_was_faster_than_its_message_and_the_link_marks_it_still() -> None:
    backend = DictBackend()
    write(backend, "edit", BY_ID, kind="edit", target_id="1", text="soy")
    write(backend, "2", BY_PHONE)
    write(backend, "3", BY_BOTH)
    write(backend, "1", BY_BOTH, text="oat")
    (first,) = [f for f in backend.all("conversations").values() if f.get("provider_message_id") == "1"]
    assert (first["text"], first["edited_text"]) == ("oat", "soy")


def test_a_link_is_made_once_and_costs_nothing_afterwards() -> None:
    backend = two_customers()
    write(backend, "2", BY_BOTH)
    backend.billed = Billed()
    write(backend, "3", BY_BOTH, at=NOON + timedelta(minutes=1))
    assert backend.billed.reads == 3


def test_an_id_whose_customer_is_gone_names_who_writes_with_the_phone() -> None:
    backend = DictBackend()
    backend.put(a_customer(id=OF_PHONE, identity_ids=(OF_PHONE,)))
    backend.put(KnownIdentity(id=OF_PHONE, customer_id=OF_PHONE, kind="phone", created_at=NOON))
    backend.put(KnownIdentity(id=OF_ID, customer_id="gone", kind="whatsapp_user", created_at=NOON))
    write(backend, "1", BY_BOTH)
    assert owners(backend) == {OF_PHONE: OF_PHONE, OF_ID: OF_PHONE}


def test_who_was_linked_by_two_messages_at_once_is_linked_once() -> None:
    backend = two_customers()
    tries = 0

    def decide() -> Any:
        nonlocal tries
        item: InboundMessage = an_inbound(id="2", sender=BY_BOTH)
        changes = yield from record_inbound(ORG, item, NOON)
        if not tries:
            tries += 1
            write(backend, "3", BY_BOTH)
        return changes

    run(a_store(backend), decide)
    assert backend.all("customers")[OF_PHONE]["identity_ids"] == [OF_PHONE, OF_ID]
    assert set(kept_in(backend)) == {"1", "2", "3"}


@dataclass
class Overtaken(DictBackend):
    """A backend in which others commit right before a write of ours, once."""

    others: Callable[[], None] | None = None

    def write(self, writes: Sequence[Write]) -> list[Any]:
        others, self.others = self.others, None
        if others is not None:
            others()
        return super().write(writes)


def test_a_message_that_comes_late_and_twice_while_two_customers_are_linked_is_stored_once() -> None:
    """The late one changes neither its customer nor when the conversation was last written in."""
    backend = Overtaken()
    write(backend, "of phone", BY_PHONE)
    write(backend, "later", BY_ID, at=NOON - timedelta(minutes=1))

    def the_other_delivery() -> None:
        write(backend, "both", BY_BOTH)
        write(backend, "late", BY_ID, at=NOON - timedelta(minutes=2))

    backend.others = the_other_delivery
    write(backend, "late", BY_ID, at=NOON - timedelta(minutes=2))
    stored = [f["provider_message_id"] for id, f in backend.all("conversations").items() if "/" in id]
    assert sorted(stored) == ["both", "late", "later", "of phone"]


@dataclass
class ComesBetween(DictBackend):
    """A backend in which others commit right before it is asked for a conversation, once."""

    others: Callable[[], None] | None = None

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        if self.others is not None and any("/conversations/" in path for path in paths):
            others, self.others = self.others, None
            others()
        return super().read(paths)


def test_a_message_whose_customer_is_joined_between_two_reads_of_it_is_tried_again_and_stored_once() -> None:
    backend = ComesBetween()
    write(backend, "of phone", BY_PHONE)
    write(backend, "later", BY_ID, at=NOON - timedelta(minutes=1))

    def the_other_delivery() -> None:
        write(backend, "both", BY_BOTH)
        write(backend, "late", BY_ID, at=NOON - timedelta(minutes=2))

    backend.others = the_other_delivery
    with pytest.raises(Contended):
        write(backend, "late", BY_ID, at=NOON - timedelta(minutes=2))
    before = dict(backend.documents)
    write(backend, "late", BY_ID, at=NOON - timedelta(minutes=2))
    assert backend.documents == before
    stored = [f["provider_message_id"] for id, f in backend.all("conversations").items() if "/" in id]
    assert sorted(stored) == ["both", "late", "later", "of phone"]
