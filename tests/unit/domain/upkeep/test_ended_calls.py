"""A task whose reason is gone is cancelled in the commit that takes the reason away, and leaves its agent's day."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.automations.wake import wake_customer
from functions.domain.commands.documents import Result
from functions.domain.customers.open_calls import MOST_OPEN, OpenCall, both_calls, with_call
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.consumption import ConsumptionProfile
from functions.domain.staff.members import Member
from tests.builders import NOON, PHONE, an_order, an_org, give, take_in
from tests.memory import Billed, DictBackend, a_store, run

DAY = timedelta(days=1)
RICE, OIL = "rice", "oil"
PROFILES = {
    name: ConsumptionProfile(categories=(name,), avg_consumption_days=days, buffer_days=0, min_days=1)
    for name, days in ((RICE, 10), (OIL, 12))
}


def calling(on: Any, **task: Any) -> dict[str, Any]:
    return {"on": on, "then": [{"create_task": {"task_type": "call", "assign": {"role": "agent"}, **task}}]}


REMINDS = calling("reminder_due", task_type="reminder_call")
SILENT = calling({"field": "stats.last_order_at", "after": "30d"}, task_type="silence_call")
TIERS = {"tiers": [{"name": "silver", "any": {"orders": 2}}, {"name": "gold", "any": {"orders": 3}}]}


def a_shop(**automations: dict[str, Any]) -> Org:
    org = an_org(automations=None, messages={}, timezone="UTC", loyalty=TIERS, reminders={"gather_days": 0})

    written = {id: AutomationSettings.model_validate(each) for id, each in automations.items()}
    return org.model_copy(update={"automations": written, "consumption_profiles": PROFILES})


def a_backend() -> DictBackend:
    backend = DictBackend()
    backend.put(Member(id="till", roles=("agent",)))
    return backend


def buys(backend: DictBackend, org: Org, number: int, *kinds: str, days: int = 0, **changes: Any) -> None:
    at = NOON + days * DAY
    later = changes.pop("later", timedelta(0))
    order = an_order(
        org,
        order_id=f"{number}",
        ordered_at=at.isoformat(),
        updated_at=(at + later).isoformat(),
        customer=changes.pop("buyer", None) or {"phone": changes.pop("phone", PHONE)},
        lines=[
            {"product_id": kind, "category": kind, "name": kind, "quantity": "1", "unit_price": "1.00"}
            for kind in kinds or ("other",)
        ],
        **changes,
    )
    take_in(a_store(backend), order, org=org, now=at + later)


def wakes(backend: DictBackend, org: Org, days: int) -> None:
    (id,) = backend.all("customers")
    run(a_store(backend), lambda: wake_customer(org, id, NOON + days * DAY))


def statuses(backend: DictBackend) -> list[tuple[str, str | None]]:
    return [(each["status"], each.get("cancelled_because")) for each in backend.all("tasks").values()]


def open_in_day(backend: DictBackend) -> int:
    counts: dict[str, int] = backend.all("insights")["agent_day:till"]["counts"]
    return counts["open"] + counts["later"]


def complete(backend: DictBackend, org: Org, id: str, outcome: str, *, days: int) -> Result:
    at = NOON + days * DAY
    data = {"task_id": id, "outcome": outcome}
    result: Result = give(backend, "complete_task", data, org=org, now=at, made_at=at)["result"]
    return result


OPEN, BOUGHT = ("open", None), ("cancelled", "bought_meanwhile")


@pytest.mark.item("S001-33")
def test_a_reminder_s_call_ends_with_a_purchase_of_what_it_is_about_and_of_nothing_else() -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    buys(backend, org, 1, RICE)
    wakes(backend, org, 10)
    buys(backend, org, 2, OIL, days=10)
    assert (statuses(backend), open_in_day(backend)) == ([OPEN], 1)
    buys(backend, org, 3, RICE, days=10)
    assert (statuses(backend), open_in_day(backend)) == ([BOUGHT], 0)
    assert "open_calls" not in backend.one("customers")


def test_a_call_of_the_reminder_before_ends_too() -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    buys(backend, org, 1, RICE)
    buys(backend, org, 2, OIL)
    wakes(backend, org, 10)
    wakes(backend, org, 12)
    assert statuses(backend) == [OPEN, OPEN]
    buys(backend, org, 3, RICE, days=12)
    assert (sorted(statuses(backend)), open_in_day(backend)) == ([BOUGHT, OPEN], 1)
    buys(backend, org, 4, OIL, days=12)
    assert (statuses(backend), open_in_day(backend)) == ([BOUGHT, BOUGHT], 0)


def test_the_third_attempt_of_a_call_ends_as_the_first_would() -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    buys(backend, org, 1, RICE)
    wakes(backend, org, 10)
    (first,) = backend.all("tasks")
    complete(backend, org, first, "no_answer", days=10)
    complete(backend, org, f"{first}:again:1", "no_answer", days=11)
    buys(backend, org, 2, RICE, days=12)
    assert statuses(backend) == [("done", None), ("done", None), BOUGHT]
    assert open_in_day(backend) == 0


def test_an_escalation_ends_as_what_was_escalated_would() -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    backend.put(Member(id="boss", roles=("manager",)))
    buys(backend, org, 1, RICE)
    wakes(backend, org, 10)
    (first,) = backend.all("tasks")
    complete(backend, org, first, "escalated", days=10)
    assert backend.all("insights")["agent_day:boss"]["counts"]["open"] == 1
    buys(backend, org, 2, RICE, days=11)
    assert statuses(backend)[1] == BOUGHT
    assert backend.all("insights")["agent_day:boss"]["counts"]["open"] == 0


@pytest.mark.parametrize("undone", ["cancelled", "refunded"])
def test_a_reminder_s_call_ends_where_the_purchase_is_taken_back(undone: str) -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    buys(backend, org, 1, RICE)
    wakes(backend, org, 10)
    buys(backend, org, 1, RICE, status=undone, later=11 * DAY)
    assert statuses(backend) == [BOUGHT]


def test_a_call_after_a_silence_ends_with_any_purchase_and_not_with_one_from_before() -> None:
    org, backend = a_shop(silent=SILENT), a_backend()
    buys(backend, org, 1, days=0)
    wakes(backend, org, 30)
    assert statuses(backend) == [OPEN]
    buys(backend, org, 2, days=-3)  # an order that arrives late
    assert statuses(backend) == [OPEN]
    buys(backend, org, 3, days=31)
    assert (statuses(backend), open_in_day(backend)) == ([BOUGHT], 0)


def test_a_call_about_a_tier_ends_where_the_customer_is_in_another_one() -> None:
    org, backend = a_shop(up=calling("tier_upgraded", task_type="membership_upgrade_call")), a_backend()
    for number in (1, 2):
        buys(backend, org, number)
    assert statuses(backend) == [OPEN]
    buys(backend, org, 3)
    assert (sorted(statuses(backend)), open_in_day(backend)) == (
        [("cancelled", "tier_changed"), OPEN],
        1,
    )
    buys(backend, org, 3, status="cancelled", later=DAY)
    assert {status for status, _ in statuses(backend)} == {"cancelled"}


def test_a_call_after_an_order_ends_where_that_order_is_cancelled_and_no_other() -> None:
    org, backend = a_shop(thank=calling("order_paid")), a_backend()
    buys(backend, org, 1)
    buys(backend, org, 2)
    buys(backend, org, 1, status="cancelled", later=DAY)
    assert sorted(statuses(backend)) == [("cancelled", "order_undone"), OPEN]


def test_a_call_after_an_order_ends_where_the_order_turns_out_to_be_another_customer_s() -> None:
    org, backend = a_shop(thank=calling("order_paid")), a_backend()
    buys(backend, org, 1)
    buys(backend, org, 1, phone="+12025550156", later=timedelta(hours=1))
    assert sorted(statuses(backend)) == [("cancelled", "order_undone"), OPEN]


@pytest.mark.item("S001-73")
@pytest.mark.parametrize(
    ("task_type", "after"),
    [
        ("winback_call", BOUGHT),
        ("offer_follow_up", BOUGHT),
        ("membership_upgrade_call", OPEN),
        ("call", OPEN),
    ],
)
def test_a_task_of_a_member_s_ends_with_a_purchase_by_its_type(
    task_type: str, after: tuple[str, str | None]
) -> None:
    org, backend = a_shop(), a_backend()
    buys(backend, org, 1)
    (customer,) = backend.all("customers")
    give(backend, "create_task", {"task_type": task_type, "customer_id": customer}, org=org)
    buys(backend, org, 2, days=1)
    assert statuses(backend) == [after]
    assert open_in_day(backend) == (after == OPEN)


def test_a_task_that_was_done_meanwhile_stays_done() -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    buys(backend, org, 1, RICE)
    wakes(backend, org, 10)
    (id,) = backend.all("tasks")
    complete(backend, org, id, "interested", days=10)
    backend.billed = Billed()
    buys(backend, org, 2, RICE, days=10)
    assert statuses(backend) == [("done", None)]
    assert backend.billed.reads == 1


def test_a_task_that_ends_bills_its_read_its_write_and_its_agent_s_day() -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    buys(backend, org, 1, RICE)
    wakes(backend, org, 10)
    backend.billed = Billed()
    buys(backend, org, 2, OIL, days=10)
    without = backend.billed
    backend.billed = Billed()
    buys(backend, org, 3, RICE, days=10)
    assert backend.billed == Billed(reads=without.reads + 2, writes=without.writes + 2)


def test_open_tasks_follow_a_new_name_and_phone() -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    buys(backend, org, 1, RICE)
    wakes(backend, org, 10)
    (customer,) = backend.all("customers")
    new = {"customer_id": customer, "name": "Rahima", "phone": "+12025550156"}
    give(backend, "change_customer", new, org=org, now=NOON + 10 * DAY)
    (call,) = backend.all("insights")["agent_day:till"]["calls"]
    assert (call["name"], call["phone"]) == ("Rahima", "+12025550156")
    task = backend.one("tasks")
    assert (task["customer_name"], task["customer_phone"], task["status"]) == (
        "Rahima",
        "+12025550156",
        "open",
    )


def test_an_open_task_of_who_was_joined_ends_with_a_purchase_of_the_one_customer() -> None:
    org, backend = a_shop(silent=SILENT), a_backend()
    buys(backend, org, 1)
    wakes(backend, org, 30)
    one = {"phone": PHONE, "email": "a@example.com"}
    order = {"ordered_at": (NOON + 31 * DAY).isoformat(), "updated_at": (NOON + 31 * DAY).isoformat()}
    take_in(
        a_store(backend),
        an_order(org, order_id="2", customer={"email": "a@example.com"}, ordered_at=NOON.isoformat()),
        org=org,
    )
    assert statuses(backend) == [OPEN]
    take_in(
        a_store(backend), an_order(org, order_id="3", customer=one, **order), org=org, now=NOON + 31 * DAY
    )
    assert statuses(backend) == [BOUGHT]


def test_what_is_spoilt_by_hand_on_the_customer_is_left_out() -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    buys(backend, org, 1, RICE)
    wakes(backend, org, 10)
    (customer,) = backend.all("customers")
    backend.client_writes(f"orgs/kopi/customers/{customer}", open_calls=[{"ends": "never"}])
    buys(backend, org, 2, RICE, days=10)
    assert statuses(backend) == [OPEN]


def test_a_task_of_another_customer_is_not_ended() -> None:
    org, backend = a_shop(remind=REMINDS), a_backend()
    buys(backend, org, 1, RICE)
    wakes(backend, org, 10)
    (id,) = backend.all("tasks")
    backend.client_writes(f"orgs/kopi/tasks/{id}", customer_id="another")
    buys(backend, org, 2, RICE, days=10)
    assert statuses(backend) == [OPEN]


def test_the_latest_twenty_are_known() -> None:
    calls: tuple[OpenCall, ...] = ()
    for number in range(MOST_OPEN + 5):
        calls = with_call(calls, OpenCall(task_id=f"{number}", ends="purchase"))
    assert [each.task_id for each in calls] == [f"{number}" for number in range(5, MOST_OPEN + 5)]
    assert len(with_call(calls, calls[3])) == MOST_OPEN
    assert len(both_calls(calls, calls)) == MOST_OPEN


@pytest.mark.parametrize("name", ["Asha", None])
def test_an_order_that_names_its_customer_and_makes_a_call_is_one_commit(name: str | None) -> None:
    org, backend = a_shop(tier=calling("tier_upgraded")), a_backend()
    buys(backend, org, 1)
    said = {"phone": PHONE, "name": name} if name else {"phone": PHONE}
    order = an_order(org, order_id="2", customer=said)
    take_in(a_store(backend), order, org=org, now=NOON)
    task, day = backend.one("tasks"), backend.one("insights")
    assert (task["status"], task.get("customer_name")) == ("open", name)
    assert [call["name"] for call in day["calls"]] == [name]
    assert day["counts"]["open"] == 1
