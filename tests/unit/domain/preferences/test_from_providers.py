"""What a customer told the provider: kept with its proof, once, and never over what they said later."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.customers.consents import is_refused
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.preferences.from_providers import record_preference
from functions.domain.providers.events import PreferenceItem
from tests.builders import NOON, PHONE, a_customer, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run
from tests.provider_events import a_preference

ORG = an_org()
EMAIL = "regular@example.com"


def with_customer() -> DictBackend:
    backend = DictBackend()
    backend.put(a_customer())
    for kind, value in (("phone", PHONE), ("email", EMAIL), ("whatsapp_user", "US.7")):
        identity = Identity(kind, value)  # type: ignore[arg-type]  # each is a kind
        id = identity_id(ORG.id_key, identity)
        backend.put(KnownIdentity(id=id, customer_id="somebody", kind=identity.kind, created_at=NOON))
    return backend


def record(backend: DictBackend, item: PreferenceItem) -> bool:
    return run(a_store(backend), lambda: record_preference(ORG, item, NOON))


def customer(backend: DictBackend) -> Customer:
    return Customer.model_validate({"id": "somebody", **backend.one("customers")})


@pytest.mark.parametrize(
    "who",
    [
        {"phone": PHONE},
        {"phone": None, "user_id": "US.7"},
        {"phone": None, "email": EMAIL, "channel": "email"},
        {"phone": "+12025550199", "user_id": "US.7"},
    ],
)
def test_a_refusal_is_kept_for_whom_any_identity_names(who: dict[str, Any]) -> None:
    backend = with_customer()
    item = a_preference(**who)
    assert record(backend, item) is True
    assert is_refused(customer(backend).consents, item.channel, "marketing")
    assert not is_refused(customer(backend).consents, item.channel, "transactional")


def test_a_refusal_has_its_proof_and_leaves_an_interaction() -> None:
    backend = with_customer()
    record(backend, a_preference())
    proof = {"granted": False, "at": NOON, "how": "provider", "by": "customer", "detail": "sandbox"}
    after, interaction = backend.one("customers"), backend.one("interactions")
    assert after["consents"] == {"whatsapp": {"marketing": proof}}
    assert after["whatsapp_opt_in"] is True, "service messages still may be sent"
    assert (interaction["interaction_type"], interaction["automation_id"]) == ("opt_out", "consent.provider")
    assert interaction["customer_id"] == "somebody"
    assert backend.billed == Billed(reads=2, writes=2)


def test_the_same_again_writes_nothing() -> None:
    backend = with_customer()
    record(backend, a_preference())
    backend.billed = Billed()
    record(backend, a_preference())
    assert backend.billed == Billed(reads=2, writes=0)


NO = a_preference()
YES = a_preference(id="wish-2", granted=True, at=NOON + timedelta(hours=1))


@pytest.mark.parametrize("order", list(itertools.permutations((NO, YES))))
def test_what_was_said_last_holds_in_any_order(order: tuple[PreferenceItem, ...]) -> None:
    backend = with_customer()
    for item in order:
        record(backend, item)
    assert not is_refused(customer(backend).consents, "whatsapp", "marketing")


@pytest.mark.parametrize("is_first", [True, False])
def test_a_no_of_somebody_who_is_no_customer_yet_holds_when_they_become_one(is_first: bool) -> None:
    backend = DictBackend()
    no = a_preference(phone=PHONE, at=NOON)
    if is_first:
        record(backend, no)
        record(backend, no)  # a provider may say it twice
    consents = {"phone": PHONE, "consents": {"whatsapp": True}}
    take_in(a_store(backend), an_order(ORG, customer=consents, ordered_at="2025-01-25T09:00:00Z"), org=ORG)
    if not is_first:
        record(backend, no)
    (customer,) = backend.all("customers").values()
    assert customer["consents"]["whatsapp"]["marketing"]["granted"] is False
    assert len(backend.all("identities")) == 1


def test_a_no_of_nobody_in_particular_is_not_taken_in() -> None:
    backend = DictBackend()
    assert record(backend, a_preference(phone=None, email=None, user_id=None)) is False
    assert backend.documents == {}
