"""A part of an automation is carried out, and leaves an interaction that says which rule acted (S000-24)."""

from functions.domain.automation_texts.parts import Acting
from functions.domain.automations.actions import done
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.subjects import Watched
from functions.domain.occasions.asking import Situation, Started, State
from functions.domain.settings.actions import Notify, Recompute, TaskCreation
from functions.domain.settings.automations import RULE

_BY_CHANNEL = {"whatsapp": "auto_whatsapp_sent", "email": "auto_email_sent"}
_BY_ACTION = {
    Recompute: "lead_score_updated",
    Notify: "auto_followup_reminder",
    TaskCreation: "auto_followup_reminder",
}


def act(asked: Situation, state: State, start: Started) -> Reading[State]:
    """The state after the actions of a part, with what they leave. Each occurrence leaves one interaction: where that
    is there already, nothing is done again. Bills 1 write for it and what each action bills.
    """
    acting = Acting(asked.org, start, state, cause_of(state.subject, start), asked.now, asked.batch_id)
    if (yield from get(Interaction, f"{acting.cause}:ran", presumed_missing=True)) is not None:
        return state
    actions = start.automation.parts[start.part] if not start.automation.dry_run else ()
    for number, action in enumerate(actions):
        acting = yield from done(acting, action, number)
    return acting.state.creating(_interaction(acting))


def cause_of(subject: Watched, start: Started) -> str:
    """What an occurrence is called: it stands in the ids of all that it leaves."""
    whose = subject.id if isinstance(subject, Customer) else f"{subject.collection}:{subject.id}"
    part = (str(start.part),) if start.part else ()
    cause = ":".join((whose, RULE, start.id, start.occurrence, *part))
    return f"{cause}:dry" if start.automation.dry_run else cause


def _interaction(acting: Acting) -> Interaction:
    first = acting.messages[0] if acting.messages else None
    customer, subject = acting.state.customer, acting.state.subject
    transaction = TransactionRef(id=first.id, ref_table="messages", channel=first.channel) if first else None
    return Interaction(
        id=f"{acting.cause}:ran",
        interaction_type=_type_of(acting, first.channel if first else None),
        interaction_source="ai_automation",
        customer_id=customer.id if customer else None,
        opportunity_id=subject.id if subject.collection == "opportunities" else None,
        transaction=transaction,
        performed_by="system",
        performed_at=acting.now,
        outcome=_outcome(acting),
        notes=_reasons(acting),
        automation_id=acting.start.id,
        about=acting.about,
        lead_id=subject.id if subject.collection == "leads" else None,
    )


def _type_of(acting: Acting, channel: str | None) -> str:
    """The type of S000-17 that the automation names; else that of the first message to a customer, or of the first
    action that has one.
    """
    named = acting.start.automation.interaction_type
    if named is not None:
        return named
    is_to_customer = bool(acting.messages) and acting.messages[0].member_uid is None
    if is_to_customer:
        return _BY_CHANNEL.get(channel or "", "campaign_triggered")
    actions = acting.start.automation.parts[acting.start.part]
    types = [_BY_ACTION[type(action)] for action in actions if type(action) in _BY_ACTION]
    return types[0] if types else "campaign_triggered"


def _outcome(acting: Acting) -> str:
    if acting.start.automation.dry_run:
        return "dry_run"
    return acting.messages[0].status if acting.messages else "done"


def _reasons(acting: Acting) -> str | None:
    """Where it worked the score out: the score, and what gave how many points."""
    customer = acting.state.customer
    has_score = any(
        isinstance(action, Recompute) for action in acting.start.automation.parts[acting.start.part]
    )
    if customer is None or not has_score or customer.engagement.lead_score is None:
        return None
    points = ", ".join(f"{each.rule} {each.points}" for each in customer.engagement.score_reasons)
    return f"{customer.engagement.lead_score:g}: {points}"
