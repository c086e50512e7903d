"""What a customer said yes and no to, by channel and purpose; the latest word holds."""

from datetime import timedelta

import pytest

from functions.domain.customers.consents import Consent, Consents, is_refused, with_consent
from functions.domain.customers.customer import Customer
from functions.domain.settings.types import Channel, ConsentPurpose
from functions.store.documents import to_fields, to_model
from functions.store.snapshots import Snapshot
from tests.builders import NOON, a_customer

LATER, EARLIER = NOON + timedelta(seconds=1), NOON - timedelta(seconds=1)


def said(granted: bool, seconds: int = 0) -> Consent:
    return Consent(granted=granted, at=NOON + timedelta(seconds=seconds), how="keyword", by="customer")


YES, NO = said(True), said(False)


@pytest.mark.parametrize(
    ("consents", "channel", "purpose", "refused"),
    [
        ({}, "sms", "marketing", False),
        ({"sms": {}}, "sms", "marketing", False),
        ({"sms": {"marketing": YES}}, "sms", "marketing", False),
        ({"sms": {"marketing": NO}}, "sms", "marketing", True),
        ({"sms": {"marketing": NO}}, "sms", "transactional", False),
        ({"sms": {"marketing": NO}}, "whatsapp", "marketing", False),
        ({"sms": {"transactional": NO}}, "sms", "transactional", True),
        ({"push": {"marketing": NO}}, "push", "marketing", True),
    ],
)
def test_a_no_holds_for_its_channel_and_purpose_alone(
    consents: Consents, channel: Channel, purpose: ConsentPurpose, refused: bool
) -> None:
    assert is_refused(consents, channel, purpose) is refused


def test_a_word_without_a_purpose_is_about_all_of_them_and_leaves_other_channels_alone() -> None:
    consents = with_consent({"email": {"marketing": YES}}, "sms", NO)
    assert consents == {"email": {"marketing": YES}, "sms": {"marketing": NO, "transactional": NO}}


def test_a_word_about_one_purpose_leaves_the_other_alone() -> None:
    consents = with_consent({"sms": {"transactional": YES}}, "sms", NO, purposes=("marketing",))
    assert consents == {"sms": {"transactional": YES, "marketing": NO}}


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (said(True), said(False, 1), said(False, 1)),
        (said(False), said(True, 1), said(True, 1)),
        (said(False, 1), said(True), said(False, 1)),
        (said(True, 1), said(False), said(True, 1)),
        (said(True), said(False), said(False)),  # at one instant: what came last
    ],
)
def test_the_later_word_holds_in_whatever_order_they_come(
    first: Consent, second: Consent, kept: Consent
) -> None:
    consents = with_consent(with_consent({}, "sms", first), "sms", second)
    assert consents["sms"]["marketing"] == kept


def test_a_consent_and_its_proof_survive_being_stored() -> None:
    customer = a_customer(consents=with_consent({}, "sms", said(False).with_changes(detail="STOP")))
    stored = Snapshot(f"orgs/kopi/customers/{customer.id}", to_fields(customer), 1)
    found = to_model(Customer, stored)
    assert found is not None
    assert found.consents["sms"]["marketing"] == Consent(
        granted=False, at=NOON, how="keyword", by="customer", detail="STOP"
    )
    assert found == customer
