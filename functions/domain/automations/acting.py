"""What an automation does, action by action; and the interaction that says which rule acted (S000-24)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from functions.domain.automations.asking import Asked, Started, State
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.subjects import Watched
from functions.domain.messages.outbox import Message, compose_all
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import Action, AddTag, RemoveTag, Send

RULE = "automation"
DEFAULT_TYPE = "campaign_triggered"
_TYPES = {"whatsapp": "auto_whatsapp_sent", "email": "auto_email_sent"}


@dataclass(frozen=True)
class Acting:
    """A part of an automation while it acts. `cause` names the occurrence and the part, and stands in the ids of all
    that it leaves. `variables`: what its templates are given beside the customer's own figures.
    """

    org: Org
    start: Started
    state: State
    cause: str
    now: datetime
    batch_id: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()

    @property
    def rule(self) -> str:
        return f"{RULE}:{self.start.id}"

    @property
    def about(self) -> str | None:
        """The document that it is about, where that is none of a customer: `carts/ID`."""
        subject = self.state.subject
        return None if isinstance(subject, Customer) else f"{subject.collection}/{subject.id}"


def act(asked: Asked, state: State, start: Started) -> Reading[State]:
    """The state after the actions of a part, with what they leave. Each occurrence leaves one interaction: where that
    is there already, nothing is done again. Bills 1 write for it and what each action bills.
    """
    acting = Acting(asked.org, start, state, cause_of(state.subject, start), asked.now, asked.batch_id)
    if (yield from get(Interaction, f"{acting.cause}:ran", presumed_missing=True)) is not None:
        return state
    actions = start.automation.parts[start.part] if not start.automation.dry_run else ()
    for number, action in enumerate(actions):
        acting = yield from _done(acting, action, number=number)
    return acting.state.creating(_interaction(acting))


def cause_of(subject: Watched, start: Started) -> str:
    """What an occurrence is called: it stands in the ids of all that it leaves."""
    whose = subject.id if isinstance(subject, Customer) else f"{subject.collection}:{subject.id}"
    part = (str(start.part),) if start.part else ()
    cause = ":".join((whose, RULE, start.id, start.occurrence, *part))
    return f"{cause}:dry" if start.automation.dry_run else cause


def _done(acting: Acting, action: Action, *, number: int) -> Reading[Acting]:
    """Without a customer nothing is done that is for one."""
    customer = acting.state.customer
    if customer is None:
        return acting
    if isinstance(action, Send):
        return (yield from _sent(acting, action, customer, number=number))
    if isinstance(action, AddTag | RemoveTag):
        tagged = customer.with_changes(tags=_tagged(customer.tags, action))
        return replace(acting, state=acting.state.with_customer(tagged))
    return acting


def _sent(acting: Acting, action: Send, customer: Customer, *, number: int) -> Reading[Acting]:
    """Bills 1 write for each message; to the primary contact of an account 1 read and 1 write more."""
    yield from ()
    place = acting.cause if number == 0 else f"{acting.cause}:{number}"
    composed = compose_all(
        acting.org,
        customer,
        action.channels,
        id=place,
        cause=acting.cause,
        rule=acting.rule,
        template=action.send,
        variables={**figures_of(customer), **acting.variables, **action.variables},
        now=acting.now,
        batch_id=acting.batch_id,
    )
    messages = tuple(each.with_changes(about=acting.about) for each in composed.messages)
    state = acting.state.with_customer(composed.customer).creating(*messages)
    return replace(acting, state=state, messages=(*acting.messages, *messages))


def _tagged(tags: tuple[str, ...], action: AddTag | RemoveTag) -> tuple[str, ...]:
    if isinstance(action, RemoveTag):
        return tuple(tag for tag in tags if tag != action.untag)
    return tags if action.tag in tags else (*tags, action.tag)


def figures_of(customer: Customer) -> dict[str, str | int | None]:
    """What every template of an automation is given of its customer."""
    return {
        "tier": customer.loyalty.tier,
        "points": customer.loyalty.points,
        "orders": customer.stats.orders,
        "visits": customer.stats.visits,
    }


def _interaction(acting: Acting) -> Interaction:
    first = acting.messages[0] if acting.messages else None
    channel = first.channel if first is not None else None
    customer = acting.state.customer
    return Interaction(
        id=f"{acting.cause}:ran",
        interaction_type=acting.start.automation.interaction_type or _TYPES.get(channel or "", DEFAULT_TYPE),
        interaction_source="ai_automation",
        customer_id=customer.id if customer else None,
        transaction=TransactionRef(id=first.id, ref_table="messages", channel=channel) if first else None,
        performed_by="system",
        performed_at=acting.now,
        outcome="dry_run" if acting.start.automation.dry_run else first.status if first else "done",
        automation_id=acting.start.id,
        about=acting.about,
    )
