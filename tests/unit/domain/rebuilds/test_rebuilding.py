"""Win-backs that are changed while customers are silent: each is written to at once, once."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from functions.domain.automations.wake import wake_customer
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import change_settings, remove_configuration, save_configuration
from functions.domain.configuration.stored import stored_form
from functions.domain.customers.customer import Customer, Stats
from functions.domain.kernel.decisions import UNKNOWN_AT
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER, PageDone
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import PAGE_SIZE, Rebuild, rebuild_page
from functions.domain.settings.automations import AutomationSettings
from functions.store.orgs import Orgs
from tests.builders import winbacks
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision

LAST = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)


def after(days: float) -> datetime:
    return LAST + timedelta(days=days)


def steps(*days: int, late_by: str = "7d") -> dict[str, AutomationSettings]:
    """Win-backs named by their place: one that is moved to other days stays the same."""
    found = [winbacks(n, late_by=late_by)[f"winback_{n}"] for n in days]
    return {f"winback_{number}": each for number, each in enumerate(found, start=1)}


class Shop:
    """A shop with a customer who has been silent since the first of January, and days that pass."""

    def __init__(self, *days: int, late_by: str = "7d") -> None:
        self.backend, self.now = DictBackend(), LAST
        provision(self.backend)
        self.change(*days, late_by=late_by)
        for id in ("tier_upgrade", "winback_30", "winback_60"):
            self._remove(id)
        self.backend.put(a_regular("somebody"))
        self.rebuild()

    @property
    def org(self) -> Org:
        return Orgs(self.backend).get("kopi")

    def change(self, *days: int, late_by: str = "7d") -> None:
        """Other days are saved, the first win-back's first."""
        for id, automation in steps(*days, late_by=late_by).items():
            self._save(id, automation)
        for id in self.org.automations:
            if id in ("winback_1", "winback_2") and int(id[-1]) > len(days):
                self._remove(id)

    def _save(self, id: str, automation: AutomationSettings) -> None:
        ref, content = Ref("automations", id), stored_form(automation)
        run(
            a_store(self.backend),
            lambda: save_configuration("kopi", ref, content=content, by="owner", now=self.now),
        )

    def _remove(self, id: str) -> None:
        ref = Ref("automations", id)
        run(a_store(self.backend), lambda: remove_configuration("kopi", ref, by="owner", now=self.now))

    def rebuild(self) -> list[PageDone]:
        """The ticks that go through the customers."""
        pages = []
        while page := run(
            a_store(self.backend),
            lambda: rebuild_page(self.org, "automations", self.now + SEEN_EVERYWHERE_AFTER),
        ):
            pages.append(page)
        return pages

    def until(self, day: float) -> list[int]:
        """After how many days each message came, once each day until this one has passed."""
        while self.now < after(day):
            self.now += timedelta(hours=12)
            self.rebuild()
            tick = self.now + SEEN_EVERYWHERE_AFTER
            run(a_store(self.backend), partial(wake_customer, self.org, "somebody", tick))
        return [message["variables"]["days"] for message in self.backend.all("messages").values()]


def a_regular(id: str, **changes: Any) -> Customer:
    stats = Stats(orders=1, last_order_at=LAST, last_activity_at=LAST)
    return Customer.model_validate({"id": id, "stats": stats, "created_at": LAST} | changes)


@pytest.mark.parametrize(
    ("day", "to", "told_at_once", "told_in_the_end"),
    [
        (25, (20,), [20], [20]),
        (
            29,
            (20,),
            [20],
            [20],
        ),  # late by more than the patience, and still awaited
        (15, (20,), [], [20]),
        (35, (20,), [30], [30]),  # has had it in this silence
        (20, (40,), [], [40]),
        (35, (40,), [30], [30]),
        (25, (20, 30), [20], [20, 30]),
        (35, (30, 60), [30], [30, 60]),
    ],
)
def test_a_step_that_is_moved_while_a_customer_is_silent_is_due_at_once_and_once(
    day: int, to: tuple[int, ...], told_at_once: list[int], told_in_the_end: list[int]
) -> None:
    shop = Shop(30)
    shop.until(day)
    shop.change(*to)
    assert shop.until(day + 0.5) == told_at_once
    assert shop.until(100) == told_in_the_end


def test_a_win_back_that_is_removed_writes_to_nobody_and_the_others_go_on() -> None:
    shop = Shop(30, 60)
    shop.until(20)
    shop._remove("winback_1")
    assert shop.until(100) == [60]


def test_a_first_win_back_finds_the_customers_who_are_not_long_silent() -> None:
    shop = Shop()
    shop.until(33)
    assert shop.backend.all("messages") == {}
    shop.change(30)
    assert shop.until(34) == [30]


def test_more_patience_finds_who_was_passed_over() -> None:
    shop = Shop()
    shop.until(20)
    shop.change(10, late_by="1d")
    assert shop.until(21) == []
    shop.change(10, late_by="30d")
    assert shop.until(22) == [10]


def test_a_change_of_a_win_back_reads_each_customer_once() -> None:
    shop = Shop(30)
    for number in range(PAGE_SIZE + 20):
        shop.backend.put(a_regular(f"c{number:04}"))
    long_ago = Stats(orders=1, last_order_at=after(-400), last_activity_at=after(-400))
    shop.backend.put(a_regular("long_ago", stats=long_ago))
    shop.now = after(25)
    shop.change(20)
    org = shop.org
    shop.backend.billed = Billed()
    run(a_store(shop.backend), lambda: rebuild_page(org, "automations", shop.now + SEEN_EVERYWHERE_AFTER))
    assert shop.backend.billed == Billed(reads=PAGE_SIZE + 1, writes=PAGE_SIZE + 1)
    pages = shop.rebuild()
    assert pages == [PageDone(has_more=False, due="customers")]
    dues = {id: customer["due"] for id, customer in shop.backend.all("customers").items()}
    assert {*map(tuple, (d for id, d in dues.items() if id != "long_ago"))} == {("auto:winback_1",)}
    assert dues["long_ago"] == {}


def test_who_is_due_already_and_stays_so_asks_for_no_task() -> None:
    """The tick has them: a task for each page that meets one would wake them again and again."""
    shop = Shop(30)
    shop.now = after(25)
    shop.change(20)
    assert shop.rebuild() == [PageDone(has_more=False, due="customers")]
    begins = Rebuild(id="automations", started_at=shop.now, active_since=UNKNOWN_AT, by="created_at")
    shop.backend.put(begins.with_changes(wake_at=shop.now))
    assert shop.rebuild() == [PageDone(has_more=False)]


def test_a_change_of_settings_goes_through_nobody() -> None:
    shop = Shop(30)
    before = shop.backend.documents["orgs/kopi/rebuilds/automations"]
    run(
        a_store(shop.backend),
        lambda: change_settings("kopi", {"channels": ["sms"]}, by="owner", now=after(1)),
    )
    assert shop.backend.documents["orgs/kopi/rebuilds/automations"] == before
    assert "wake_at" not in before


def test_a_page_that_ends_with_a_customer_whose_creation_was_spoilt_is_the_last_one() -> None:
    shop = Shop(30)
    for number in range(PAGE_SIZE - 2):  # and `somebody`, and the spoilt one
        shop.backend.put(a_regular(f"c{number:04}"))
    shop.backend.client_writes("orgs/kopi/customers/spoilt", created_at="long ago")
    shop.now = after(25)
    shop.change(20)
    assert [page.has_more for page in shop.rebuild()][-1] is False
    assert shop.backend.all("rebuilds")["automations"].get("wake_at") is None
