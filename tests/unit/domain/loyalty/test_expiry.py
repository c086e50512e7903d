"""Points expire so long after they were booked, the oldest first, once, and who has them is told before."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from functions.domain.automations.ending import is_over
from functions.domain.automations.refiguring import refigure_customer
from functions.domain.automations.wake import wake_customer
from functions.domain.configuration.saving import change_settings
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.loyalty import lots
from functions.domain.messages.outbox import Message
from functions.domain.orgs.features import why_off
from functions.domain.rebuilds.rebuilding import rebuild_page
from functions.domain.views.customers import customer_profile
from tests.builders import an_org_document
from tests.examples import examples
from tests.memory import Billed, a_store, run
from tests.unit.domain.loyalty.expiring import DAY, HOUR, START, Shop, a_shop

YEAR = {"after": "365d", "warn": "30d"}


def test_points_that_nobody_spent_are_told_of_30_days_before_and_expire_once_after_a_year() -> None:
    shop = Shop(a_shop(YEAR))
    shop.buys(120, "1")
    shop.passes(335 * DAY - HOUR)
    assert (shop.told, shop.expired, shop.woken) == ([], [], [])
    shop.passes(HOUR)
    assert shop.told == ["120 points, 2027-01-10"]
    shop.passes(30 * DAY - HOUR)
    assert (shop.points, len(shop.told), len(shop.woken)) == (120, 1, 1)
    shop.passes(HOUR)
    assert (shop.points, shop.expired) == (0, [(START + 365 * DAY, 120)])
    assert shop.customer["loyalty"]["lifetime_points"] == 120
    shop.passes(400 * DAY)
    assert (len(shop.told), len(shop.expired), len(shop.woken)) == (1, 1, 2)
    assert shop.ledger == [("earn", 120), ("expire", -120)]


def test_the_oldest_points_are_spent_first_and_the_rest_of_them_expires() -> None:
    shop = Shop(a_shop({"after": "100d"}))
    shop.buys(50, "1")
    shop.passes(10 * DAY)
    shop.buys(70, "2")
    shop.passes(10 * DAY)
    assert shop.spends(60) == "done"
    shop.passes(200 * DAY)
    assert shop.expired == [(START + 110 * DAY, 60)]
    assert shop.points == 0


def test_points_that_were_spent_in_time_do_not_expire() -> None:
    shop = Shop(a_shop(YEAR))
    shop.buys(50, "1")
    shop.passes(100 * DAY)
    shop.spends(50)
    assert shop.customer["due"] == {}
    shop.passes(400 * DAY)
    assert (shop.told, shop.expired, shop.woken) == ([], [], [])


def test_a_refund_takes_the_points_of_its_own_order_and_not_the_oldest() -> None:
    shop = Shop(a_shop({"after": "100d"}))
    shop.buys(50, "1")
    shop.passes(10 * DAY)
    shop.buys(70, "2")
    shop.passes(1 * DAY)
    shop.cancels(70, "2")
    shop.passes(200 * DAY)
    assert shop.expired == [(START + 100 * DAY, 50)]


def test_what_was_given_back_is_as_old_as_it_was() -> None:
    shop = Shop(a_shop({"after": "100d"}))
    shop.buys(50, "1")
    shop.passes(90 * DAY)
    shop.spends(50)
    shop.passes(5 * DAY)
    shop.gives_back(50, "command:c0")
    shop.passes(4 * DAY)
    assert shop.points == 50
    shop.passes(1 * DAY)
    assert (shop.points, shop.expired) == (0, [(START + 100 * DAY, 50)])


def test_points_of_one_day_are_told_of_together_and_gathered_days_too() -> None:
    for gather_days, told in ((0, 3), (30, 1)):
        shop = Shop(a_shop({"after": "100d", "warn": "10d", "gather_days": gather_days}))
        shop.buys(1, "1")
        shop.passes(2 * HOUR)
        shop.buys(2, "2")
        for number in (3, 4):
            shop.passes(1 * DAY)
            shop.buys(10, str(number))
        shop.passes(200 * DAY)
        assert len(shop.told) == told
        assert sum(points for _, points in shop.expired) == 23
        assert [at for at, _ in shop.expired] == [
            START + 100 * DAY,
            START + 100 * DAY + 2 * HOUR,
            START + 101 * DAY + 2 * HOUR,
            START + 102 * DAY + 2 * HOUR,
        ]
    assert shop.told == ["23 points, 2026-04-20"]


def test_a_shop_that_lets_points_expire_from_now_on_tells_of_old_ones_before_they_go() -> None:
    shop = Shop(a_shop(None))
    shop.buys(50, "1")
    shop.passes(500 * DAY)
    shop.org = a_shop(YEAR)
    shop.buys(7, "2")
    shop.passes(1 * HOUR)
    told_at = shop.now
    assert shop.told == [f"50 points, {told_at + 30 * DAY:%Y-%m-%d}"]
    shop.passes(30 * DAY - HOUR)
    assert shop.points == 57
    shop.passes(1 * HOUR)
    assert (shop.points, shop.expired) == (7, [(told_at + 30 * DAY, 50)])


def test_without_a_warning_old_points_go_at_once_and_nobody_is_told() -> None:
    shop = Shop(a_shop(None))
    shop.buys(50, "1")
    shop.passes(500 * DAY)
    shop.org = a_shop({"after": "365d"})
    shop.buys(7, "2")
    shop.passes(1 * HOUR)
    assert (shop.points, shop.told) == (7, [])


def test_a_rule_that_is_taken_away_or_loyalty_off_lets_nothing_expire() -> None:
    for after in (
        a_shop(None),
        a_shop(YEAR, features={"loyalty": False}),
        a_shop(YEAR, features={"crm": False}),
    ):
        shop = Shop(a_shop(YEAR))
        shop.buys(50, "1")
        shop.org = after
        shop.passes(500 * DAY)
        assert (shop.points, shop.told, shop.expired) == (50, [], [])


def test_a_shorter_rule_is_told_anew_and_takes_nothing_before_it_was() -> None:
    shop = Shop(a_shop(YEAR))
    shop.buys(50, "1")
    shop.passes(340 * DAY)
    shop.org = a_shop({"after": "100d", "warn": "10d"})
    shop.buys(1, "2")
    shop.passes(1 * HOUR)
    told_at = shop.now
    assert len(shop.told) == 2
    shop.passes(9 * DAY)
    assert shop.points == 51
    shop.passes(1 * DAY)
    assert shop.expired == [(told_at + 10 * DAY, 50)]


def test_an_expiry_bills_a_read_for_each_entry_and_two_writes() -> None:
    shop = Shop(a_shop({"after": "100d"}))
    for number in range(3):
        shop.buys(10, str(number))
    (id,) = shop.backend.all("customers")
    shop.now += 100 * DAY
    shop.backend.billed = Billed()
    run(a_store(shop.backend), lambda: wake_customer(shop.org, id, shop.now))
    assert shop.backend.billed == Billed(reads=1 + 3, writes=2)
    assert shop.points == 0


def test_an_order_bills_nothing_for_the_expiry_of_its_points() -> None:
    shop = Shop(a_shop(YEAR))
    shop.buys(10, "1")
    shop.backend.billed = Billed()
    shop.buys(10, "2")
    assert shop.backend.billed == Billed(reads=1, writes=3)


def test_a_wake_that_comes_twice_or_late_takes_the_points_once() -> None:
    shop = Shop(a_shop({"after": "100d"}))
    shop.buys(10, "1")
    (id,) = shop.backend.all("customers")
    for late in (150 * DAY, 150 * DAY + HOUR, 99 * DAY):
        at = START + late
        run(a_store(shop.backend), lambda at=at: wake_customer(shop.org, id, at))  # type: ignore[misc]
    assert shop.expired == [(START + 150 * DAY, 10)]


def test_more_entries_than_are_read_expire_late_and_never_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "FIRST_READ", 2)
    monkeypatch.setattr(lots, "MOST_READ", 3)
    shop = Shop(a_shop({"after": "100d"}))
    for number in range(6):
        shop.buys(10, str(number))
        shop.passes(1 * DAY)
    shop.passes(100 * DAY)
    assert shop.points == 0
    # The four oldest lots count as old as the third newest entry.
    assert shop.expired == [
        (START + 103 * DAY, 40),
        (START + 104 * DAY, 10),
        (START + 105 * DAY, 10),
    ]


def test_figures_that_are_worked_out_again_agree_after_points_expired() -> None:
    shop = Shop(a_shop({"after": "100d"}))
    shop.buys(50, "1")
    shop.passes(50 * DAY)
    shop.buys(30, "2")
    shop.passes(60 * DAY)
    assert shop.points == 30
    (id,) = shop.backend.all("customers")
    assert run(a_store(shop.backend), lambda: refigure_customer(shop.org, id, shop.now)) is None


LASTS = 20
ACTS = some.one_of(
    some.tuples(some.just("buys"), some.integers(1, 60)),
    some.tuples(some.just("cancels"), some.integers(0, 5)),
    some.tuples(some.just("spends"), some.integers(1, 80)),
    some.tuples(some.just("gives_back"), some.integers(0, 3)),
    some.tuples(some.just("adjusts"), some.integers(-40, 40).filter(bool)),
    some.tuples(some.just("passes"), some.integers(1, 25)),
    some.tuples(some.just("repeats"), some.integers(0, 5)),
)


class Model:
    """Lots by their cause, and what was spent of all of them: the oldest are consumed first."""

    def __init__(self) -> None:
        self.lots: dict[str, tuple[datetime, int]] = {}
        self.balance, self.owed = 0, 0
        self.expired: list[tuple[datetime, int]] = []

    def earns(self, cause: str, at: datetime, points: int, *, pays: bool = True) -> None:
        paid = min(self.owed, points) if pays else 0
        self.owed -= paid
        self.balance += points - paid
        self.lots[cause] = (at, points - paid)

    def takes_back(self, cause: str, points: int) -> None:
        taken = min(self.balance, points)
        self.balance, self.owed = self.balance - taken, self.owed + points - taken
        at, booked = self.lots[cause]
        self.lots[cause] = (at, booked - taken)

    def passes(self, now: datetime, until: datetime) -> None:
        while now < until:
            now += HOUR
            old = self._standing_until(now - LASTS * DAY)
            if old > 0:
                self.expired.append((now, old))
                self.balance -= old

    def _standing_until(self, at: datetime) -> int:
        """What stands of the lots that were booked by then."""
        spent = sum(max(0, points) for _, points in self.lots.values()) - self.balance
        found = 0
        for booked_at, points in sorted(self.lots.values()):
            left = max(0, points)
            used = min(spent, left)
            spent -= used
            found += left - used if booked_at <= at else 0
        return found


@dataclass
class Both:
    """A shop and the model, to which the same happens."""

    shop: Shop = field(default_factory=lambda: Shop(a_shop({"after": f"{LASTS}d"})))
    model: Model = field(default_factory=Model)
    bought: list[int] = field(default_factory=list)
    cancelled: set[int] = field(default_factory=set)
    spent: list[int] = field(default_factory=list)

    def buys(self, points: int) -> None:
        self.shop.buys(points, str(len(self.bought)))
        self.model.earns(str(len(self.bought)), self.shop.now, points)
        self.bought.append(points)

    def cancels(self, number: int) -> None:
        if number < len(self.bought):
            self.shop.cancels(self.bought[number], str(number))
            if number not in self.cancelled:
                self.model.takes_back(str(number), self.bought[number])
            self.cancelled.add(number)

    def spends(self, points: int) -> None:
        status = self.shop.spends(points)
        assert status == ("done" if points <= self.model.balance else "refused")
        if status == "done":
            self.model.balance -= points
            self.spent.append(points)

    def gives_back(self, number: int) -> None:
        if number < len(self.spent) and self.spent[number]:
            self.shop.gives_back(self.spent[number], f"given-back-{number}")
            self.model.balance += self.spent[number]
            self.spent[number] = 0

    def adjusts(self, amount: int) -> None:
        status = self.shop.adjusts(amount)
        assert status == ("done" if self.model.balance + amount >= 0 else "refused")
        if status == "done" and amount > 0:
            self.model.earns(f"adjusted-{self.shop.now}", self.shop.now, amount, pays=False)
        elif status == "done":
            self.model.balance += amount

    def passes(self, days: int) -> None:
        began = self.shop.now
        self.shop.passes(days * DAY)
        self.model.passes(began, self.shop.now)

    def repeats(self, number: int) -> None:
        """A tick again, and an order that comes again."""
        self.shop.wakes()
        if number < len(self.bought) and number not in self.cancelled:
            self.shop.buys(self.bought[number], str(number))


@settings(max_examples=examples(150), deadline=None)
@given(some.lists(ACTS, min_size=2, max_size=14))
@example([("buys", 10), ("passes", 15), ("buys", 5), ("spends", 12), ("passes", 25), ("passes", 25)])
@example([("buys", 10), ("spends", 10), ("passes", 15), ("gives_back", 0), ("passes", 6), ("passes", 25)])
def test_the_ledger_adds_up_and_what_expires_is_what_a_model_of_lots_says(
    acts: list[tuple[str, int]],
) -> None:
    both = Both()
    shop, model = both.shop, both.model
    for act, amount in [("buys", 1), *acts, ("passes", 25)]:
        getattr(both, act)(amount)
        assert shop.points == model.balance >= 0
        assert sum(points for _, points in shop.ledger) == shop.points
        assert shop.expired == model.expired
        shop.now += timedelta(seconds=1)
    (id,) = shop.backend.all("customers")
    assert run(a_store(shop.backend), lambda: refigure_customer(shop.org, id, shop.now)) is None


def test_a_rule_that_is_saved_goes_through_the_customers_who_are_there() -> None:
    shop = Shop(a_shop(None))
    shop.buys(50, "1")
    shop.passes(100 * DAY)
    shop.backend.put(an_org_document())
    changes = {"loyalty": {"expiry": YEAR}}
    saved = partial(change_settings, "kopi", changes, by="owner", now=shop.now)
    run(a_store(shop.backend), saved)
    shop.org = a_shop(YEAR)
    assert shop.customer["due"] == {}
    shop.now += HOUR
    run(a_store(shop.backend), lambda: rebuild_page(shop.org, "automations", shop.now))
    shop.passes(235 * DAY)
    assert shop.told == ["50 points, 2027-01-10"]
    shop.passes(30 * DAY)
    assert shop.expired == [(START + 365 * DAY, 50)]


def test_settings_that_say_the_same_of_expiry_go_through_nobody() -> None:
    shop = Shop(a_shop(None))
    shop.backend.put(an_org_document())
    saved = partial(change_settings, "kopi", {"channels": ["sms"]}, by="owner", now=shop.now)
    run(a_store(shop.backend), saved)
    assert shop.backend.all("rebuilds") == {}


def test_a_rule_that_changes_shortly_before_a_wake_is_told_anew_by_it() -> None:
    shop = Shop(a_shop(YEAR))
    shop.buys(50, "1")
    shop.passes(364 * DAY)
    shop.org = a_shop({"after": "100d", "warn": "10d"})
    shop.passes(1 * DAY)
    assert (shop.points, shop.told) == (50, ["50 points, 2027-01-10", "50 points, 2027-01-20"])
    shop.passes(10 * DAY)
    assert shop.expired == [(START + 375 * DAY, 50)]


@pytest.mark.parametrize("is_on", [True, False])
def test_loyalty_that_is_switched_goes_through_the_customers_whose_points_expire(is_on: bool) -> None:
    shop = Shop(a_shop(YEAR))
    settings_now = a_shop(YEAR, features={"loyalty": not is_on}).settings
    shop.backend.put(an_org_document().with_settings(settings_now))
    saved = partial(change_settings, "kopi", {"features": {"loyalty": is_on}}, by="owner", now=shop.now)
    run(a_store(shop.backend), saved)
    assert list(shop.backend.all("rebuilds")) == ["automations"]


def test_staff_see_the_points_the_wallet_and_what_expires_next() -> None:
    shop = Shop(a_shop(YEAR))
    shop.buys(50, "1")
    shop.passes(335 * DAY)
    (id,) = shop.backend.all("customers")
    seen = run(a_store(shop.backend), lambda: customer_profile(shop.org, "till", id))["loyalty"]
    assert (seen["points"], seen["wallet_minor"]) == (50, 0)
    assert (seen["expiring"]["points"], seen["expiring"]["on"]) == (50, "2027-01-10")


@pytest.mark.parametrize(
    ("spent", "earned", "expiry", "is_late"),
    [
        (0, 0, YEAR, False),
        (49, 0, YEAR, False),
        (50, 0, YEAR, True),
        (60, 0, YEAR, True),
        (40, 70, YEAR, False),
        (0, 0, None, True),
    ],
)
def test_a_word_on_points_that_were_all_spent_while_it_waited_is_not_sent(
    spent: int, earned: int, expiry: dict[str, str] | None, is_late: bool
) -> None:
    shop = Shop(a_shop(YEAR))
    shop.buys(50, "1")
    shop.passes(334 * DAY)
    shop.buys(20, "2")
    shop.passes(1 * DAY)
    ((id, _),) = shop.backend.all("messages").items()
    if earned:
        shop.buys(earned, "3")
    if spent:
        assert shop.spends(spent) == "done"
    message = run(a_store(shop.backend), lambda: _read(Message, id))
    customer = run(a_store(shop.backend), lambda: _read(Customer, next(iter(shop.backend.all("customers")))))
    org = a_shop(expiry)
    assert is_over(org, customer, message, subject=None) is is_late


def _read(model: type[Any], id: str) -> Decision[Any]:
    return NOTHING, (yield from get(model, id))


def test_a_word_on_points_is_not_sent_while_loyalty_is_off() -> None:
    assert why_off(a_shop(YEAR, features={"loyalty": False}), "automation:tell") == "loyalty_off"
    assert why_off(a_shop(YEAR), "automation:tell") is None
