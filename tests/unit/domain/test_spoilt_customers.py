"""A customer's document with any value in any field: a STOP, an order and a waking take effect all the same."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.automations.wake import wake_customer
from functions.domain.conversations.recording import record_inbound
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.kernel.errors import Retryable
from functions.domain.wake_ups.failing import put_off
from functions.store.documents import path_of, to_fields
from tests.builders import NOON, PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run
from tests.provider_events import an_inbound
from tests.unit.domain.commands.test_any_command import VALUES

ORG = an_org()
ID = identity_id(ORG.id_key, Identity("phone", PHONE))
PATH = path_of("kopi", Customer, ID)
WHOLE = to_fields(
    Customer(
        id=ID,
        name="Regular",
        phone=PHONE,
        whatsapp_opt_in=True,
        identity_ids=(ID,),
        conversation_ids={"whatsapp": f"whatsapp:{ID}"},
        due={"auto:winback_30": NOON},
        wake_at=NOON,
        created_at=NOON - timedelta(days=90),
        updated_at=NOON,
    )
)
SPOILT = some.dictionaries(some.sampled_from(sorted(WHOLE)), VALUES, max_size=4)


def a_shop(spoilt: dict[str, Any]) -> DictBackend:
    backend = DictBackend()
    backend.put(KnownIdentity(id=ID, customer_id=ID, kind="phone", created_at=NOON))
    backend.client_writes(PATH, **{**WHOLE, **spoilt})
    return backend


@settings(max_examples=100, deadline=None)
@given(SPOILT)
def test_a_stop_is_kept_whatever_the_document_says(spoilt: dict[str, Any]) -> None:
    backend = a_shop(spoilt)
    run(a_store(backend), lambda: record_inbound(ORG, an_inbound(text="STOP"), NOON))
    kept = backend.documents[PATH]["consents"]["whatsapp"]["marketing"]
    assert (kept["granted"], kept["how"]) == (False, "keyword")


@settings(max_examples=100, deadline=None)
@given(SPOILT)
def test_an_order_is_recorded_and_credited(spoilt: dict[str, Any]) -> None:
    backend = a_shop(spoilt)
    receipt = take_in(a_store(backend), an_order(ORG))
    assert (receipt.customer_id, receipt.points_earned) == (ID, 3)
    assert backend.documents["orgs/kopi/orders/pos:1"]["customer_id"] == ID


@settings(max_examples=100, deadline=None)
@given(SPOILT)
def test_a_waking_ends_and_is_not_due_again_at_once(spoilt: dict[str, Any]) -> None:
    """What cannot be woken sleeps with its reason; in no case does the next tick find it again."""
    backend = a_shop(spoilt)
    now = NOON + timedelta(minutes=1)
    try:
        run(a_store(backend), lambda: wake_customer(ORG, ID, now))
    except Retryable:
        raise
    except Exception as error:
        cause = error
        run(a_store(backend), lambda: put_off("customers", ID, path=PATH, error=cause, now=now))
    wake_at = backend.documents[PATH].get("wake_at")
    assert "wake_at" in spoilt or wake_at is None or wake_at > now
