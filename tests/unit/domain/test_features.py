"""What is switched off does nothing, on whichever way it would begin (S004-39); a table of features and ways.

Each way is tried twice: with the feature on, when it leaves something, and with it off.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.automations.wake import wake_customer
from functions.domain.configuration.documents import PackageDocument
from functions.domain.conversations.recording import record_inbound
from functions.domain.customers.identities import Identity, identity_id
from functions.domain.delivery.claims import claim_message, record_send_result
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import FeatureOff
from functions.domain.messages.click_tracking import Link
from functions.domain.orders.receipts import Receipt
from functions.domain.orders.recording import record_order
from functions.domain.orgs.features import require, why_off
from functions.domain.orgs.org import Feature, Org, is_on
from functions.domain.preferences.choices import change_preferences
from functions.domain.preferences.from_providers import record_preference
from functions.domain.providers.send_results import NotSent
from functions.domain.responses.clicks import record_click
from functions.domain.staff.members import Member
from functions.domain.views.customers import customer_profile
from functions.domain.views.messages import message_story
from tests.builders import (
    NOON,
    OTHER_PHONE,
    PHONE,
    UPGRADE,
    a_customer,
    a_message,
    an_order,
    an_org,
    give,
    problems,
    winbacks,
)
from tests.journeys import a_journey
from tests.memory import DictBackend, a_store, run
from tests.provider_events import a_preference, an_inbound

Decide = Callable[[Org], Decision[Any]]
AUTOMATIONS = winbacks(30) | UPGRADE
ON = an_org(messages={}, automations=AUTOMATIONS)
REGULAR = identity_id(ON.id_key, Identity("phone", PHONE))


def without(feature: Feature) -> Org:
    features = {"crm": True, "loyalty": True} | {feature: False}
    return an_org(messages={}, automations=AUTOMATIONS, features=features)


def a_world() -> DictBackend:
    """A regular whose silence of 30 days is over, with an order that counted, and a member of staff."""
    backend = DictBackend()
    last = NOON - timedelta(days=30)
    take(backend, ON, order_id="known", total="6000.00", ordered_at=last.isoformat())
    backend.client_writes(
        f"orgs/kopi/customers/{REGULAR}",
        has_app=True,
        push_tokens=["token"],
        whatsapp_opt_in=True,
        email="regular@example.com",
        email_opt_in=True,
        due={"auto:winback_30": NOON, "other:60": NOON + timedelta(days=30)},
        wake_at=NOON,
    )
    backend.put(Member(id="staff", roles=("manager",)))
    for rule in ("automation:winback_30", "automation:tier_upgrade"):
        for status in ("queued", "sending"):
            message = a_message(
                id=f"{rule}:{status}",
                customer_id=REGULAR,
                rule=rule,
                cause=f"{REGULAR}:{rule}:{last:%Y%m%dT%H%M%S}",
                status=status,
                lease_id="l",
            )
            backend.put(message)
    return backend


def take(backend: DictBackend, org: Org, **changes: Any) -> Receipt:
    return run(a_store(backend), lambda: record_order(org, an_order(org, **changes), NOON))


def act(backend: DictBackend, decide: Callable[[], Decision[Any]]) -> dict[str, Any]:
    """What a decision leaves: the documents that are new or changed, by path below the organisation."""
    before = {path: dict(fields) for path, fields in backend.documents.items()}
    run(a_store(backend), decide)
    return {
        path.removeprefix("orgs/kopi/"): fields
        for path, fields in backend.documents.items()
        if before.get(path) != fields
    }


@dataclass(frozen=True)
class Way:
    """A way in. `left`: the collections in which it leaves something with the feature on, `left_off` with it off."""

    feature: Feature
    name: str
    decide: Decide
    left: str
    left_off: str = ""


NEW = {"order_id": "new", "total": "200.00", "customer": {"phone": OTHER_PHONE}}
MORE = {"order_id": "more", "total": "9000.00"}
REFUND = {"order_id": "known", "total": "6000.00", "status": "refunded", "refunded_total": "3000.00"}
REFUND |= {"ordered_at": "2024-12-26T12:00:00+00:00", "updated_at": "2025-01-25T11:00:00+00:00"}
BOUNCED = NotSent("unregistered", "fallback", provider="fcm")


def order(**changes: Any) -> Decide:
    return lambda org: record_order(org, an_order(org, **changes), NOON)


def claim(rule: str) -> Decide:
    return lambda org: claim_message(org, f"{rule}:queued", REGULAR, lease_id="mine", now=NOON)


def fail(rule: str) -> Decide:
    def decide(org: Org) -> Decision[Any]:
        message = a_message(
            id=f"{rule}:sending", customer_id=REGULAR, rule=rule, status="sending", lease_id="l"
        )
        return record_send_result(org, message, BOUNCED, now=NOON)

    return decide


def inbound(text: str, phone: str = PHONE) -> Decide:
    item = an_inbound(text=text, sender={"phone": phone})
    return lambda org: record_inbound(org, item, NOON)


def click(org: Org) -> Decision[Any]:
    return record_click(org, Link("automation:winback_30:queued", "https://example.com"), NOON)


def wake(org: Org) -> Decision[Any]:
    return wake_customer(org, REGULAR, NOON)


NEW_ONE = "orders customers identities loyalty_transactions"
RISE = "orders customers loyalty_transactions interactions messages"
FALL = "orders customers loyalty_transactions interactions"
TALK = "conversations customers identities"

WOKEN = "customers messages interactions"
WAYS = [
    Way("crm", "a new customer's order", order(**NEW), NEW_ONE, "orders"),
    Way("crm", "a known customer's order", order(**MORE), RISE, "orders"),
    Way("crm", "a refund of an order that counted", order(**REFUND), FALL, "orders"),
    Way("crm", "a wake-up that was set before", wake, WOKEN, "customers"),
    Way("crm", "a message that was queued before", claim("automation:winback_30"), "messages", "messages"),
    Way("crm", "a message of loyalty from before", claim("automation:tier_upgrade"), "messages", "messages"),
    Way("crm", "a customer writes", inbound("Do you have oat milk?"), "conversations customers"),
    Way("crm", "somebody unknown writes", inbound("Hello", OTHER_PHONE), TALK),
    Way(
        "crm",
        "somebody unknown says no",
        inbound("STOP", OTHER_PHONE),
        f"{TALK} interactions",
        "identities",  # a no binds the business
    ),
    Way("crm", "a link is followed", click, "interactions"),
    Way("loyalty", "a new customer's order", order(**NEW), NEW_ONE, "orders customers identities"),
    Way("loyalty", "an order that would move the tier", order(**MORE), RISE, "orders customers"),
    Way(
        "loyalty",
        "a message that was queued before",
        claim("automation:tier_upgrade"),
        "messages",
        "messages",
    ),
    Way(
        "loyalty",
        "a wake-up that was set before",
        wake,
        WOKEN,
        WOKEN,
    ),
]


@pytest.mark.item("S004-39")
@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.feature}: {way.name}")
def test_nothing_of_a_feature_happens_while_it_is_off(way: Way) -> None:
    for org, left in ((ON, way.left), (without(way.feature), way.left_off)):
        changed = act(a_world(), lambda org=org: way.decide(org))  # type: ignore[misc]
        assert {path.split("/")[0] for path in changed} == set(left.split())


@pytest.mark.item("S004-39")
@pytest.mark.parametrize(
    ("feature", "rule", "reason"),
    [
        ("crm", "automation:winback_30", "crm_off"),
        ("crm", "automation:tier_upgrade", "crm_off"),
        ("loyalty", "automation:tier_upgrade", "loyalty_off"),
        ("loyalty", "automation:winback_30", None),
    ],
)
def test_a_message_that_was_queued_before_is_not_sent_and_says_why(
    feature: Feature, rule: str, reason: str | None
) -> None:
    backend = a_world()
    changed = act(backend, lambda: claim(rule)(without(feature)))
    message = changed[f"messages/{rule}:queued"]
    assert (message["status"], message["reason"]) == (("suppressed", reason) if reason else ("sending", None))


@pytest.mark.parametrize(
    ("feature", "rule", "status"),
    [
        ("crm", "automation:winback_30", "failed"),
        ("crm", "automation:tier_upgrade", "failed"),
        ("loyalty", "automation:tier_upgrade", "failed"),
        ("loyalty", "automation:winback_30", "queued"),
    ],
)
def test_a_message_that_is_refused_goes_to_no_other_channel(feature: Feature, rule: str, status: str) -> None:
    backend = a_world()
    changed = act(backend, lambda: fail(rule)(without(feature)))
    assert changed[f"messages/{rule}:sending"]["status"] == status


def test_a_customer_s_no_holds_whatever_is_off() -> None:
    """By a keyword, through the provider, on the page: it is the law's, and no feature of the CRM."""
    off = without("crm")
    no = {"whatsapp": {"marketing": False}}
    for decide in (
        inbound("STOP"),
        lambda org: record_preference(org, a_preference(), NOON),
        lambda org: change_preferences(org, REGULAR, no, changed_by="one_click", now=NOON),  # type: ignore[arg-type]
    ):
        changed = act(a_world(), lambda decide=decide: decide(off))  # type: ignore[misc]
        assert {path.split("/")[0] for path in changed} == {"customers", "interactions"}
        consents = changed[f"customers/{REGULAR}"]["consents"]
        assert consents["whatsapp"]["marketing"]["granted"] is False


@pytest.mark.item("S004-39")
def test_staff_are_told_that_a_feature_is_off_and_strangers_are_not() -> None:
    backend = a_world()
    backend.put(a_customer(loyalty={"points": 7}))
    for ask in (customer_profile, message_story):
        with pytest.raises(FeatureOff, match="crm is switched off for this business"):
            run(a_store(backend), lambda ask=ask: ask(without("crm"), "staff", "somebody"))  # type: ignore[misc]
        with pytest.raises(Exception, match="only members"):
            run(a_store(backend), lambda ask=ask: ask(without("crm"), "stranger", "somebody"))  # type: ignore[misc]
    seen = [
        run(a_store(backend), lambda org=org: customer_profile(org, "staff", "somebody"))  # type: ignore[misc]
        for org in (ON, without("loyalty"))
    ]
    assert [profile.get("loyalty", {}).get("points") for profile in seen] == [7, None]


def test_loyalty_does_not_work_without_the_crm() -> None:
    off = without("crm")
    assert [is_on(off, "crm"), is_on(off, "loyalty")] == [False, False]
    assert [is_on(without("loyalty"), "crm"), is_on(without("loyalty"), "loyalty")] == [True, False]
    assert [why_off(ON, rule) for rule in ("", "automation:winback_30", "automation:tier_upgrade")] == [
        None,
        None,
        None,
    ]
    for org, named in ((off, "crm"), (without("loyalty"), "loyalty")):
        with pytest.raises(FeatureOff, match=f"^{named} is switched off"):
            require(org, "loyalty")


def test_switched_on_again_the_crm_goes_on_and_what_came_meanwhile_is_not_made_up_for() -> None:
    backend, off = a_world(), without("crm")
    customer = f"orgs/kopi/customers/{REGULAR}"
    take(backend, off, order_id="missed", total="100.00")
    run(a_store(backend), lambda: wake_customer(off, REGULAR, NOON))
    standing = backend.documents[customer]
    assert (standing["stats"]["orders"], standing["due"]) == (1, {"other:60": NOON + timedelta(days=30)})

    take(backend, ON, order_id="next", total="100.00")
    assert backend.documents[customer]["stats"]["orders"] == 2
    take(
        backend,
        ON,
        order_id="missed",
        total="100.00",
        status="delivered",
        updated_at="2025-01-25T11:30:00+05:30",
    )
    assert backend.documents[customer]["stats"]["orders"] == 3
    assert backend.all("messages").keys() == a_world().all("messages").keys()


def test_a_refund_that_came_while_the_crm_was_off_counts_from_the_order_s_next_state_on() -> None:
    backend = a_world()
    customer = f"orgs/kopi/customers/{REGULAR}"
    receipt = take(backend, without("crm"), **REFUND)
    assert (receipt.customer_id, receipt.points_earned, receipt.points_balance) == (REGULAR, 60, 60)
    assert backend.documents[customer]["stats"]["spend_minor"] == 600_000
    take(backend, ON, **REFUND | {"updated_at": "2025-01-25T11:30:00+00:00"})
    assert backend.documents[customer]["stats"]["spend_minor"] == 300_000
    assert backend.documents[customer]["loyalty"]["points"] == 30


@pytest.mark.parametrize(
    ("states", "points"),
    [
        (["cancelled"], [0]),
        (["cancelled", "paid"], [0, 0]),
        (["refunded"], [30]),
    ],
)
def test_with_loyalty_off_what_an_order_had_earned_may_go_and_nothing_comes(
    states: list[str], points: list[int]
) -> None:
    backend, off = a_world(), without("loyalty")
    for number, (status, expected) in enumerate(zip(states, points, strict=True)):
        changes: dict[str, Any] = {**REFUND, "status": status}
        changes["updated_at"] = f"2025-01-25T11:0{number}:00+00:00"
        changes["refunded_total"] = "3000.00" if status == "refunded" else None
        take(backend, off, **changes)
        assert backend.one("customers")["loyalty"]["points"] == expected


def test_what_is_bought_while_loyalty_is_off_earns_nothing_later_either() -> None:
    backend = a_world()
    take(backend, without("loyalty"), **MORE)
    take(backend, ON, **MORE | {"status": "delivered", "updated_at": "2025-01-25T11:30:00+05:30"})
    assert backend.one("customers")["loyalty"]["points"] == 60
    take(backend, ON, order_id="next", total="100.00")
    assert (backend.one("customers")["loyalty"]["points"], backend.one("customers")["stats"]["orders"]) == (
        61,
        3,
    )


@pytest.mark.parametrize(
    ("kind", "data"),
    [("redeem_points", {"points": 1}), ("adjust_points", {"amount": 1, "reason": "Counted twice"})],
)
def test_no_points_move_at_the_desk_while_loyalty_is_off(kind: str, data: dict[str, Any]) -> None:
    backend = a_world()
    backend.put(Member(id="till", roles=("owner",)))
    before = dict(backend.versions)
    command = give(backend, kind, {"customer_id": REGULAR} | data, org=without("loyalty"), id="c")
    assert problems(command) == {"": "loyalty is switched off for this business"}
    del backend.versions["orgs/kopi/commands/c"]
    assert backend.versions == before


@pytest.mark.item("S004-39")
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("reserve_seats", {"package_id": "hemat", "seats": 1, "customer_id": REGULAR}),
        ("change_booking", {"booking_id": "known", "seats": 2}),
        ("confirm_booking", {"booking_id": "known", "payment_reference": "seen"}),
        ("cancel_booking", {"booking_id": "known"}),
    ],
)
def test_no_seats_of_a_package_move_while_the_crm_is_off(kind: str, data: dict[str, Any]) -> None:
    backend = a_world()
    backend.put(Member(id="till", roles=("owner",)))
    backend.put(PackageDocument.model_validate({"id": "hemat", "revision": 1, **a_journey(is_open=True)}))
    known = {"package_id": "hemat", "seats": 1, "customer_id": REGULAR, "booking_id": "known"}
    assert give(backend, "reserve_seats", known, org=ON, id="r")["status"] == "done"
    before = dict(backend.versions)
    command = give(backend, kind, data, org=without("crm"), id="c")
    assert problems(command) == {"": "crm is switched off for this business"}
    del backend.versions["orgs/kopi/commands/c"]
    assert backend.versions == before
    assert give(backend, kind, data, org=ON, id="d")["status"] == "done"
