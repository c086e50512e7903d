"""Mistakes with campaigns: a second message to one customer, a customer left out, a pause that stops pages alone."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.domain.campaign_runs import pages as campaign_pages
from functions.domain.campaigning import reaching as campaigning
from functions.domain.delivery import campaign_claims
from functions.domain.kernel.decisions import Reading
from functions.domain.messages import campaign_messages
from tests.faults.world import World


def names_a_message_by_when_it_is_made(world: World, patch: pytest.MonkeyPatch) -> None:
    """A page that goes over its customers again makes another message."""

    def recipient_id(campaign_id: str, customer_id: str) -> str:
        return f"{campaign_id}:{customer_id}:{world.now:%H%M}"

    for module in (campaigning, campaign_messages):
        patch.setattr(module, "recipient_id", recipient_id)


def leaves_the_last_of_each_page_out(world: World, patch: pytest.MonkeyPatch) -> None:
    """The cursor is put behind a customer whom the page did not go to."""
    right: Callable[..., Reading[Any]] = campaign_pages._reached

    def reached(org: Any, campaign: Any, customers: Any, **named: Any) -> Reading[Any]:
        page, last = yield from right(org, campaign, customers[:-1], **named)
        return page, customers[-1].id if customers else last

    patch.setattr(campaign_pages, "_reached", reached)


def sends_what_was_queued_before_a_pause(world: World, patch: pytest.MonkeyPatch) -> None:
    """A claim does not ask how its campaign stands."""
    patch.setattr(campaign_claims, "_is_due", lambda message, now: False)
