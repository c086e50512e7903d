"""Mistakes in quotes: whoever asks approves, a former version stays open, an answer counts twice, money gets lost."""

from typing import Any

import pytest

from functions.domain.commands.quotes import answers as quote_answers
from functions.domain.commands.quotes import orders as quote_orders
from functions.domain.commands.quotes import steps as quote_steps
from functions.domain.kernel.decisions import NOTHING, Changes, Reading
from functions.domain.quotes.documents import Quote
from tests.faults.world import World


def lets_anybody_approve_any_discount(world: World, patch: pytest.MonkeyPatch) -> None:
    """The range of a role is not asked for."""
    patch.setattr(quote_steps, "may_give", lambda sales, roles, quote: True)


def leaves_the_former_version_open(world: World, patch: pytest.MonkeyPatch) -> None:
    """Sending a version does not end the one before it."""

    def replaced(*given: Any, **named: Any) -> Reading[Changes]:
        yield from ()
        return NOTHING

    patch.setattr(quote_steps, "_replaced", replaced)


def leaves_the_former_version_open_where_its_time_is_over(world: World, patch: pytest.MonkeyPatch) -> None:
    """One that was marked as expired is taken for ended, though a late answer would count."""
    replaced = quote_steps._replaced

    def replacing(org: Any, request: Any, quote: Quote, *, now: Any) -> Reading[Changes]:
        changes = yield from replaced(org, request, quote, now=now)
        former = next((each for each in changes.put if isinstance(each, Quote)), None)
        is_over = former is not None and any(each.step == "expired" for each in former.history)
        return NOTHING if is_over else changes

    patch.setattr(quote_steps, "_replaced", replacing)


def takes_an_answer_after_the_last_instant(world: World, patch: pytest.MonkeyPatch) -> None:
    """A quote that is not marked as expired yet is taken for open."""

    def why_refused(org: Any, quote: Quote, *, at: Any) -> str | None:
        return None if quote.status == "sent" else quote_steps.why_not(quote)

    patch.setattr(quote_answers, "_why_refused", why_refused)


def lets_the_last_answer_hold(world: World, patch: pytest.MonkeyPatch) -> None:
    """A second answer goes over the first one."""
    patch.setattr(quote_answers, "_why_refused", lambda org, quote, *, at: None)


def forgets_what_is_given_off(world: World, patch: pytest.MonkeyPatch) -> None:
    """The order has the lines of products alone."""
    patch.setattr(quote_orders, "_beside", lambda quote: ())


def leaves_the_deal_where_it_is(world: World, patch: pytest.MonkeyPatch) -> None:
    """An acceptance makes the order alone."""

    def won_with(*given: Any, **named: Any) -> Reading[tuple[Changes, str | None]]:
        yield from ()
        return NOTHING, None

    patch.setattr(quote_answers, "won_with", won_with)


def takes_a_withdrawal_of_what_was_approved(world: World, patch: pytest.MonkeyPatch) -> None:
    """No step asks how the quote stands."""
    patch.setattr(quote_steps, "_require", lambda quote, *statuses: None)
