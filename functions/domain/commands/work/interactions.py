"""`record_interaction`: a call, a visit, a complaint that staff had with a customer, and what it leaves to do."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictBool

from functions.domain.automations.react import react
from functions.domain.commands.dates import Date
from functions.domain.commands.documents import Command, Result
from functions.domain.commands.following import followed_up
from functions.domain.commands.leads.lead_contacts import customer_of, open_lead, with_contact
from functions.domain.commands.requests import Request, instant_of, read_customer
from functions.domain.commands.work.check_ins import CoordinatesForm, checked_in, told
from functions.domain.commands.work.follow_ups import require_listed, with_contacted, with_follow_up
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction, InteractionSource, Sentiment, TransactionRef
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.validation import (
    Form,
    Instant,
    LongText,
    OptionalId,
    OptionalText,
    Text,
    Whole,
)
from functions.domain.orgs.org import Org

MOST_ATTACHMENTS = 20
MOST_MINUTES = 7 * 24 * 60
MOST_RELATED = 20

_Attachment = Annotated[str, Field(strict=True, min_length=1, max_length=2000)] | dict[Text, Text]


class TransactionForm(Form):
    id: OptionalText = None
    ref_table: OptionalText = None
    channel: OptionalText = None
    amount_minor: Whole | None = None


class InteractionForm(Form):
    """An interaction as a client gives it. Its id, `performed_by` and `distance_m` are not the client's to say. With
    `follow_up_required` or a day, `follow_up_on`, it leaves a task to who gives it.
    """

    interaction_type: Text
    interaction_source: InteractionSource
    customer_id: OptionalId = None
    contact_id: OptionalId = None
    lead_id: OptionalId = None
    location_id: OptionalId = None
    opportunity_id: OptionalId = None
    transaction: TransactionForm | None = None
    performed_at: Instant | None = None
    duration_minutes: Annotated[Whole, Field(ge=0, le=MOST_MINUTES)] | None = None
    outcome: OptionalText = None
    next_action: OptionalText = None
    next_action_on: Date | None = None
    summary: OptionalText = None
    notes: LongText | None = None
    sentiment: Sentiment | None = None
    ticket_id: OptionalText = None
    related_ids: Annotated[dict[Text, Text], Field(max_length=MOST_RELATED)] = Field(default_factory=dict)
    follow_up_required: StrictBool = False
    follow_up_on: Date | None = None
    attachments: Annotated[tuple[_Attachment, ...], Field(max_length=MOST_ATTACHMENTS)] = ()
    coordinates: CoordinatesForm | None = None


def record_interaction(org: Org, request: Request[InteractionForm], now: datetime) -> Decision[Result]:
    """The interaction kept, and its customer's last activity moved, or its lead's last contact. Bills 1 read and 2
    writes; without either 1 write; with something to follow up 1 read and 2 writes more: the task, and its member's
    day; with a contact 1 read and 1 write more; 1 read more for a check-in at a location, which is its account's.

    A late one counts as of `performed_at`, else `made_at`: it moves the last activity on, never back. Malformed where
    the business lists its types, and it has none of them.
    """
    form = request.data
    require_listed(org.settings.activities, form)
    at = instant_of(form.performed_at, request, path="performed_at", now=now)
    id = f"command:{request.command_id}:interaction"
    yield from get(Interaction, id, presumed_missing=True)
    interaction = Interaction(
        **form.model_dump(exclude={"performed_at", "transaction", "follow_up_required", "coordinates"}),
        id=id,
        transaction=TransactionRef(**form.transaction.model_dump()) if form.transaction else None,
        performed_at=at,
        performed_by=request.giver.uid,
    )
    changes = NOTHING
    lead = yield from open_lead(request.giver, form.lead_id, form.customer_id)
    interaction, customer_id = yield from checked_in(
        org, interaction, form.coordinates, customer_id=customer_of(lead, form.customer_id)
    )
    if customer_id is not None:
        customer = yield from read_customer(request.giver, customer_id)
        facts = Facts("interaction_recorded", Command.collection, request.command_id, at)
        reaction = yield from react(org, customer, active_at(customer, at), facts=facts, now=now)
        interaction = interaction.with_changes(customer_id=customer.id)
        changes = Changes(create=reaction.create, put=reaction.put)
    changes = yield from followed_up(
        org, None, interaction, request=request, kind="interaction_recorded", now=now, beside=changes
    )
    changes = yield from with_contact(org, changes, lead, request=request, at=at, now=now)
    changes = yield from with_contacted(changes, interaction)
    changes, result = yield from with_follow_up(org, changes, interaction, request=request, now=now)
    return changes, {**result, **told(interaction)}


def active_at(customer: Customer, at: datetime) -> Customer:
    """The customer, who was active then; never moved back."""
    stats = customer.stats
    last = max(at, stats.last_interaction_at or at)
    activity = max(last, stats.last_activity_at or last)
    return customer.with_changes(
        stats=stats.with_changes(last_interaction_at=last, last_activity_at=activity)
    )
