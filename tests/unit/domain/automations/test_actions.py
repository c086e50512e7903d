"""What automations do: notify staff, make tasks, issue coupons, work scores out; each once."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from functions.domain.automations.actions import DOES
from functions.domain.configuration.kinds import KINDS
from functions.domain.customers.customer import Customer
from functions.domain.delivery.causes import is_cause_over
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.settings import actions as settings
from functions.domain.settings.automations import AutomationSettings, InteractionType
from functions.domain.settings.scoring import ScoringSettings
from functions.domain.staff.members import Member
from tests.builders import NOON, a_customer, an_org
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.automations.test_running import NEWS, buys, ran, shop

ALERT = {"purpose": "internal", "bodies": {"en": "{{ customer }}: {{ orders }}"}}


def a_shop(**automations: dict[str, Any]) -> Org:
    org = shop(**automations)
    return org.model_copy(update={"templates": an_org(templates={"news": NEWS, "alert": ALERT}).templates})


def with_members(**roles: list[str]) -> DictBackend:
    backend = DictBackend()
    for uid, theirs in roles.items():
        backend.put(Member(id=uid, roles=theirs, email=f"{uid}@example.com"))
    return backend


def told(backend: DictBackend) -> list[str]:
    return sorted(each["member_uid"] for each in backend.all("messages").values() if each.get("member_uid"))


def test_every_action_has_what_does_it() -> None:
    (union, *_), *_ = get_args(settings.Action), None
    assert {get_args(each)[0] for each in get_args(union)} == DOES.keys()


@pytest.mark.parametrize(
    ("notify", "members", "expected"),
    [
        ({"role": "finance"}, {"f": ["finance"], "g": ["finance"], "m": ["manager"]}, ["f", "g"]),
        ({"role": "finance"}, {"m": ["manager"]}, []),
        ({"uid": "f"}, {"f": ["agent"]}, ["f"]),
        ("owner", {"m": ["manager"], "o": ["owner"]}, ["m"]),  # the customer is assigned to none
        ("owner", {"o": ["owner"]}, ["o"]),
        ("manager", {"m": ["manager"]}, ["m"]),
        ("owner", {"a": ["agent"]}, []),
    ],
)
def test_staff_are_notified_once_by_role_by_uid_or_whoever_stands_in(
    notify: Any, members: dict[str, list[str]], expected: list[str]
) -> None:
    org = a_shop(alert={"on": "order_paid", "then": [{"notify": notify, "template": "alert"}]})
    backend = with_members(**members)
    buys(backend, org)
    buys(backend, org)
    assert told(backend) == expected
    assert ran(backend) == ["alert"]


def test_the_member_to_whom_the_customer_is_assigned_is_notified_about_them() -> None:
    org = a_shop(alert={"on": "order_paid", "then": [{"notify": "owner", "template": "alert"}]})
    backend = with_members(rep=["sales_rep"], m=["manager"])
    buys(backend, org)
    (customer,) = backend.all("customers")
    backend.put(a_customer(id="x"))
    backend.documents[f"orgs/kopi/customers/{customer}"]["owner_uid"] = "rep"
    buys(backend, org, 2)
    assert told(backend) == ["m", "rep"]
    message = next(each for each in backend.all("messages").values() if each.get("member_uid") == "rep")
    assert (message["customer_id"], message["purpose"], message["channel"]) == (customer, "internal", "email")
    kept = [each for each in backend.all("interactions").values() if each["automation_id"] == "alert"]
    assert {each["interaction_type"] for each in kept} == {"auto_followup_reminder"}


def test_a_task_goes_to_the_owner_with_a_day_a_reason_and_what_to_say() -> None:
    wanted = {
        "task_type": "call",
        "due_in": "3d",
        "priority": "high",
        "script": "news",
        "assign": {"role": "agent"},
    }
    org = a_shop(
        call={
            "name": "Call again",
            "on": "order_paid",
            "then": [{"create_task": {**wanted, "reason": "Sold"}}],
        }
    )
    backend = with_members(b=["agent"], a=["agent"])
    buys(backend, org)
    buys(backend, org)
    (task,) = backend.all("tasks").values()
    (customer,) = backend.all("customers")
    assert (task["assignee_uid"], task["customer_id"], task["status"]) == ("a", customer, "open")
    assert (task["due_on"], task["priority"], task["reason"]) == (
        f"{NOON + timedelta(days=3):%Y-%m-%d}",
        "high",
        "Sold",
    )
    assert (task["script"], task["automation_id"]) == ("News", "call")


def test_a_task_without_anybody_to_do_it_is_kept_for_leaders_to_give() -> None:
    org = a_shop(call={"name": "Call", "on": "order_paid", "then": [{"create_task": {"task_type": "call"}}]})
    backend = DictBackend()
    buys(backend, org)
    (task,) = backend.all("tasks").values()
    assert (task["assignee_uid"], task["reason"], task["script"]) == (None, "Call", None)


def test_a_coupon_is_the_customer_s_cannot_be_guessed_and_is_in_the_message() -> None:
    coupon = {"coupon": {"name": "Birthday", "percent": 10, "valid_for": "14d"}}
    org = a_shop(gift={"on": "order_paid", "then": [coupon, {"send": "news"}]})
    codes = []
    for number in (1, 2):
        backend = DictBackend()
        buys(backend, org, number)
        buys(backend, org, number)
        ((code, kept),) = backend.all("coupons").items()
        (message,) = backend.all("messages").values()
        assert message["variables"]["coupon"] == code
        assert (kept["customer_id"], kept["kind"], kept["percent"]) == (message["customer_id"], "percent", 10)
        assert kept["valid_until"] == NOON + timedelta(days=14)
        codes.append(code)
    assert len({*codes}) == 2
    assert all(len(code) == 10 and not {*"ILOU"} & {*code} for code in codes)


def test_a_coupon_says_for_which_bills_it_is() -> None:
    limits = {
        "minimum_minor": 50_000,
        "max_discount_minor": 9_000,
        "products": ["latte"],
        "categories": ["cake"],
    }
    coupon = {"coupon": {"name": "Cake", "percent": 10} | limits}
    backend = DictBackend()
    buys(backend, a_shop(gift={"on": "order_paid", "then": [coupon]}))
    kept = backend.one("coupons")
    assert {name: kept[name] for name in limits} == limits


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_minor": 100, "max_discount_minor": 50},
        {"percent": 5, "minimum_minor": 0},
        {"percent": 5, "products": [""]},
        {"percent": 5, "categories": "cake"},
    ],
)
def test_a_coupon_with_terms_that_mean_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings.NewCoupon.model_validate({"name": "x"} | wrong)


@pytest.mark.item("S000-29")
def test_a_score_is_worked_out_and_its_reasons_are_kept() -> None:
    org = a_shop(score={"on": "order_paid", "then": [{"recompute": "lead_score"}]})
    rules = [{"by": "figure", "name": "orders", "points": 10, "of": "orders", "per": 1, "most": 30}]
    scoring = ScoringSettings.model_validate({"rules": rules})
    org = org.model_copy(update={"settings": org.settings.model_copy(update={"scoring": scoring})})
    backend = DictBackend()
    buys(backend, org)
    kept = backend.one("interactions")
    assert (kept["interaction_type"], kept["notes"]) == ("lead_score_updated", "10: orders 10")
    assert backend.one("customers")["engagement"]["lead_score"] == 10


def test_what_is_on_trial_does_none_of_it() -> None:
    everything = [
        {"notify": {"role": "agent"}, "template": "alert"},
        {"create_task": {"task_type": "call"}},
        {"coupon": {"name": "x", "percent": 1}},
    ]
    org = a_shop(trial={"on": "order_paid", "then": everything, "dry_run": True})
    backend = with_members(a=["agent"])
    buys(backend, org)
    assert [backend.all(each) for each in ("messages", "tasks", "coupons")] == [{}, {}, {}]
    assert backend.one("interactions")["outcome"] == "dry_run"


def test_a_role_that_there_is_none_of_is_refused_by_its_place() -> None:
    given = {"on": "order_paid", "then": [{"notify": {"role": "financ"}, "template": "alert"}]}
    org = an_org().model_copy(update={"automations": {"a": AutomationSettings.model_validate(given)}})
    (fault,) = KINDS["automations"].faults(org, "a")
    assert fault.path == "then.0.notify.role"
    assert fault.message.startswith("is no role: owner, manager")


@pytest.mark.parametrize("has_pic", [True, False])
def test_a_message_to_the_primary_contact_goes_to_that_person_or_else_to_the_account(has_pic: bool) -> None:
    send = {"send": "news", "to": "pic", "channels": ["email"]}
    org = a_shop(thanks={"on": "order_paid", "then": [send]})
    backend = DictBackend()
    buys(backend, org)
    backend.put(a_customer(id="person", email="buyer@example.com", email_opt_in=True))
    (account,) = backend.all("customers").keys() - {"person"}
    if has_pic:
        backend.documents[f"orgs/kopi/customers/{account}"]["account"] = {"pic_id": "person"}
    buys(backend, org, 2)
    buys(backend, org, 2)
    *_, message = sorted(backend.all("messages").values(), key=lambda each: each["cause"])
    assert message["customer_id"] == ("person" if has_pic else account)
    assert message.get("about") == (f"customers/{account}" if has_pic else None)
    assert (backend.all("customers")["person"]["last_contacted_at"] is not None) is has_pic
    assert not over(backend, org, message)
    disabled = org.automations["thanks"].model_copy(update={"enabled": False})
    assert over(backend, org.model_copy(update={"automations": {"thanks": disabled}}), message)


def over(backend: DictBackend, org: Org, stored: dict[str, Any]) -> bool:
    """Whether a message's cause is over when it is claimed."""

    def decide() -> Decision[bool]:
        customer = yield from get(Customer, stored["customer_id"])
        message = Message.model_validate({"id": "m", **stored})
        return NOTHING, (yield from is_cause_over(org, customer, message))

    return run(a_store(backend), decide)


@pytest.mark.item("S000-17")
@pytest.mark.parametrize("interaction_type", get_args(InteractionType))
def test_a_run_leaves_an_interaction_of_the_type_that_its_automation_says(interaction_type: str) -> None:
    backend = DictBackend()
    tag = {"on": "order_paid", "then": [{"tag": "buyer"}], "interaction_type": interaction_type}
    buys(backend, a_shop(tag=tag))
    kept = [each for each in backend.all("interactions").values() if each.get("automation_id")]
    assert [each["interaction_type"] for each in kept] == [interaction_type]


@pytest.mark.item("S000-17")
def test_a_run_is_of_one_of_nine_types() -> None:
    assert set(get_args(InteractionType)) == {
        *("auto_followup_reminder", "auto_email_sent", "auto_whatsapp_sent", "lead_score_updated"),
        *("churn_risk_alert", "reorder_reminder", "birthday_greeting", "campaign_triggered"),
        "sentiment_analyzed",
    }
    with pytest.raises(ValidationError):
        AutomationSettings.model_validate(
            {"on": "order_paid", "then": [{"tag": "x"}], "interaction_type": "call"}
        )
