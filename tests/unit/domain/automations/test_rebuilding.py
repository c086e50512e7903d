"""Steps that are changed while customers are silent: each is written to at once, once."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from functions.domain.automations.rebuilding import PAGE_SIZE, SEEN_EVERYWHERE_AFTER, Rebuilt, rebuild_page
from functions.domain.automations.wake import wake_customer
from functions.domain.configuration.saving import change_settings
from functions.domain.customers.customer import Customer, Stats
from functions.domain.orgs.org import Org
from tests.builders import an_org
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision

LAST = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)
TEMPLATES = ("winback_30", "winback_60")


def after(days: float) -> datetime:
    return LAST + timedelta(days=days)


def steps(*days: int) -> list[dict[str, Any]]:
    """Steps, each of its own template; a third one and on of the second's."""
    return [
        {"days": n, "template": TEMPLATES[min(i, 1)], "variables": {"percent": 10}}
        for i, n in enumerate(days)
    ]


class Shop:
    """A shop with a customer who has been silent since the first of January, and days that pass."""

    def __init__(self, *days: int, late_by_days: int = 7) -> None:
        self.backend, self.now = DictBackend(), LAST
        self.winback: dict[str, Any] = {"steps": steps(*days), "late_by_days": late_by_days}
        provision(self.backend)
        self.change()
        self.backend.put(a_regular("somebody"))
        self.rebuild()

    @property
    def org(self) -> Org:
        return an_org(winback=self.winback)

    def change(self, *days: int, **winback: Any) -> None:
        """Other steps are saved."""
        self.winback |= ({"steps": steps(*days)} if days else {}) | winback
        run(
            a_store(self.backend),
            lambda: change_settings("kopi", {"winback": self.winback}, by="owner", now=self.now),
        )

    def rebuild(self) -> list[Rebuilt]:
        """The ticks that go through the customers."""
        pages = []
        while page := run(
            a_store(self.backend),
            lambda: rebuild_page(self.org, "winback", self.now + SEEN_EVERYWHERE_AFTER),
        ):
            pages.append(page)
        return pages

    def until(self, day: float) -> list[str]:
        """The rules of all messages, once each day until this one has passed."""
        while self.now < after(day):
            self.now += timedelta(hours=12)
            self.rebuild()
            tick = self.now + SEEN_EVERYWHERE_AFTER
            run(a_store(self.backend), partial(wake_customer, self.org, "somebody", tick))
        return [message["rule"] for message in self.backend.all("messages").values()]


def a_regular(id: str, **changes: Any) -> Customer:
    stats = Stats(orders=1, last_order_at=LAST, last_activity_at=LAST)
    return Customer.model_validate({"id": id, "stats": stats} | changes)


@pytest.mark.parametrize(
    ("day", "to", "told_at_once", "told_in_the_end"),
    [
        (25, (20,), ["automation:winback_20"], ["automation:winback_20"]),
        (
            29,
            (20,),
            ["automation:winback_20"],
            ["automation:winback_20"],
        ),  # late by more than the patience, and still awaited
        (15, (20,), [], ["automation:winback_20"]),
        (35, (20,), ["automation:winback_30"], ["automation:winback_30"]),  # has had it in this silence
        (20, (40,), [], ["automation:winback_40"]),
        (35, (40,), ["automation:winback_30"], ["automation:winback_30"]),
        (25, (20, 30), ["automation:winback_20"], ["automation:winback_20", "automation:winback_30"]),
        (35, (30, 60), ["automation:winback_30"], ["automation:winback_30", "automation:winback_60"]),
    ],
)
def test_a_step_that_is_moved_while_a_customer_is_silent_is_due_at_once_and_once(
    day: int, to: tuple[int, ...], told_at_once: list[str], told_in_the_end: list[str]
) -> None:
    shop = Shop(30)
    shop.until(day)
    shop.change(*to)
    assert shop.until(day + 0.5) == told_at_once
    assert shop.until(100) == told_in_the_end


def test_a_step_that_is_removed_writes_to_nobody_and_the_others_go_on() -> None:
    shop = Shop(30, 60)
    shop.until(20)
    shop.change(steps=steps(30, 60)[1:])
    assert shop.until(100) == ["automation:winback_60"]


def test_a_first_step_of_a_shop_without_any_finds_the_customers_who_are_not_long_silent() -> None:
    shop = Shop(30)
    shop.change(steps=[])
    shop.until(33)
    assert shop.backend.all("messages") == {}
    shop.change(30)
    assert shop.until(34) == ["automation:winback_30"]


def test_more_patience_finds_who_was_passed_over() -> None:
    shop = Shop(10, late_by_days=1)
    shop.change(steps=[])
    shop.until(20)
    shop.change(10)
    assert shop.until(21) == []
    shop.change(late_by_days=30)
    assert shop.until(22) == ["automation:winback_10"]


def test_a_change_of_steps_reads_each_customer_of_the_time_once_and_no_other() -> None:
    shop = Shop(30)
    for number in range(PAGE_SIZE + 20):
        shop.backend.put(a_regular(f"c{number:04}"))
    long_ago = Stats(orders=1, last_order_at=after(-400), last_activity_at=after(-400))
    shop.backend.put(a_regular("long_ago", stats=long_ago))
    shop.now = after(25)
    shop.change(20)
    shop.backend.billed = Billed()
    pages = shop.rebuild()
    assert [(page.has_more, page.has_due) for page in pages] == [(True, True), (False, True)]
    dues = {id: customer["due"] for id, customer in shop.backend.all("customers").items()}
    assert {*map(tuple, (d for id, d in dues.items() if id != "long_ago"))} == {("automation:winback_20",)}
    assert dues["long_ago"] == {}
    customers, ends = PAGE_SIZE + 21, 3  # the rebuild is read for both pages, and once more
    assert shop.backend.billed == Billed(reads=customers + ends, writes=customers + 2)


def test_a_change_of_other_settings_goes_through_nobody() -> None:
    shop = Shop(30)
    before = shop.backend.documents["orgs/kopi/rebuilds/winback"]
    run(
        a_store(shop.backend),
        lambda: change_settings("kopi", {"channels": ["sms"]}, by="owner", now=after(1)),
    )
    assert shop.backend.documents["orgs/kopi/rebuilds/winback"] == before
    assert "wake_at" not in before


def test_a_page_that_ends_with_a_customer_whose_activity_was_spoilt_is_the_last_one() -> None:
    shop = Shop(30)
    for number in range(PAGE_SIZE - 2):  # and `somebody`, and the spoilt one
        shop.backend.put(a_regular(f"c{number:04}"))
    shop.backend.client_writes("orgs/kopi/customers/spoilt", stats={"last_activity_at": "long ago"})
    shop.now = after(25)
    shop.change(20)
    assert [page.has_more for page in shop.rebuild()][-1] is False
    assert shop.backend.all("rebuilds")["winback"].get("wake_at") is None
