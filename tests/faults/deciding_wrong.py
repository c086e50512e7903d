"""Mistakes in what is decided: orders dropped or taken twice, points that stay, acts that leave nothing behind."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.automations import react as reactions
from functions.domain.automations import wake as wakes
from functions.domain.automations.wake import Woken, wake_customer
from functions.domain.automations.winback import PREFIX, compose_winback, winback_times
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Reaction
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.loyalty import tiers as upgrades
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.loyalty.tiers import tier_change
from functions.domain.messages.outbox import ComposedAll, Message
from functions.domain.orders import contributions
from functions.domain.orders import recording as orders
from functions.domain.orders.documents import KnownOrder, Order
from functions.domain.orders.recording import Receipt, digest, receipt_for, record_order
from functions.domain.orgs.org import Org
from functions.domain.settings.winback import WinbackStep
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

    patch.setattr(orders, "LedgerEntry", entry)


def keeps_the_points_of_refunds(world: World, patch: pytest.MonkeyPatch) -> None:
    """A refund lowers what was spent and leaves the points."""
    patch.setattr(contributions, "points_under", lambda org, rule, bill_minor: 10**9)


def leaves_the_former_buyer_alone(world: World, patch: pytest.MonkeyPatch) -> None:
    """An order that turns out to be somebody else's stays in its former buyer's figures too."""

    def take_back(*given: Any) -> Reading[None]:
        yield from ()

    patch.setattr(orders, "_take_back", take_back)


def tells_a_tier_each_time_it_is_crossed(world: World, patch: pytest.MonkeyPatch) -> None:
    """An upgrade's message is named for its cause, so that the next rise to the tier has one too."""
    named_well = upgrades._messages

    def messages(org: Org, customer: Customer, *given: Any, **named: Any) -> ComposedAll:
        composed = named_well(org, customer, *given, **named)
        (one,) = composed.messages
        return replace(composed, messages=(one.with_changes(id=one.cause + ":tier"),))

    patch.setattr(upgrades, "_messages", messages)


def raises_tiers_without_a_record(world: World, patch: pytest.MonkeyPatch) -> None:
    """A rise leaves its message, and no interaction that says which rule and order caused it."""

    def told(*given: Any, **named: Any) -> Reading[Reaction]:
        moved = yield from tier_change(*given, **named)
        return replace(moved, create=tuple(new for new in moved.create if isinstance(new, Message)))

    patch.setattr(reactions, "tier_change", told)


def counts_a_silence_from_now(world: World, patch: pytest.MonkeyPatch) -> None:
    """A silence begins when the order is taken in, and not when it was made."""

    def times(org: Org, customer: Customer, now: datetime) -> dict[str, datetime]:
        last = customer.updated_at if customer.stats.last_order_at else None
        return winback_times(
            org, customer.with_changes(stats=customer.stats.with_changes(last_order_at=last)), now
        )

    patch.setattr(reactions, "TIMES", {PREFIX: times})


def wakes_without_resting(world: World, patch: pytest.MonkeyPatch) -> None:
    """Who was woken is written to, and nothing says that they were."""

    def wake(org: Org, customer_id: str, now: datetime, batch_id: str | None = None) -> Decision[Woken]:
        changes, woken = yield from wake_customer(org, customer_id, now, batch_id=batch_id)
        return Changes(create=changes.create), woken

    patch.setattr(table, "wake_customer", wake)


def names_silences_by_the_tick(world: World, patch: pytest.MonkeyPatch) -> None:
    """A win-back is named for when it was sent, and not for the silence that it ends."""

    def compose(
        org: Org, customer: Customer, step: WinbackStep, *, now: datetime, batch_id: str | None
    ) -> ComposedAll:
        cause = f"{customer.id}:winback:{step.days}:{now:%Y%m%dT%H%M%S}"
        composed = compose_winback(org, customer, step, now=now, batch_id=batch_id)
        (one,) = composed.messages
        return replace(composed, messages=(one.with_changes(id=cause, cause=cause),))

    patch.setattr(wakes, "compose_winback", compose)
