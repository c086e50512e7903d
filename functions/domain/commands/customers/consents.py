"""`give_consent`: a customer's yes or no for a channel, told to staff or set in the app, kept with its proof."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictBool

from functions.domain.automations.react import react
from functions.domain.commands.documents import Command, Result
from functions.domain.commands.requests import Giver, Request, instant_of, read_customer
from functions.domain.consent.changes import COMMAND_RULE, opted, with_answer
from functions.domain.consent.permission import why_no_consent
from functions.domain.conversations.answering import answered
from functions.domain.conversations.documents import Conversation
from functions.domain.customers.consents import PURPOSES, Consent, Reported
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import Form, Instant, OptionalId, OptionalText
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel, ConsentPurpose

# In which ways a customer can say it themselves: the others are what staff heard or read.
_OWN_WAYS = (None, "app", "web")


class ConsentForm(Form):
    """`how` and `where` are the proof: in which way the customer said it; at which outlet, on which page or form."""

    customer_id: OptionalId = None
    channel: Channel
    purposes: Annotated[tuple[ConsentPurpose, ...], Field(min_length=1, max_length=len(PURPOSES))]
    granted: StrictBool
    at: Instant | None = None
    how: Reported | None = None
    where: OptionalText = None


def give_consent(org: Org, request: Request[ConsentForm], now: datetime) -> Decision[Result]:
    """The consent in force, the channel's flag in step, and an interaction that says so; a question of the customer
    that waits there for a person is answered. Bills 1 read and 2 writes, 1 of each more where one waits; the read alone
    where a later answer is known. The result says what the customer agrees to on the channel now.

    A late one counts as of `at`, else `made_at`: of two answers the one that was given later holds, in whatever
    order they come.
    """
    form = request.data
    if request.giver.customer_id is not None and form.how not in _OWN_WAYS:
        raise Malformed("command", [FieldFault("how", "may be app or web of a customer's own")])
    at = instant_of(form.at, request, path="at", now=now)
    customer = yield from read_customer(request.giver, form.customer_id)
    said = with_answer(customer, form.channel, _consent(request.giver, form, at), purposes=form.purposes)
    if said == customer and form.channel not in customer.awaits_answer:
        return NOTHING, _in_force(customer, form.channel)
    conversation: tuple[Conversation, ...] = ()
    if form.channel in customer.awaits_answer:
        said, conversation = yield from answered(org, said, form.channel, by=None, now=now)
    left = yield from opted(
        customer,
        f"command:{request.command_id}",
        form.channel,
        granted=form.granted,
        rule=COMMAND_RULE,
        now=now,
        by=request.giver.uid if request.giver.customer_id is None else "customer",
    )
    facts = Facts("consent_changed", Command.collection, request.command_id, at)
    reaction = yield from react(org, customer, said.with_changes(updated_at=now), facts=facts, now=now)
    changes = Changes(create=reaction.create, put=(*reaction.put, *left, *conversation))
    return changes, _in_force(reaction.customer, form.channel)


def _consent(giver: Giver, form: ConsentForm, at: datetime) -> Consent:
    is_own = giver.customer_id is not None
    return Consent(
        granted=form.granted,
        at=at,
        how=form.how or ("app" if is_own else "in_person"),
        by="customer" if is_own else giver.uid,
        detail=form.where,
    )


def _in_force(customer: Customer, channel: Channel) -> Result:
    agreed = {purpose: why_no_consent(customer, channel, purpose) is None for purpose in PURPOSES}
    return {"customer_id": customer.id, "agreed": agreed}
