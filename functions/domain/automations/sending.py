"""The messages of an automation: to the customer, to the primary contact of an account, to members of staff."""

from dataclasses import replace

from functions.domain.automation_texts.parts import Acting
from functions.domain.campaigning.outranking import Placed, placed
from functions.domain.campaigns.documents import USUAL_PRIORITY
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.pending import seeing
from functions.domain.messages.composing import ComposedAll, compose_all
from functions.domain.messages.outbox import Message
from functions.domain.occasions.asking import State
from functions.domain.settings.actions import Notify, Send


def sent(acting: Acting, action: Send, number: int) -> Reading[Acting]:
    """Bills 1 write for each message; 1 read and 1 write more for the primary contact of an account."""
    customer = acting.state.customer
    if customer is None:
        return acting
    reader = (yield from _pic_of(acting.state, customer)) if action.to == "pic" else customer
    found = yield from _composed(acting, action, reader, number=number)
    composed, gave_way = found.composed, found.gave_way
    is_to_account = reader.id == customer.id
    about = acting.about or (None if is_to_account else f"customers/{customer.id}")
    messages = tuple(each.with_changes(about=about) for each in composed.messages)
    if is_to_account:
        state = acting.state.with_customer(composed.customer)
    else:
        state = yield from _with_person(acting, reader, composed.customer)
    state = state.creating(*messages)
    if gave_way is not None:
        state = state.with_other(gave_way)
    return replace(acting, state=state, messages=(*acting.messages, *messages))


def _composed(acting: Acting, action: Send, reader: Customer, *, number: int) -> Reading[Placed[ComposedAll]]:
    """The messages of an action, in the place of a campaign's of lower priority where the cap leaves no other."""

    def compose(known: Customer) -> ComposedAll:
        return compose_all(
            acting.org,
            known,
            action.channels,
            id=acting.place(number),
            cause=acting.cause,
            rule=acting.rule,
            template=action.send,
            variables=acting.given(action.variables),
            now=acting.now,
            batch_id=acting.batch_id,
        )

    placing = placed(
        reader, compose, lambda composed: composed.messages, priority=USUAL_PRIORITY, now=acting.now
    )
    return (yield from seeing((*acting.state.create, *acting.state.others), placing))


def _pic_of(state: State, account: Customer) -> Reading[Customer]:
    """The person of the account's primary contact; the account itself, as it is by now, where it has none, or they are
    gone or were joined into it.
    """
    pic_id = account.account.pic_id if account.account else None
    if pic_id is None:
        return account
    person = state.other(Customer, pic_id) or (yield from standing_customer(pic_id))
    return account if person is None or person.id == account.id else person


def _with_person(acting: Acting, before: Customer, after: Customer) -> Reading[State]:
    """The state with a person beside the customer as a message left them, and what follows from that."""
    from functions.domain.automations.react import react

    facts = Facts("message_written", acting.state.subject.collection, acting.cause, acting.now)
    reacting = react(acting.org, before, after, facts=facts, now=acting.now)
    reaction = yield from seeing((*acting.state.create, *acting.state.others), reacting)
    state = acting.state.creating(*reaction.create)
    for document in reaction.put:
        state = state.with_other(document)
    return state


def notified(acting: Acting, action: Notify, number: int) -> Reading[Acting]:
    """Bills the reads of the members (staff/finding.py), and 1 write for each message."""
    from functions.domain.automations.staff import meant_by
    from functions.domain.messages.notices import compose_notices

    customer = acting.state.customer
    messages: list[Message] = []
    for member in (yield from meant_by(acting.state, action.notify)):
        messages += compose_notices(
            acting.org,
            member,
            id=f"{acting.place(number)}:{member.id}",
            cause=acting.cause,
            rule=acting.rule,
            template=action.template,
            variables=acting.given(action.variables),
            about_customer_id=customer.id if customer else None,
            now=acting.now,
            batch_id=acting.batch_id,
        )
    about = tuple(each.with_changes(about=acting.about) for each in messages)
    return replace(acting, state=acting.state.creating(*about), messages=(*acting.messages, *about))
