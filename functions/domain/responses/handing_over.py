"""Who responds to a campaign is handed over to sales (S002-38), once for each recipient, in the response's own commit.

The campaign says what becomes of them. `task`: a task of the account's owner, of the pool where it has none. `lead`: a
person without an account becomes a lead as if they had filled in a form, so it is a deal that says which campaign it
came from; an account is its owner's already, and gets the task.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from functions.domain.assignment.days import day_of
from functions.domain.assignment.pool import opened, pooled
from functions.domain.automation_texts.calls import with_suggestions
from functions.domain.customers.customer import Customer
from functions.domain.insights.agent_day import Move, days_after
from functions.domain.kernel.decisions import Changes, Document, Put, Reading, get
from functions.domain.kernel.pending import not_among, place_of, seeing
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.responses.recording import Response
from functions.domain.staff.finding import members_of
from functions.domain.tasks.documents import Task
from functions.domain.tasks.worth import appraised
from functions.domain.upkeep.ended_calls import watched_call

TASK_TYPE: Final = "campaign_response"
SOURCE: Final = "campaign"
BY: Final = "system"


def handed_over(
    org: Org, changes: Changes, response: Response | None, *, at: datetime, now: datetime
) -> Reading[Changes]:
    """The changes of a response, with what staff get of it. Bills nothing where it is not the first one, or the
    campaign hands nobody over; a task 1 read for the owner, 1 write and their day, or 1 read and 2 writes for the pool;
    a lead what `capture_of` does.
    """
    if response is None or not response.is_first or response.message.handoff is None:
        return changes
    customer = next((each for each in changes.put if isinstance(each, Customer)), response.customer)
    pending = (*changes.create, *changes.put)
    if response.message.handoff == "lead" and customer.customer_group != "b2b":
        more = yield from seeing(pending, _as_lead(org, response.message, customer, at=at, now=now))
    else:
        more = yield from seeing(pending, _as_task(org, response.message, customer, now=now))
    return _joined(changes, more)


def _as_lead(
    org: Org, message: Message, customer: Customer, *, at: datetime, now: datetime
) -> Reading[Changes]:
    from functions.domain.leads.captures import Capture
    from functions.domain.leads.capturing import capture_of
    from functions.domain.leads.documents import LeadContact

    capture = Capture(
        key=message.id,
        digest=message.id,
        at=at,
        by=BY,
        lead_id=f"{message.id}:lead",
        contact=LeadContact(name=customer.name, phone=customer.phone, email=customer.email),
        source=SOURCE,
        campaign_id=message.campaign_id,
        assigned_uid=customer.owner_uid,
    )
    changes, _ = yield from capture_of(org, capture, customer, now=now)
    return changes


def _as_task(org: Org, message: Message, customer: Customer, *, now: datetime) -> Reading[Changes]:
    owners = yield from members_of("owner", owner_uid=customer.owner_uid)
    name = message.variables.get("campaign")
    task = Task(
        id=f"{message.id}:response",
        task_type=TASK_TYPE,
        customer_id=customer.id,
        campaign_id=message.campaign_id,
        assignee_uid=owners[0].id if owners else None,
        due_on=day_of(org, now).on,
        reason=str(name) if name is not None else message.campaign_id,
        created_at=now,
        created_by=BY,
        cause=message.id,
    )
    task = appraised(org.settings.calls.worth, with_suggestions(org, task, customer, now=now), customer)
    yield from get(Task, task.id, presumed_missing=True)
    watching = watched_call(org, customer, task)
    changed = (watching,) if watching != customer else ()
    if owners:
        days = yield from days_after(org, (Move(None, task),), now=now)
        return Changes(create=(task,), put=(*changed, *days))
    return Changes(create=(pooled(org, task, customer, now=now),), put=(*changed, (yield from opened(now))))


def _joined(changes: Changes, more: Changes) -> Changes:
    """Both in one commit: what the second changes of what the first creates is created so."""
    created = {place_of(each) for each in changes.create}
    later = {place_of(each): each for each in more.put}
    create = tuple(_over(each, later) for each in changes.create)
    put: Iterable[Document | Put] = (each for each in more.put if place_of(each) not in created)
    return replace(
        changes,
        create=(*create, *more.create),
        put=(*not_among(more.put, changes.put), *put),
        remove=(*changes.remove, *more.remove),
    )


def _over(document: Document, later: dict[tuple[str, str], Document | Put]) -> Document:
    found = later.get(place_of(document))
    if found is None:
        return document
    return found.document if isinstance(found, Put) else found
