"""Open calls of a customer who is joined into another, and taken apart again."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.joins.splitting import split_step
from functions.domain.orgs.org import Org
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, PHONE, give
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.upkeep.test_ended_calls import DAY, REMINDS, RICE, a_backend, a_shop, buys, calling

EMAIL = "asha@example.com"
BY_PHONE, BY_EMAIL = {"phone": PHONE}, {"email": EMAIL}
BOTH = {**BY_PHONE, **BY_EMAIL}
TIER = calling("tier_upgraded", task_type="tier_call")


def sells(backend: DictBackend, org: Org, number: int, to: dict[str, Any], *kinds: str, days: int) -> None:
    buys(backend, org, number, *kinds, days=days, buyer=to)


def wakes_all(backend: DictBackend, org: Org, days: int) -> None:
    now = NOON + days * DAY + timedelta(minutes=5)
    for id, customer in backend.all("customers").items():
        if customer.get("wake_at") and customer["wake_at"] <= now:
            waking = Waking(id, now, None)
            run(a_store(backend), lambda waking=waking: WAKE_UPS["customers"].wake(org, waking))  # type: ignore[misc]


def joined(org: Org) -> DictBackend:
    """One who bought rice by email is called on day 10, and turns out on day 11 to be who bought by phone."""
    backend = a_backend()
    sells(backend, org, 1, BY_EMAIL, RICE, days=0)
    sells(backend, org, 2, BY_PHONE, days=0)
    wakes_all(backend, org, 10)
    sells(backend, org, 3, {**BOTH, "name": "Asha"}, days=11)
    wakes_all(backend, org, 11)
    return backend


def split(backend: DictBackend, org: Org, days: int) -> str:
    (id,) = [id for id, each in backend.all("customers").items() if each.get("joined_into")]
    now = NOON + days * DAY
    while run(a_store(backend), lambda: split_step(org, id, now)) != "done":
        pass
    return id


def open_calls(backend: DictBackend) -> list[str]:
    return sorted(each["task_type"] for each in backend.all("tasks").values() if each["status"] == "open")


def listed(backend: DictBackend) -> list[tuple[str, str | None, str | None]]:
    return [(each["customer_id"], each["name"], each["phone"]) for each in backend.one("insights")["calls"]]


def test_a_call_of_who_was_joined_says_whom_to_call_now() -> None:
    backend = joined(a_shop(remind=REMINDS))
    task = backend.one("tasks")
    (one,) = [id for id, each in backend.all("customers").items() if not each.get("joined_into")]
    assert (task["customer_id"], task["customer_name"], task["customer_phone"]) == (one, "Asha", PHONE)
    assert listed(backend) == [(one, "Asha", PHONE)]


def test_a_reminder_s_call_outlives_a_split_and_ends_with_a_purchase_after_it() -> None:
    org = a_shop(remind=REMINDS)
    backend = joined(org)
    id = split(backend, org, 12)
    assert (open_calls(backend), backend.one("tasks")["customer_id"]) == (["reminder_call"], id)
    assert listed(backend) == [(id, None, None)]
    sells(backend, org, 4, BY_PHONE, RICE, days=13)
    assert open_calls(backend) == ["reminder_call"], "another customer's purchase"
    sells(backend, org, 5, BY_EMAIL, RICE, days=13)
    assert (open_calls(backend), backend.one("insights")["calls"]) == ([], [])
    assert backend.one("tasks")["cancelled_because"] == "bought_meanwhile"


def test_who_was_reminded_before_a_join_is_not_reminded_again_after_a_split() -> None:
    org = a_shop(remind=REMINDS)
    backend = joined(org)
    split(backend, org, 12)
    for days in range(12, 18):
        wakes_all(backend, org, days)
    assert len(backend.all("tasks")) == 1


def test_a_call_that_ended_while_its_customer_was_joined_is_forgotten_by_both() -> None:
    org = a_shop(remind=REMINDS)
    backend = joined(org)
    sells(backend, org, 4, BOTH, RICE, days=12)
    assert open_calls(backend) == []
    split(backend, org, 13)
    assert [each.get("open_calls", []) for each in backend.all("customers").values()] == [[], []]


def test_a_call_that_is_tried_again_while_its_customer_is_joined_returns_with_them() -> None:
    org = a_shop(remind=REMINDS)
    backend = a_backend()
    sells(backend, org, 1, BY_EMAIL, RICE, days=0)
    sells(backend, org, 2, BY_PHONE, days=0)
    wakes_all(backend, org, 10)
    (task_id,) = backend.all("tasks")
    sells(backend, org, 3, BOTH, days=11)
    said = {"task_id": task_id, "outcome": "no_answer"}
    when = NOON + 11 * DAY
    assert give(backend, "complete_task", said, org=org, now=when, made_at=when)["status"] == "done"
    split(backend, org, 12)
    assert open_calls(backend) == ["reminder_call"]
    sells(backend, org, 4, BY_EMAIL, RICE, days=13)
    assert open_calls(backend) == []


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_split_that_takes_a_tier_away_leaves_the_call_of_the_other_s_own(is_moved: bool) -> None:
    org, backend = a_shop(tier=TIER), a_backend()
    for number in (1, 2):
        sells(backend, org, number, BY_EMAIL, days=number)
    sells(backend, org, 3, BY_PHONE, days=3)
    sells(backend, org, 4, BOTH, days=4)
    if is_moved:
        wakes_all(backend, org, 4)
    id = split(backend, org, 5)
    found = [(each["customer_id"] == id, each["status"]) for each in backend.all("tasks").values()]
    assert (True, "open") in found
    assert backend.all("customers")[id]["loyalty"]["tier"] == "silver"
