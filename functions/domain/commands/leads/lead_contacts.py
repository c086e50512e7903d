"""What staff keep about a lead who is no customer yet. The lead is in the commit: a conversion beside it meets it."""

from datetime import datetime
from typing import Any

from functions.domain.commands.editing import refuse
from functions.domain.commands.following import followed_up
from functions.domain.commands.requests import Giver, Request
from functions.domain.kernel.decisions import Changes, Reading, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.leads.documents import Lead
from functions.domain.orgs.org import Org
from functions.domain.staff.readers import readers_of
from functions.domain.tasks.documents import Task

READERS = readers_of(Lead.collection)


def read_lead(giver: Giver, lead_id: str | None) -> Reading[Lead]:
    """The lead that a command is about. Bills 1 read. Malformed at `lead_id` where it is missing or names none,
    Forbidden to a member whom the rules do not let read it.
    """
    if lead_id is None:
        raise refuse("lead_id", "is needed")
    lead = yield from get(Lead, lead_id)
    if lead is None:
        raise refuse("lead_id", "names no lead")
    require_reader(giver, lead)
    return lead


def require_reader(giver: Giver, lead: Lead) -> None:
    if not giver.has_role(READERS.all) and lead.assigned_uid != giver.uid:
        raise Forbidden("is assigned to another member", path="lead_id")


def open_lead(giver: Giver, lead_id: str | None, customer_id: str | None) -> Reading[Lead | None]:
    """The lead that a command names beside its customer, while it is none; None where it names none, or one who became
    a customer: then `customer_of` says whom. Malformed where it names both a customer and a lead.
    """
    if lead_id is None:
        return None
    if customer_id is not None:
        raise refuse("lead_id", "goes without customer_id")
    return (yield from read_lead(giver, lead_id))


def customer_of(lead: Lead | None, customer_id: str | None) -> str | None:
    """The customer whom a command is about: that of its lead where it has become one."""
    return customer_id if lead is None else lead.customer_id


def with_contact(
    org: Org,
    changes: Changes,
    lead: Lead | None,
    *,
    request: Request[Any],
    at: datetime | None,
    now: datetime,
) -> Reading[Changes]:
    """The changes with the lead, with whom staff spoke at this instant, if they did; nothing more where it is a
    customer's. Bills 1 write, and what `followed_up` does.
    """
    if lead is None or lead.customer_id is not None:
        return changes
    after = contacted(lead, at, now)
    return (
        yield from followed_up(
            org, lead, after, request=request, kind="lead_changed", now=now, beside=changes
        )
    )


def contacted(lead: Lead, at: datetime | None, now: datetime) -> Lead:
    """The lead, who was spoken with then; never moved back."""
    if at is None:
        return lead.with_changes(updated_at=now)
    return lead.with_changes(last_contact_at=max(at, lead.last_contact_at or at), updated_at=now)


def named_by(task: Task, lead: Lead) -> Task:
    """The task with whom to call."""
    name = lead.contact.name or lead.company.name
    return task.with_changes(customer_name=name, customer_phone=lead.contact.phone)
