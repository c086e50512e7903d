"""Mistakes with leads: forms that do not meet, an order that does not, and what stays behind."""

from typing import Any

import pytest

from functions.domain.commands.leads import lead_contacts
from functions.domain.commands.work import notes
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Reading
from functions.domain.leads import capturing, moving
from functions.domain.leads.documents import Lead
from tests.faults.world import World


def keeps_leads_without_their_identities(world: World, patch: pytest.MonkeyPatch) -> None:
    """A lead is kept alone: nothing says that its phone is a lead's."""

    def with_identities(changes: Changes, *rest: Any, **named: Any) -> Changes:
        return changes

    patch.setattr(capturing, "_with_identities", with_identities)


def forgets_that_a_form_came_before(world: World, patch: pytest.MonkeyPatch) -> None:
    """The post's id is another one with each try."""
    patch.setattr(capturing, "post_id", lambda key: f"lead_post:{key}:{len(world.calls)}")


def leaves_what_hangs_on_a_lead(world: World, patch: pytest.MonkeyPatch) -> None:
    """A lead is converted, and its notes stay its own."""

    def no_page(lead: Lead | None) -> Reading[list[Any]]:
        yield from ()
        return []

    patch.setattr(moving, "_page", no_page)


def forgets_the_lead_of_an_order_s_phone(world: World, patch: pytest.MonkeyPatch) -> None:
    """A customer gets the identity, and not what it leads to."""
    patch.setattr(Customer, "getting_lead", lambda customer, id, now: customer)


def keeps_a_note_without_its_lead(world: World, patch: pytest.MonkeyPatch) -> None:
    """The lead is not in the note's commit: a conversion beside it does not meet it."""

    def with_contact(org: Any, changes: Changes, *rest: Any, **named: Any) -> Reading[Changes]:
        yield from ()
        return changes

    patch.setattr(notes, "with_contact", with_contact)
    assert lead_contacts.with_contact is not with_contact
