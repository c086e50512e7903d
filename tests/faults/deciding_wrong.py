"""Mistakes in what is decided: orders dropped or taken twice, points that stay, acts that leave nothing behind."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.automations import react as reactions
from functions.domain.automations import running
from functions.domain.automations.acting import act
from functions.domain.automations.running import automation_times
from functions.domain.automations.wake import Woken, wake_customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading, get
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.messages.outbox import Message
from functions.domain.occasions.asking import Situation, Started, State
from functions.domain.orders import contributions, former_buyers, order_changes
from functions.domain.orders import recording as orders
from functions.domain.orders.documents import KnownOrder, Order
from functions.domain.orders.receipts import Receipt
from functions.domain.orders.recording import digest, receipt_for, record_order
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.moments import Moment
from functions.domain.wake_ups import table
from tests.faults import world as worlds
from tests.faults.world import World

WINDOW = timedelta(seconds=1)


def forgets_by_the_clock(world: World, patch: pytest.MonkeyPatch) -> None:
    """An order of which something came a moment ago is taken for delivered twice."""
    seen: dict[str, tuple[datetime, Order]] = {}

    def record(org: Org, order: Order, now: datetime) -> Decision[Any]:
        at, last = seen.get(order.id, (now, order))
        if last is not order and now - at < WINDOW:
            return NOTHING, None
        seen[order.id] = now, order
        return (yield from record_order(org, order, now))

    patch.setattr(worlds, "record_order", record)


def takes_in_older_states(world: World, patch: pytest.MonkeyPatch) -> None:
    """What comes last wins, whatever it is as of."""

    def record(org: Org, order: Order, now: datetime) -> Decision[Receipt]:
        stored = yield from get(KnownOrder, order.id)
        known = stored.recorded_state if stored else None
        if known is not None and known.digest == digest(org, order):
            return NOTHING, receipt_for(order.external_id, known, warnings=(), replayed=True)
        book = yield from orders._opened(org, order, stored, now=now)
        return (yield from orders._take_in(org, order, book, now=now))

    patch.setattr(worlds, "record_order", record)


def names_entries_by_chance(world: World, patch: pytest.MonkeyPatch) -> None:
    """A ledger entry has a random id."""

    def entry(**fields: Any) -> LedgerEntry:
        return LedgerEntry(**fields).with_changes(id=f"{world.chance.random()}")

    patch.setattr(order_changes, "LedgerEntry", entry)


def keeps_the_points_of_refunds(world: World, patch: pytest.MonkeyPatch) -> None:
    """A refund lowers what was spent and leaves the points."""
    patch.setattr(contributions, "points_under", lambda org, rule, bill_minor: 10**9)


def leaves_the_former_buyer_alone(world: World, patch: pytest.MonkeyPatch) -> None:
    """An order that turns out to be somebody else's stays in its former buyer's figures too."""

    def nobody(id: str) -> Reading[None]:
        yield from ()

    patch.setattr(former_buyers, "standing_customer", nobody)


def tells_a_tier_each_time_it_is_crossed(world: World, patch: pytest.MonkeyPatch) -> None:
    """An upgrade's occurrence is named for its cause, so that the next rise to the tier has one too."""

    def started(
        asked: Situation, id: str, automation: AutomationSettings, *, cause_id: str
    ) -> Reading[Started]:
        yield from ()
        return Started(id, automation, cause_id)

    patch.setattr(running, "started_by", started)


def raises_tiers_without_a_record(world: World, patch: pytest.MonkeyPatch) -> None:
    """A rise leaves its message, and no interaction that says which rule and order caused it."""

    def no_record(org: Org, moved: tuple[Document, ...], acted: tuple[Document, ...]) -> tuple[Document, ...]:
        return tuple(new for new in acted if isinstance(new, Message))

    patch.setattr(reactions, "one_record", no_record)


def counts_a_silence_from_now(world: World, patch: pytest.MonkeyPatch) -> None:
    """A silence begins when the order is taken in, and not when it was made."""

    def times(org: Org, state: State, now: datetime, **options: bool) -> dict[str, datetime]:
        customer = state.customer
        assert customer is not None
        last = customer.updated_at if customer.stats.last_order_at else None
        stats = customer.stats.with_changes(last_order_at=last, last_visit_at=last)
        return automation_times(org, state.with_customer(customer.with_changes(stats=stats)), now, **options)

    patch.setattr(running, "automation_times", times)


def wakes_without_resting(world: World, patch: pytest.MonkeyPatch) -> None:
    """Who was woken is written to, and nothing says that they were."""

    def wake(org: Org, customer_id: str, now: datetime, batch_id: str | None = None) -> Decision[Woken]:
        changes, woken = yield from wake_customer(org, customer_id, now, batch_id=batch_id)
        return Changes(create=changes.create), woken

    patch.setattr(table, "wake_customer", wake)


def names_silences_by_the_tick(world: World, patch: pytest.MonkeyPatch) -> None:
    """A win-back is named for when it was sent, and not for the silence that it ends."""

    def run(asked: Situation, state: State, start: Started) -> Reading[State]:
        if isinstance(start.automation.on, Moment):
            start = replace(start, occurrence=f"{asked.now:%Y%m%dT%H%M%S}")
        return (yield from act(asked, state, start))

    patch.setattr(running, "act", run)
