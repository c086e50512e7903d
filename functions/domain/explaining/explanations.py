"""Why an automation did, or did not, run for a customer or a document: in words, for the business that wrote it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.automations.acting import act, cause_of
from functions.domain.conditions.rules import Rule, compile_rule
from functions.domain.conditions.sentences import parts_of, phrase_of, values_of
from functions.domain.coupons.documents import Coupon
from functions.domain.customers.customer import Customer, followed
from functions.domain.customers.interactions import Interaction
from functions.domain.explaining.timing_words import length, repeats, timing_of, waits_for
from functions.domain.explaining.verdicts import Case, verdict_of
from functions.domain.kernel.decisions import (
    BY_ID,
    NOTHING,
    Decision,
    Document,
    Find,
    Get,
    Reading,
    find,
    get,
    get_all,
)
from functions.domain.kernel.errors import FieldFault, Malformed, NotFound
from functions.domain.kernel.subjects import Run, Watched
from functions.domain.messages.explanations import reasons
from functions.domain.messages.outbox import Message
from functions.domain.occasions.asking import Situation, Started, State
from functions.domain.occasions.lookups import looked_up
from functions.domain.occasions.watched import WATCHED_COLLECTIONS, model_of
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import LOOKED_UP, AutomationSettings, asked_of
from functions.domain.tasks.documents import Task
from functions.domain.upkeep.recommendations import EVENT as RECOMMENDATION_DUE

MOST_MESSAGES = 20  # of a part, that are shown
MOST_LEFT_OUT = 5
_UNFIT = {
    "may_not_eat": "the customer may not eat it",
    "not_sold": "it is not sold any more",
    "out_of_season": "it is out of season",
    "not_in_stock": "it is out of stock",
}


@dataclass(frozen=True)
class About:
    """Whom an automation is explained for: a customer, or a document of theirs (`of`: `carts/ID`)."""

    customer_id: str | None = None
    of: str | None = None


def explain_automation(
    org: Org, id: str, about: About, *, now: datetime, is_trial: bool = False
) -> Decision[list[str]]:
    """Sentences: whether it would run and when, what it waits for, its condition with the values that it sees, and its
    last run with what became of the messages. `is_trial`, and an automation on trial: also what it would leave.

    Bills 1 read for the customer, 1 more for each join, 1 for a document beside them, what the condition looks up, and
    1 for each part that has run with 1 for each message of it (at least 1); on trial what its actions read. Raises
    NotFound that names what is missing, Malformed where the automation watches other documents.
    """
    automation = org.automations.get(id)
    if automation is None:
        raise NotFound(f"automation: {id}")
    state, notes = yield from _state_of(automation, about)
    asked = yield from looked_up(Situation(org, state, now), automation.condition)
    case = Case(id, automation, asked, is_trial)
    lines = [_title(case), verdict_of(case), *notes, *_settings(case), *timing_of(asked, id, automation)]
    lines += [*repeats(asked, id, automation), *_condition(case), *_left_out(case), *_sequence(case)]
    lines += yield from _last_run(case)
    if is_trial or automation.dry_run:
        lines += yield from _would_leave(case)
    return NOTHING, lines


def _state_of(automation: AutomationSettings, about: About) -> Reading[tuple[State, list[str]]]:
    """The document that is asked about, and a remark on it: a customer who was joined into another."""
    notes: list[str] = []
    subject = yield from _subject_of(automation, about.of)
    customer_id = about.customer_id or getattr(subject, "customer_id", None)
    customer = yield from _customer_of(customer_id, notes)
    if subject is None:
        if customer is None:
            raise Malformed("explanation", [FieldFault("customer", "is missing")])
        return State.of_customer(customer), notes
    whose = getattr(subject, "customer_id", None)
    if customer is not None and whose not in (None, about.customer_id, *customer.joined_ids, customer.id):
        raise Malformed("explanation", [FieldFault("of", f"{about.of} is about another customer: {whose}")])
    return State(subject, customer), notes


def _subject_of(automation: AutomationSettings, of: str | None) -> Reading[Watched | None]:
    """The document beside the customer; None where the automation watches customers."""
    collection, _, id = (of or "").partition("/")
    if automation.watches == "customers" and of is None:
        return None
    if automation.watches != collection or not id:
        lies = "customers alone" if automation.watches == "customers" else f"{automation.watches}/ID"
        raise Malformed("explanation", [FieldFault("of", f"the automation watches {lies}")])
    if collection not in WATCHED_COLLECTIONS:
        raise NotFound(f"collection of documents: {collection}")
    subject = yield from get(model_of(collection), id)
    if subject is None:
        raise NotFound(f"document: {of}")
    return subject


def _customer_of(id: str | None, notes: list[str]) -> Reading[Customer | None]:
    if id is None:
        return None
    customer = yield from followed((yield from get(Customer, id)))
    if customer is None:
        raise NotFound(f"customer: {id}")
    if customer.id != id:
        notes.append(f"The customer {id} was joined into {customer.id}: this is about {customer.id}.")
    return customer


def _title(case: Case) -> str:
    name = f" ({case.automation.name})" if case.automation.name else ""
    return f"{case.id}{name} watches {case.automation.watches} and waits for {waits_for(case.automation)}."


def _settings(case: Case) -> Iterator[str]:
    automation = case.automation
    if automation.dry_run:
        yield "It is on trial (dry_run): its interaction says dry_run, and nothing is done."
    if case.asked.org.settings.messages.is_dry_run:
        yield "The business runs dry (messages.is_dry_run): everything is decided, and no message is sent."
    if automation.group != "any":
        yield f"It is for the group {automation.group}."


def _condition(case: Case) -> Iterator[str]:
    rule, asked = case.automation.condition, case.asked
    if case.automation.when is True:
        yield "It has no condition (when)."
        return
    yield f"Its condition (when) {'holds' if asked.holds(rule) else 'does not hold'} now:"
    for part in parts_of(case.automation.when):
        yield f"  {_part(case, compile_rule(part), phrase_of(part))}"
    if names := sorted(asked_of(rule).intersection(LOOKED_UP)):
        read = "was" if len(names) == 1 else "were"
        yield f"{' and '.join(names)} {read} worked out from the orders as they are now."
    if (at := asked.next_change(rule)) is not None:
        yield f"Its answer next changes on {case.local(at)}, if nothing else does."


def _part(case: Case, rule: Rule, phrase: str) -> str:
    holds = "holds" if case.asked.holds(rule) else "does not hold"
    values = "; ".join(values_of(rule, case.asked.fields, case.asked.zone))
    return f"{phrase}: {holds}{f' ({values})' if values else ''}"


def _left_out(case: Case) -> Iterator[str]:
    """What was not recommended to the customer, since nothing of it suited them."""
    customer = case.asked.state.customer
    known = customer.recommendations if customer is not None else None
    if case.automation.on != RECOMMENDATION_DUE or known is None:
        return
    for each in known.left_out[-MOST_LEFT_OUT:]:
        because = "; ".join(f"{name}: {_UNFIT.get(why, why)}" for name, why in sorted(each.because.items()))
        yield (
            f"By the rule {each.rule_id} nothing was recommended after the order {each.order_id} on"
            f" {case.local(each.at)}: {because}."
        )


def _sequence(case: Case) -> Iterator[str]:
    steps, run = case.automation.steps, case.run
    if not steps:
        return
    each = ", then ".join(length(step.after) for step in steps)
    yield f"It is a sequence of {len(steps) + 1} parts: a beginning, and steps after {each}."
    if case.asked.holds(case.automation.ending):
        yield f"Its end (until) holds: {phrase_of(case.automation.until)}. No further step runs."
    elif run is not None and run.step_at is not None and run.part < len(steps):
        yield f"Step {run.part + 1} of {len(steps)} comes on {case.local(run.step_at)}."
    elif run is not None:
        yield "No further step is to come."


def _last_run(case: Case) -> Reading[list[str]]:
    """What it left when it last ran: of each part the interaction with its messages."""
    run = case.run
    if run is None:
        return ["It has not run for this customer." if _is_of_customer(case) else "It has not run for this."]
    started = [_as_it_ran(case, run, part) for part in range(run.part + 1)]
    causes = [cause_of(case.asked.subject, each) for each in started]
    kept = yield from get_all(*(Get(Interaction, f"{cause}:ran") for cause in causes))
    lines = [f"It last began on {case.local(run.at)}, for the occurrence {run.occurrence}."]
    for part, (cause, interaction) in enumerate(zip(causes, kept, strict=True)):
        name = "Its beginning" if part == 0 else f"Step {part}"
        if interaction is None:
            lines.append(f"{name} left nothing: its condition did not hold, or the sequence had ended.")
            continue
        lines.append(f"{name} left an interaction: {_outcome(interaction)}.")
        lines += yield from _messages(cause)
    return lines


def _is_of_customer(case: Case) -> bool:
    return isinstance(case.asked.subject, Customer)


def _as_it_ran(case: Case, run: Run, part: int) -> Started:
    automation = case.automation.model_copy(update={"dry_run": run.is_dry})
    return Started(case.id, automation, run.occurrence, part)


def _outcome(interaction: Interaction) -> str:
    if interaction.outcome == "dry_run":
        return "dry_run, so nothing was done"
    return interaction.outcome or "without an outcome"


def _messages(cause: str) -> Reading[list[str]]:
    found = yield from find(Find(Message, (("cause", cause),), BY_ID, "ASCENDING", MOST_MESSAGES))
    return [f"  {_of_message(message)}" for message in found]


def _of_message(message: Message) -> str:
    return f"The message {message.id}, by {message.template}: {' '.join(reasons(message))}"


def _would_leave(case: Case) -> Reading[list[str]]:
    """What its beginning would leave if it ran at this instant; nothing of it is written."""
    automation = case.automation.model_copy(update={"dry_run": False})
    state = yield from act(case.asked, case.asked.state, Started(case.id, automation, "trial"))
    left = [line for each in state.create if (line := _left(each)) is not None]
    before, after = case.asked.state.customer, state.customer
    if before is not None and after is not None and before.tags != after.tags:
        left.append(f"The customer's tags: {', '.join(after.tags) or 'none'}.")
    return ["If it ran now, it would leave:", *(f"  {each}" for each in left or ["nothing"])]


def _left(document: Document) -> str | None:
    match document:
        case Message():
            return _of_message(document)
        case Task():
            whom = document.assignee_uid or "no member yet"
            return f"The task {document.task_type} for {whom}, due on {document.due_on}."
        case Coupon():
            return f"A coupon ({document.kind}), {document.name or 'without a name'}."
        case _:
            return None
