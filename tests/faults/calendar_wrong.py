"""Mistakes with the offers of a year: two campaigns of one, one that is lost, one that goes without an approval."""

from typing import Any

import pytest

from functions.domain.campaign_runs import offer_calendar
from functions.domain.campaign_runs import pages as campaign_pages
from functions.domain.campaigns.calendar_days import Launch
from functions.domain.kernel.decisions import Reading
from tests.faults.world import World


def names_a_campaign_by_when_it_is_made(world: World, patch: pytest.MonkeyPatch) -> None:
    """The look of another day makes another campaign."""
    patch.setattr(
        Launch, "campaign_id", property(lambda launch: f"{launch.entry_id}-{launch.year}-{world.now:%d}")
    )


def proposes_on_the_very_day_alone(world: World, patch: pytest.MonkeyPatch) -> None:
    """Where the tick does not come on the first day of the week, nothing is proposed."""
    right = offer_calendar._new

    def new(org: Any, job: Any, **named: Any) -> Reading[Any]:
        found = yield from right(org, job, **named)
        return [each for each in found if each.asks_at.date() == named["now"].date()]

    patch.setattr(offer_calendar, "_new", new)


def takes_few_customers_for_an_approval(world: World, patch: pytest.MonkeyPatch) -> None:
    """A campaign of the calendar is asked no more than another one."""

    def needs_approval(org: Any, campaign: Any) -> Reading[bool]:
        yield from ()
        return False

    patch.setattr(campaign_pages, "_needs_approval", needs_approval)
