"""The suppression list's ids: by channel and address, however it is spelt, without telling it."""

import pytest

from functions.domain.customers.suppressions import Suppression, suppression_id
from functions.domain.preferences.from_providers import record_preference
from functions.domain.settings.types import Channel
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run
from tests.provider_events import a_preference

KEY = b"k" * 64
EMAIL = "regular@example.com"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("email", EMAIL), ("email", EMAIL), True),
        (("email", EMAIL), ("email", "Regular@Example.COM"), True),
        (("email", EMAIL), ("email", f" {EMAIL} "), True),
        (("email", "a@bücher.example"), ("email", "A@xn--bcher-kva.example"), True),
        (("email", "Nobody"), ("email", "nobody "), True),
        (("email", EMAIL), ("email", "other@example.com"), False),
        (("sms", PHONE), ("sms", PHONE), True),
        (("sms", PHONE), ("sms", OTHER_PHONE), False),
        (("sms", PHONE), ("whatsapp", PHONE), False),
    ],
)
def test_an_entry_is_one_address_on_one_channel(
    one: tuple[Channel, str], other: tuple[Channel, str], is_same: bool
) -> None:
    assert (suppression_id(KEY, *one) == suppression_id(KEY, *other)) is is_same


@pytest.mark.parametrize(("channel", "address"), [("email", EMAIL), ("sms", PHONE), ("whatsapp", PHONE)])
def test_an_id_names_its_channel_and_tells_no_address(channel: Channel, address: str) -> None:
    id = suppression_id(KEY, channel, address)
    assert id.startswith(f"{channel}:")
    assert address not in id
    assert id != suppression_id(b"another" * 9, channel, address)


@pytest.mark.parametrize(
    ("channel", "customer"), [("whatsapp", {"phone": PHONE}), ("email", {"email": EMAIL})]
)
def test_an_address_that_complained_stays_suppressed_for_who_comes_back_after_they_were_erased(
    channel: Channel, customer: dict[str, str]
) -> None:
    org, backend = an_org(), DictBackend()
    address = next(iter(customer.values()))
    id = suppression_id(org.id_key, channel, address)
    backend.put(Suppression(id=id, channel=channel, because="complaint", at=NOON, provider="sandbox"))
    take_in(a_store(backend), an_order(org, customer=customer), org=org)
    assert backend.one("customers")["suppressed"][id]["because"] == "complaint"


def test_an_address_that_complained_is_suppressed_for_a_customer_who_is_given_it_later() -> None:
    org, backend = an_org(), DictBackend()
    id = suppression_id(org.id_key, "email", EMAIL)
    backend.put(Suppression(id=id, channel="email", because="complaint", at=NOON, provider="sandbox"))
    no = a_preference(phone=None, email=EMAIL, channel="email")
    run(a_store(backend), lambda: record_preference(org, no, NOON))
    take_in(a_store(backend), an_order(org, customer={"phone": PHONE}), org=org)
    both = {"phone": PHONE, "email": EMAIL}
    take_in(a_store(backend), an_order(org, order_id="2", customer=both), org=org)
    customer = backend.one("customers")
    assert customer["suppressed"][id]["because"] == "complaint"
    assert customer["consents"]["email"]["marketing"]["granted"] is False
