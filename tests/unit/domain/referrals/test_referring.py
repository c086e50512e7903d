"""A customer brings a friend: by a code that only they have, once, and for as long as the friend's order stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.automations.react import MOVING
from functions.domain.customers.identities import Identity, identity_id
from functions.domain.referrals.codes import folded_referral_code, referral_code_of
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, OTHER_PHONE, PHONE, a_customer, an_org, give, problems
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.referrals.circle import (
    DAY,
    FRIENDLY,
    REWARD,
    an_org_of_friends,
    buy,
    pass_to,
    refusal,
    with_referrer,
)

ORDERED = datetime(2025, 1, 25, 5, 0, tzinfo=UTC)  # when the builders' order was placed
CARD = "00412"


def friend_of(backend: DictBackend, referrer_id: str) -> dict[str, Any]:
    (friend,) = (each for id, each in backend.all("customers").items() if id != referrer_id)
    return friend


@pytest.mark.item("S001-67")
def test_a_friend_s_first_order_by_a_code_is_earned_and_brings_one_coupon_after_the_time_to_return_it() -> (
    None
):
    backend, id, code = with_referrer()
    assert refusal(buy(backend, 1, code=code)) is None
    referral = backend.one("referrals")
    assert (referral["customer_id"], referral["status"], referral["earned_at"]) == (id, "earned", ORDERED)
    friend = friend_of(backend, id)
    assert (friend["referred_by"], friend["referral"]["earned_at"]) == (id, ORDERED)
    pass_to(backend, ORDERED + 14 * DAY - timedelta(seconds=1))
    assert backend.all("coupons") == {}
    for days in (14, 15, 40):
        pass_to(backend, ORDERED + days * DAY)
        assert backend.one("coupons")["customer_id"] == id


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{hyphens}", "{spaces}"])
def test_a_code_is_taken_however_it_is_typed(typed: str) -> None:
    backend, _, code = with_referrer()
    forms = {"lower": code.lower(), "hyphens": f"{code[:4]}-{code[4:]}", "spaces": f"{code[:4]} {code[4:]}"}
    assert refusal(buy(backend, 1, code=typed.format(code, **forms))) is None
    assert len(backend.all("referrals")) == 1


def test_letters_that_look_like_figures_are_these() -> None:
    assert folded_referral_code("oil0-1abc") == "01101ABC"


@pytest.mark.parametrize("code", ["SHORT", "TOOLONG123", "UUUUUUUU", "-", "নমস্কার১"])
def test_what_can_be_no_code_is_left_out_with_a_warning_and_the_sale_stands(code: str) -> None:
    backend, id, _ = with_referrer()
    receipt = buy(backend, 1, code=code)
    assert refusal(receipt) in ("is not a referral code", "is a placeholder")
    assert friend_of(backend, id)["stats"]["orders"] == 1
    assert backend.all("referrals") == {}


def test_a_code_that_is_no_customer_s_is_left_out() -> None:
    backend, _, _ = with_referrer()
    assert refusal(buy(backend, 1, code="7K3M9QX2")) == "is no customer's code"
    assert backend.all("referrals") == {}


@pytest.mark.parametrize(
    ("customer", "reason"),
    [
        ({"phone": PHONE}, "is the customer's own"),
        ({"phone": OTHER_PHONE, "card": CARD}, "is the customer's own"),
    ],
    ids=["their own phone", "a new phone beside their own card"],
)
def test_no_customer_brings_themselves(customer: dict[str, Any], reason: str) -> None:
    backend, id, code = with_referrer()
    buy(backend, 2, PHONE, customer={"card": CARD}, ordered_at="2025-01-21T10:00:00+05:30")
    receipt = buy(backend, 3, code=code, customer=customer, ordered_at="2025-01-19T10:00:00+05:30")
    assert refusal(receipt) == reason
    assert (receipt.customer_id, backend.all("referrals")) == (id, {})


def test_one_with_the_referrer_s_card_among_theirs_is_not_brought() -> None:
    backend, id, code = with_referrer()
    friend_id = identity_id(FRIENDLY.id_key, Identity("phone", OTHER_PHONE))
    card_id = identity_id(FRIENDLY.id_key, Identity("card", CARD))
    path = f"orgs/kopi/customers/{id}"
    backend.client_writes(path, identity_ids=[id, card_id])
    backend.put(
        a_customer(
            id=friend_id,
            phone=OTHER_PHONE,
            email=None,
            identity_ids=(friend_id,),
            other_identity_ids=(card_id,),
        )
    )
    receipt = buy(backend, 1, code=code)
    assert refusal(receipt) == "is of a customer who shares a phone, email or card with this one"
    assert backend.all("referrals") == {}


def test_who_bought_before_is_brought_by_no_one() -> None:
    backend, _, code = with_referrer()
    buy(backend, 1)
    receipt = buy(backend, 2, code=code, ordered_at="2025-01-25T11:00:00+05:30")
    assert refusal(receipt) == "comes after the customer's first order"
    assert backend.all("referrals") == {}


def test_a_code_with_the_first_order_counts_where_a_later_one_arrived_before_it() -> None:
    backend, _, code = with_referrer()
    buy(backend, 2, ordered_at="2025-01-25T11:00:00+05:30")
    assert refusal(buy(backend, 1, code=code)) is None
    assert backend.one("referrals")["status"] == "earned"


def test_an_earlier_order_that_arrives_late_takes_the_referral_back() -> None:
    """It was named with the first order as far as was known; who had bought before is not brought."""
    backend, _, code = with_referrer()
    buy(backend, 2, code=code)
    buy(backend, 1, ordered_at="2025-01-24T10:00:00+05:30")
    assert backend.one("referrals")["status"] == "taken_back"
    pass_to(backend, NOON + 30 * DAY)
    assert backend.all("coupons") == {}


def test_the_first_code_holds_and_the_same_again_is_no_warning() -> None:
    backend, id, code = with_referrer()
    third = "+12025550177"
    buy(backend, "other", third, ordered_at="2025-01-20T10:00:00+05:30")
    other = referral_code_of(FRIENDLY, identity_id(FRIENDLY.id_key, Identity("phone", third)))
    buy(backend, 1, code=code)
    later = "2025-01-25T12:00:00+05:30"
    assert refusal(buy(backend, 1, code=code, updated_at=later, status="delivered")) is None
    assert refusal(buy(backend, 2, code=other)) == "comes after another code, which holds"
    assert backend.one("referrals")["customer_id"] == id


def test_two_new_customers_do_not_bring_each_other() -> None:
    backend, org = DictBackend(), FRIENDLY
    codes = []
    for number, phone in enumerate((PHONE, OTHER_PHONE)):
        buy(backend, f"pending {number}", phone, status="pending")
        codes.append(referral_code_of(org, identity_id(org.id_key, Identity("phone", phone))))
    assert refusal(buy(backend, 1, PHONE, code=codes[1])) is None
    assert refusal(buy(backend, 2, OTHER_PHONE, code=codes[0])) == "is of a customer whom this one brought"


def test_a_cancelled_order_takes_it_back_and_one_that_stands_again_earns_it_again() -> None:
    backend, _, code = with_referrer()
    states = [("paid", "earned"), ("cancelled", "taken_back"), ("paid", "earned"), ("refunded", "taken_back")]
    for number, (status, expected) in enumerate(states):
        updated_at = f"2025-01-25T1{number}:30:05+05:30"
        buy(backend, 1, code=code, status=status, updated_at=updated_at)
        assert backend.one("referrals")["status"] == expected
    pass_to(backend, NOON + 30 * DAY)
    assert backend.all("coupons") == {}


def test_a_pending_order_names_who_brought_them_and_earns_nothing_yet() -> None:
    backend, _, code = with_referrer()
    buy(backend, 1, code=code, status="pending")
    assert (backend.one("referrals")["status"], backend.one("referrals")["earned_at"]) == ("pending", None)
    buy(backend, 1, code=code, updated_at="2025-01-25T11:00:00+05:30")
    assert backend.one("referrals")["status"] == "earned"


def test_a_friend_has_to_spend_as_much_as_the_business_asks() -> None:
    org = an_org_of_friends(least_spend=500)
    backend, _, code = with_referrer(org)
    buy(backend, 1, code=code, org=org)
    assert backend.one("referrals")["status"] == "pending"
    buy(backend, 2, org=org, ordered_at="2025-01-25T11:00:00+05:30")
    assert (backend.one("referrals")["status"], backend.one("referrals")["earned_at"]) == ("earned", ORDERED)


def test_an_order_that_turns_out_to_be_another_buyer_s_earns_nothing() -> None:
    backend, _, code = with_referrer()
    buy(backend, 1, code=code)
    buy(backend, 1, "+12025550177", updated_at="2025-01-25T12:00:00+05:30")
    assert backend.one("referrals")["status"] == "taken_back"


def test_a_business_without_referral_codes_says_so_and_gives_none() -> None:
    backend, org = DictBackend(), an_org()
    assert refusal(buy(backend, 1, code="7K3M9QX2", org=org)) == (
        "is not taken: the business gives no referral codes"
    )
    assert "referral_code" not in backend.one("customers")


def test_a_sale_to_no_customer_keeps_no_code() -> None:
    backend, _, code = with_referrer()
    receipt = buy(backend, 1, customer={"phone": None, "referral_code": code})
    assert refusal(receipt) == "has no customer to be kept for"


@pytest.mark.item("S001-67")
def test_a_profile_names_who_brought_them_before_they_buy() -> None:
    backend, id, code = with_referrer()
    command = give(
        backend, "change_customer", {"phone": OTHER_PHONE, "referred_by_code": code.lower()}, org=FRIENDLY
    )
    friend_id = command["result"]["customer_id"]
    assert backend.one("referrals")["status"] == "pending"
    buy(backend, 1, ordered_at=NOON.isoformat(), updated_at=NOON.isoformat())
    assert (backend.one("referrals")["customer_id"], backend.one("referrals")["status"]) == (id, "earned")
    assert backend.all("customers")[friend_id]["referred_by"] == id


@pytest.mark.parametrize(
    ("code", "reason"),
    [("nope", "is not a referral code"), ("7K3M9QX2", "is no customer's code")],
)
def test_a_profile_with_a_wrong_code_is_refused_whole(code: str, reason: str) -> None:
    backend, id, _ = with_referrer()
    command = give(backend, "change_customer", {"phone": OTHER_PHONE, "referred_by_code": code}, org=FRIENDLY)
    assert problems(command) == {"referred_by_code": reason}
    assert set(backend.all("customers")) == {id}


def test_a_customer_s_own_profile_refuses_their_own_code() -> None:
    backend, id, code = with_referrer()
    data = {"customer_id": id, "referred_by_code": code}
    made_at = datetime(2025, 1, 19, tzinfo=UTC)
    assert problems(give(backend, "change_customer", data, org=FRIENDLY, made_at=made_at)) == {
        "referred_by_code": "is the customer's own"
    }


def test_what_naming_a_code_bills() -> None:
    """1 read for whose code it is, whom the instance then remembers as who is told, and 1 write more than a new
    customer's first order; a later order that names it again as much as any.
    """
    backend, _, code = with_referrer()
    backend.billed = Billed()
    buy(backend, 1)
    usual = backend.billed
    backend.billed = Billed()
    buy(backend, 2, "+12025550177", code=code)
    assert (backend.billed.reads - usual.reads, backend.billed.writes - usual.writes) == (1, 1)
    backend.billed = Billed()
    buy(backend, 3, "+12025550177", code=code, ordered_at="2025-01-25T11:00:00+05:30")
    assert backend.billed == Billed(reads=1, writes=2)


def test_a_referral_goes_with_who_brought_the_friend_when_they_are_joined() -> None:
    backend, id, code = with_referrer()
    buy(backend, 1, code=code)
    third = "+12025550177"
    entered = give(backend, "change_customer", {"card": CARD, "name": "Asha"}, org=FRIENDLY)
    by_card = entered["result"]["customer_id"]
    buy(backend, 2, customer={"card": CARD, "phone": PHONE})
    away = id if backend.all("customers")[id].get("joined_into") else by_card
    assert backend.all("customers")[away]["due"] == {MOVING: NOON}
    run(a_store(backend), lambda: WAKE_UPS["customers"].wake(FRIENDLY, Waking(away, NOON, None)))
    (standing,) = (
        each
        for each, fields in backend.all("customers").items()
        if not fields.get("joined_into") and fields["phone"] == PHONE
    )
    assert backend.one("referrals")["customer_id"] == standing
    assert refusal(buy(backend, 3, third, code=code)) is None
    assert backend.all("customers")[identity_id(FRIENDLY.id_key, Identity("phone", third))][
        "referred_by"
    ] == (standing)


def test_who_turns_out_to_be_who_brought_them_has_nothing_of_it() -> None:
    backend, id, _ = with_referrer()
    code = referral_code_of(FRIENDLY, id)
    friend = give(
        backend, "change_customer", {"card": CARD, "name": "Asha", "referred_by_code": code}, org=FRIENDLY
    )["result"]["customer_id"]
    buy(backend, 1, customer={"phone": None, "card": CARD}, ordered_at=NOON.isoformat())
    assert backend.one("referrals")["status"] == "earned"
    buy(backend, 2, PHONE, customer={"card": CARD}, ordered_at=NOON.isoformat())
    standing = backend.all("customers")
    assert standing[friend].get("joined_into") == id or standing[id].get("joined_into") == friend
    assert backend.one("referrals")["status"] == "taken_back"
    pass_to(backend, NOON + 30 * DAY)
    assert backend.all("coupons") == {}


def test_an_event_tells_that_a_referral_is_earned() -> None:
    org = an_org_of_friends(told={"on": "referral_earned", "then": REWARD["then"]})
    backend, id, code = with_referrer(org)
    buy(backend, 1, code=code, org=org)
    assert backend.one("coupons")["customer_id"] == id


def test_an_order_that_passes_from_a_friend_to_who_brought_them_keeps_what_that_changed_of_both() -> None:
    taken_back = {"==": [{"var": "status"}, "taken_back"]}
    org = an_org_of_friends(
        lost={"of": "referrals", "on": "condition_met", "when": taken_back, "then": [{"tag": "lost"}]}
    )
    backend, id, code = with_referrer(org)
    buy(backend, 1, code=code, org=org)
    buy(backend, 1, PHONE, org=org, updated_at="2025-01-25T11:00:00+05:30")
    referrer, friend = backend.all("customers")[id], friend_of(backend, id)
    assert backend.one("referrals")["status"] == "taken_back"
    assert (referrer["tags"], referrer["stats"]["orders"], friend["stats"]["orders"]) == (["lost"], 2, 0)
