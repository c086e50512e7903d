"""Automations run for the customers that they are for, at the moment that they name, once for each occurrence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.automations.wake import wake_customer
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.staff.members import Member
from tests.builders import NOON, PHONE, an_order, an_org, give, in_state, take_in, with_staff
from tests.memory import DictBackend, a_store, run

DAY = timedelta(days=1)
TEXT = {"purpose": "marketing", "bodies": {"en": "Hello {{ name or 'you' }}"}}
NEWS = {"purpose": "transactional", "bodies": {"en": "News"}}


def shop(**automations: dict[str, Any]) -> Org:
    org = an_org(automations={}, loyalty={"earn": {"per_amount": 100, "points": 1}}, messages={})
    templates = {"hello": TEXT, "news": NEWS}
    settings = {id: AutomationSettings.model_validate(each) for id, each in automations.items()}
    return org.model_copy(
        update={"automations": settings, "templates": an_org(templates=templates).templates}
    )


def buys(backend: DictBackend, org: Org, number: int = 1, *, at: datetime = NOON, **changes: Any) -> None:
    order = in_state(an_order(org, order_id=str(number)), ordered_at=at, updated_at=at, **changes)
    take_in(a_store(backend), order, org=org, now=at)


def wakes(backend: DictBackend, org: Org, now: datetime) -> None:
    """What ticks every hour until then would do."""
    while True:
        (id, customer), *_ = backend.all("customers").items()
        due = customer.get("wake_at")
        if due is None or due > now:
            return
        at = max(due, NOON)
        run(a_store(backend), lambda id=id, at=at: wake_customer(org, id, at))  # type: ignore[misc]


def ran(backend: DictBackend) -> list[str]:
    """The automations that ran, in their order."""
    kept = [
        each for each in backend.all("interactions").values() if each["interaction_source"] == "ai_automation"
    ]
    return [each["automation_id"] for each in sorted(kept, key=lambda each: each["performed_at"])]


@pytest.mark.item("S000-24")
def test_a_first_order_sends_once_and_leaves_an_interaction_that_names_the_automation() -> None:
    org = shop(welcome={"on": "first_order", "then": [{"send": "news"}, {"tag": "welcomed"}]})
    backend = DictBackend()
    buys(backend, org)
    buys(backend, org)
    buys(backend, org, 2)
    assert ran(backend) == ["welcome"]
    (message,) = backend.all("messages").values()
    assert (message["template"], message["rule"]) == ("news", "automation:welcome")
    assert list(backend.one("customers")["tags"]) == ["welcomed"]
    interaction = backend.one("interactions")
    assert interaction["transaction"]["ref_table"] == "messages"


def test_an_event_that_none_waits_for_bills_nothing() -> None:
    with_none, backend = DictBackend(), DictBackend()
    buys(with_none, shop())
    buys(backend, shop(upgrade={"on": "tier_upgraded", "then": [{"tag": "x"}]}))
    assert backend.billed == with_none.billed


@pytest.mark.item("S004-22")
def test_a_dessert_is_free_with_every_tenth_visit() -> None:
    condition = {"==": [{"%": [{"var": "stats.visits"}, 10]}, 0]}
    org = shop(dessert={"on": "visit_recorded", "when": condition, "then": [{"send": "news"}]})
    backend = DictBackend()
    for number in range(1, 21):
        buys(backend, org, number, at=NOON + number * timedelta(hours=1))
        assert ran(backend) == ["dessert"] * (number // 10)


@pytest.mark.parametrize(("repeat", "desserts"), [("per_cause", 5), ("per_visit_count", 1)])
def test_a_tenth_visit_that_is_cancelled_and_made_again_may_be_one(repeat: str, desserts: int) -> None:
    condition = {"==": [{"%": [{"var": "stats.visits"}, 10]}, 0]}
    coupon = {"coupon": {"name": "Dessert", "free_item": "dessert"}}
    rule = {"on": "visit_recorded", "when": condition, "repeat": repeat, "then": [coupon]}
    org, backend = shop(dessert=rule), DictBackend()
    for number in range(1, 15):
        at = NOON + number * timedelta(hours=1)
        buys(backend, org, number, at=at)
        if 10 <= number < 14:
            later, gone = at + timedelta(minutes=9), an_order(org, order_id=str(number))
            gone = in_state(gone, ordered_at=at, updated_at=later, status="cancelled")
            take_in(a_store(backend), gone, org=org, now=later)
    assert backend.one("customers")["stats"]["visits"] == 10
    assert len(backend.all("coupons")) == desserts
    for number in range(15, 25):
        buys(backend, org, number, at=NOON + number * timedelta(hours=1))
    assert len(backend.all("coupons")) == desserts + 1


@pytest.mark.parametrize(("group", "runs"), [("any", 1), ("b2c", 1), ("b2b", 0)])
def test_an_automation_is_for_its_group(group: str, runs: int) -> None:
    org = shop(tag={"on": "order_paid", "group": group, "then": [{"tag": "x"}]})
    backend = DictBackend()
    buys(backend, org)
    assert len(ran(backend)) == runs


@pytest.mark.parametrize(("repeat", "runs"), [("once", 1), ("per_cause", 4), ({"every": "2d"}, 2)])
def test_an_automation_repeats_as_it_says(repeat: Any, runs: int) -> None:
    org = shop(tag={"on": "order_paid", "repeat": repeat, "then": [{"tag": "x"}]})
    backend = DictBackend()
    for day in range(4):
        buys(backend, org, day, at=NOON + day * DAY)
    assert len(ran(backend)) == runs


def test_what_is_switched_off_or_on_trial_does_nothing_and_a_trial_says_so() -> None:
    org = shop(
        off={"on": "order_paid", "enabled": False, "then": [{"tag": "off"}]},
        trial={"on": "order_paid", "dry_run": True, "then": [{"tag": "trial"}, {"send": "news"}]},
    )
    backend = DictBackend()
    buys(backend, org)
    assert (ran(backend), list(backend.one("customers")["tags"]), backend.all("messages")) == (
        ["trial"],
        [],
        {},
    )
    assert backend.one("interactions")["outcome"] == "dry_run"


def test_a_cancelled_order_is_no_second_event_when_it_comes_again() -> None:
    org = shop(tag={"on": "order_paid", "then": [{"send": "news"}]})
    backend = DictBackend()
    order = an_order(org)
    for status in ("paid", "cancelled", "paid"):
        moved = in_state(order, status=status, updated_at=NOON + timedelta(minutes=len(status)))
        take_in(a_store(backend), moved, org=org)
    assert len(ran(backend)) == 1


@pytest.mark.item("S000-35")
def test_a_moment_is_met_on_its_day_once_and_moves_with_the_field() -> None:
    org = shop(reorder={"on": {"field": "stats.last_order_at", "after": "14d"}, "then": [{"send": "news"}]})
    backend = DictBackend()
    buys(backend, org)
    wakes(backend, org, NOON + 14 * DAY - timedelta(minutes=1))
    assert ran(backend) == []
    buys(backend, org, 2, at=NOON + 10 * DAY)
    wakes(backend, org, NOON + 24 * DAY - timedelta(minutes=1))
    assert ran(backend) == []
    for days in (24, 25, 90):
        wakes(backend, org, NOON + days * DAY)
        assert ran(backend) == ["reorder"]
    assert backend.one("customers").get("wake_at") is None


def test_a_moment_comes_at_the_hour_of_the_customer_s_day() -> None:
    moment = {"field": "stats.last_order_at", "after": "3d", "hour": "09:00"}
    org = shop(review={"on": moment, "then": [{"send": "news"}]})
    backend = DictBackend()
    buys(backend, org)
    due = backend.one("customers")["due"]
    assert due == {"auto:review": datetime(2025, 1, 28, 3, 30, tzinfo=UTC)}  # 09:00 in Kolkata


def a_birthday(org: Org, day: str) -> DictBackend:
    backend = with_staff()
    give(backend, "change_customer", {"name": "Regular", "phone": PHONE, "birthday": day}, org=org)
    return backend


@pytest.mark.item("S000-37")
@pytest.mark.parametrize("day", ["02-03", "1990-02-03"])
def test_a_birthday_is_met_each_year_a_week_before_and_on_the_day(day: str) -> None:
    org = shop(
        week={"on": {"field": "birthday", "before": "7d", "hour": "10:00"}, "then": [{"send": "news"}]},
        day={"on": {"field": "birthday", "hour": "10:00"}, "then": [{"send": "news"}]},
    )
    backend = a_birthday(org, day)
    for until, expected in (("01-26", []), ("01-28", ["week"]), ("02-04", ["week", "day"])):
        wakes(backend, org, datetime.fromisoformat(f"2025-{until}T12:00:00+05:30"))
        assert ran(backend) == [f"{each}" for each in expected]
    wakes(backend, org, datetime(2027, 2, 28, tzinfo=UTC))
    assert ran(backend) == ["week", "day"] * 3


@pytest.mark.parametrize(("year", "met_on"), [(2025, "02-28"), (2028, "02-29")])
def test_who_was_born_on_the_29th_of_february_has_a_day_each_year(year: int, met_on: str) -> None:
    org = shop(day={"on": {"field": "birthday", "hour": "10:00"}, "then": [{"tag": "x"}], "late_by": "1d"})
    backend = a_birthday(org, "02-29")
    wakes(backend, org, datetime(year, 3, 2, tzinfo=UTC))
    last = max(each["performed_at"] for each in backend.all("interactions").values())
    assert f"{last:%Y-%m-%d}" == f"{year}-{met_on}"


def test_an_import_of_old_orders_sets_nothing_off() -> None:
    org = shop(
        paid={"on": "order_paid", "then": [{"send": "news"}]},
        reorder={"on": {"field": "stats.last_order_at", "after": "14d"}, "then": [{"send": "news"}]},
    )
    backend = DictBackend()
    order = in_state(an_order(org), ordered_at=NOON - 90 * DAY, updated_at=NOON - 90 * DAY)
    take_in(a_store(backend), order, org=org)
    wakes(backend, org, NOON + 30 * DAY)
    assert ran(backend) == []


@pytest.mark.item("S000-34")
def test_a_sequence_goes_on_by_its_delays_until_its_reason_is_gone() -> None:
    org = shop(
        welcome={
            "on": "first_order",
            "then": [{"send": "news"}],
            "steps": [
                {"after": "2d", "then": [{"send": "news"}]},
                {"after": "5d", "then": [{"send": "news"}]},
            ],
            "until": {">": [{"var": "stats.orders"}, 1]},
        }
    )
    for buys_again_on, expected in ((None, 3), (1, 1), (3, 2)):
        backend = DictBackend()
        buys(backend, org)
        for day in range(12):
            if day == buys_again_on:
                buys(backend, org, 2, at=NOON + day * DAY)
            wakes(backend, org, NOON + day * DAY)
        assert len(ran(backend)) == expected
        assert len(backend.all("messages")) == expected


def test_a_step_whose_condition_does_not_hold_is_left_out_and_the_next_one_comes() -> None:
    org = shop(
        welcome={
            "on": "first_order",
            "then": [{"tag": "a"}],
            "steps": [
                {"after": "1d", "when": {">": [{"var": "stats.orders"}, 5]}, "then": [{"tag": "b"}]},
                {"after": "1d", "then": [{"tag": "c"}]},
            ],
        }
    )
    backend = DictBackend()
    buys(backend, org)
    wakes(backend, org, NOON + 9 * DAY)
    assert list(backend.one("customers")["tags"]) == ["a", "c"]


@pytest.mark.item("S000-39", "S004-21")
def test_a_condition_that_time_meets_runs_at_that_instant_and_again_after_it_was_not_met() -> None:
    silent = {"older_than": [{"var": "stats.last_order_at"}, "30d"]}
    org = shop(away={"on": "condition_met", "when": silent, "then": [{"send": "hello"}]})
    backend = DictBackend()
    buys(backend, org)
    wakes(backend, org, NOON + 30 * DAY - timedelta(minutes=1))
    assert ran(backend) == []
    wakes(backend, org, NOON + 30 * DAY)
    assert ran(backend) == ["away"]
    wakes(backend, org, NOON + 90 * DAY)
    assert ran(backend) == ["away"]
    buys(backend, org, 2, at=NOON + 90 * DAY)
    wakes(backend, org, NOON + 121 * DAY)
    assert ran(backend) == ["away", "away"]


def test_a_condition_that_a_change_meets_runs_with_the_change() -> None:
    org = shop(
        vip={"on": "condition_met", "when": {">=": [{"var": "stats.orders"}, 2]}, "then": [{"tag": "vip"}]}
    )
    backend = DictBackend()
    buys(backend, org)
    assert ran(backend) == []
    buys(backend, org, 2)
    buys(backend, org, 3)
    assert (ran(backend), list(backend.one("customers")["tags"])) == (["vip"], ["vip"])


def test_what_feeds_itself_stops_with_a_dead_letter() -> None:
    """A tag that sets off a rule that takes it away, and one that brings it back."""
    has = {"in": ["x", {"var": "tags"}]}
    org = shop(
        on={"on": "condition_met", "when": {"!": [has]}, "then": [{"tag": "x"}]},
        off={"on": "condition_met", "when": has, "then": [{"untag": "x"}]},
    )
    backend = DictBackend()
    runs = []
    for number in range(5):
        buys(backend, org, number, at=NOON + number * timedelta(hours=1))
        runs.append(ran(backend))
    assert runs == [["on", "off"]] * 5
    wakes(backend, org, NOON + 90 * DAY)
    assert ran(backend) == ["on", "off"]
    (letter,) = backend.all("dead_letters").items()
    assert letter[0].endswith("automation_loop:on")
    assert letter[1]["error"]["code"] == "automation_loop"
    assert letter[1]["attempts"] == 1


def test_a_new_occurrence_takes_the_place_of_a_sequence_that_still_runs() -> None:
    org = shop(
        away={
            "on": {"field": "stats.last_order_at", "after": "2d"},
            "late_by": "9d",
            "then": [{"tag": "a"}],
            "steps": [{"after": "3d", "then": [{"tag": "b"}]}],
        }
    )
    backend = DictBackend()
    buys(backend, org)
    wakes(backend, org, NOON + 2 * DAY)
    buys(backend, org, 2, at=NOON + 2 * DAY + timedelta(hours=1))
    both_due = NOON + 6 * DAY
    (id,) = backend.all("customers")
    run(a_store(backend), lambda: wake_customer(org, id, both_due))
    assert len(ran(backend)) == 2
    wakes(backend, org, NOON + 30 * DAY)
    assert list(backend.one("customers")["tags"]) == ["a", "b"]
    assert len(ran(backend)) == 3


def test_what_was_on_trial_runs_for_real_once_it_is_no_trial_any_more() -> None:
    trial = {"on": "order_paid", "repeat": "once", "then": [{"tag": "x"}]}
    backend = DictBackend()
    buys(backend, shop(tag={**trial, "dry_run": True}))
    for number in (2, 3):
        buys(backend, shop(tag=trial), number)
    outcomes = sorted(each["outcome"] for each in backend.all("interactions").values())
    assert (outcomes, list(backend.one("customers")["tags"])) == (["done", "dry_run"], ["x"])


def test_of_several_that_run_at_once_the_more_urgent_comes_first() -> None:
    org = shop(
        late={"on": "order_paid", "priority": 9, "then": [{"tag": "second"}]},
        soon={"on": "order_paid", "priority": 1, "then": [{"tag": "first"}]},
    )
    backend = DictBackend()
    buys(backend, org)
    assert list(backend.one("customers")["tags"]) == ["first", "second"]


def test_who_was_joined_into_another_customer_is_told_nothing_more() -> None:
    org = shop(day={"on": {"field": "birthday", "hour": "10:00"}, "then": [{"send": "news"}]})
    backend = a_birthday(org, "02-03")
    (path,) = (path for path in backend.documents if "/customers/" in path)
    backend.client_writes(path, joined_into="another")
    wakes(backend, org, datetime(2025, 3, 1, tzinfo=UTC))
    assert (ran(backend), backend.all("messages")) == ([], {})


def test_a_condition_that_time_meets_and_unmeets_again_and_again_runs_each_time() -> None:
    is_birthday = {"day_is": [{"var": "birthday"}, "today"]}
    org = shop(day={"on": "condition_met", "when": is_birthday, "then": [{"tag": "x"}]})
    backend = a_birthday(org, "02-03")
    for years in (0, 1, 2):
        wakes(backend, org, datetime(2025 + years, 3, 1, tzinfo=UTC))
        assert ran(backend) == ["day"] * (years + 1)


@pytest.mark.parametrize(("woken_after", "sent"), [((3, 7), 3), ((4, 8), 3), ((6, 7), 2), ((60, 61), 1)])
def test_a_later_step_that_is_overdue_by_too_much_is_left_out(
    woken_after: tuple[int, ...], sent: int
) -> None:
    step = {"then": [{"send": "news"}]}
    org = shop(
        welcome={
            "on": "first_order",
            "then": [{"send": "news"}],
            "steps": [{"after": "3d", **step}, {"after": "4d", **step}],
        }
    )
    backend = DictBackend()
    buys(backend, org)
    (id,) = backend.all("customers")
    for days in (*woken_after, *woken_after, woken_after[-1] + 1, 90):
        at = NOON + days * DAY
        run(a_store(backend), lambda at=at: wake_customer(org, id, at))  # type: ignore[misc]
    assert len(backend.all("messages")) == sent
    assert "wake_at" not in backend.one("customers")


REGULAR = {"on": "condition_met", "when": {">=": [{"var": "stats.orders"}, 1]}, "then": [{"send": "news"}]}


@pytest.mark.parametrize("met", [[], "nonsense", None])
def test_who_met_a_condition_before_a_change_is_not_written_to_for_it(met: Any) -> None:
    """The business has just written the automation, or what was met was spoilt by hand."""
    backend, org = DictBackend(), shop(regular=REGULAR)
    buys(backend, shop())
    (id,) = backend.all("customers")
    backend.client_writes(f"orgs/kopi/customers/{id}", met=met)
    buys(backend, org, 2, at=NOON + timedelta(hours=1))
    assert (ran(backend), list(backend.one("customers")["met"])) == ([], ["regular"])


def test_a_condition_that_time_made_true_runs_with_a_change_that_comes_before_the_wake_up() -> None:
    silent = {
        "on": "condition_met",
        "when": {"older_than": [{"var": "created_at"}, "10d"]},
        "then": [{"tag": "x"}],
    }
    backend, org = DictBackend(), shop(silent=silent)
    buys(backend, org)
    buys(backend, org, 2, at=NOON + 11 * DAY)
    wakes(backend, org, NOON + 12 * DAY)
    assert ran(backend) == ["silent"]


def test_a_condition_that_held_for_another_group_is_met_by_who_comes_into_it() -> None:
    backend, org = DictBackend(), shop(regular={**REGULAR, "group": "b2b"})
    buys(backend, org)
    assert ran(backend) == []
    (id,) = backend.all("customers")
    backend.put(Member(id="till", roles=("owner",)))
    give(backend, "change_customer", {"customer_id": id, "customer_group": "b2b"}, org=org)
    assert ran(backend) == ["regular"]
