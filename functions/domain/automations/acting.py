"""What an automation does: messages, tags; and the interaction that says which rule acted (S000-24)."""

from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.customers.reactions import Reaction
from functions.domain.kernel.decisions import Reading, get
from functions.domain.messages.outbox import ComposedAll, Message, compose_all
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import Actions, AddTag, RemoveTag, Send

RULE = "automation"


def act(
    org: Org,
    customer: Customer,
    actions: Actions,
    *,
    automation_id: str,
    occurrence: str,
    part: int,
    is_dry_run: bool,
    now: datetime,
) -> Reading[Reaction]:
    """The customer after the actions, and what they leave. Each occurrence leaves one interaction: where that is there
    already, nothing is done again. Bills 1 write for it and 1 for each message.
    """
    id = ":".join((customer.id, RULE, automation_id, occurrence, *((str(part),) if part else ())))
    id = f"{id}:dry" if is_dry_run else id
    if (yield from get(Interaction, f"{id}:ran", presumed_missing=True)) is not None:
        return Reaction(customer)
    messages: tuple[Message, ...] = ()
    for number, action in enumerate(actions if not is_dry_run else ()):
        if isinstance(action, Send):
            place = id if number == 0 else f"{id}:{number}"
            sent = _sent(org, customer, action, id=place, cause=id, rule=f"{RULE}:{automation_id}", now=now)
            customer, messages = sent.customer, (*messages, *sent.messages)
        else:
            customer = customer.with_changes(tags=_tagged(customer.tags, action))
    done = _done(customer, f"{id}:ran", automation_id, messages=messages, is_dry_run=is_dry_run, now=now)
    return Reaction(customer, (*messages, done))


def _sent(
    org: Org, customer: Customer, action: Send, *, id: str, cause: str, rule: str, now: datetime
) -> ComposedAll:
    return compose_all(
        org,
        customer,
        action.channels,
        id=id,
        cause=cause,
        rule=rule,
        template=action.send,
        variables=_variables(customer, action),
        now=now,
    )


def _tagged(tags: tuple[str, ...], action: AddTag | RemoveTag) -> tuple[str, ...]:
    if isinstance(action, RemoveTag):
        return tuple(tag for tag in tags if tag != action.untag)
    return tags if action.tag in tags else (*tags, action.tag)


def _variables(customer: Customer, action: Send) -> dict[str, str | int | None]:
    return {
        "tier": customer.loyalty.tier,
        "points": customer.loyalty.points,
        "orders": customer.stats.orders,
        "visits": customer.stats.visits,
        **action.variables,
    }


def _done(
    customer: Customer,
    id: str,
    automation_id: str,
    *,
    messages: tuple[Message, ...],
    is_dry_run: bool,
    now: datetime,
) -> Interaction:
    first = messages[0] if messages else None
    channel = first.channel if first is not None else None
    kinds = {"whatsapp": "auto_whatsapp_sent", "email": "auto_email_sent"}
    return Interaction(
        id=id,
        interaction_type=kinds.get(channel or "", "campaign_triggered"),
        interaction_source="ai_automation",
        customer_id=customer.id,
        transaction=TransactionRef(id=first.id, ref_table="messages", channel=channel) if first else None,
        performed_by="system",
        performed_at=now,
        outcome="dry_run" if is_dry_run else first.status if first else "done",
        automation_id=automation_id,
    )
