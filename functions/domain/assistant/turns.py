"""A turn: what waits in a conversation is answered, once, by one commit.

The commit is guarded by the conversation as it was read. A message that comes meanwhile, or a person who takes over,
changes that document: then the answer was never given, and it is thought of again. Two tasks at once meet there too:
the second finds nothing that waits. Nothing outside is called, so no lease is needed. Where a model is asked, the turn
ends with the question, and another commit answers it (model_answers/asking.py, model_turns.py).
"""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.assistant.booking_leads import with_lead_due
from functions.domain.assistant.experiments import in_arms
from functions.domain.assistant.gathering import gathered
from functions.domain.assistant.handovers import awaited, handed_over, pool_task
from functions.domain.assistant.measuring import measured, with_turn
from functions.domain.assistant.rating_times import with_rating_due
from functions.domain.assistant.silence import why_silent
from functions.domain.assistant.summaries import summary
from functions.domain.assistant.turn_records import turn_of, with_answer, with_model
from functions.domain.automations.react import react
from functions.domain.conversations.documents import ASSISTANT, Conversation
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.errors import MissingVariable, TemplateFailed
from functions.domain.language.choosing import sold
from functions.domain.language.languages import language_of
from functions.domain.messages.answers import compose_answer
from functions.domain.messages.composing import Composed
from functions.domain.messages.gate import Blocked
from functions.domain.messages.outbox import Message
from functions.domain.model_answers.asking import DueQuestion, ask, is_left_open, remembered
from functions.domain.model_answers.questions import Outcome
from functions.domain.orgs.org import Org
from functions.domain.replies.bursts import Burst
from functions.domain.replies.chat_states import chat_of
from functions.domain.replies.deciding import decide
from functions.domain.replies.plans import Plan, Unanswered
from functions.domain.replies.seats import seats_left
from functions.domain.replies.sentences import Answer, Writing, packages_to_tell, written
from functions.domain.replies.turn_documents import answer_id


@dataclass(frozen=True)
class TakenTurn:
    """What a turn left to do: the cycle whose lead is to be made next, if one is, and what a model is to be asked.
    `is_due_again`: what waits has changed, and no later task has it.
    """

    lead_due: int | None = None
    asked: DueQuestion | None = None
    is_due_again: bool = False


def take_turn(
    org: Org, conversation_id: str, *, due_at: datetime, now: datetime, lease_id: str | None = None
) -> Decision[TakenTurn]:
    """Answer what waits in a conversation, or keep the reason why nothing is said. A turn whose wait was extended past
    `due_at`, for which the task was asked, is left to the later task: no clock is asked, since those of the machines
    are further apart than a burst's messages. One that was taken changes nothing. `lease_id`: the caller asks the
    business's model, if it has one, what the rules leave open (`answer_turn`); without it the rules answer that too.

    Bills 2 reads and 4 writes: the conversation, the customer; these two, the turn and the message; 1 read more for
    each package of which it tells the seats, `most_listed` at the most. A handover 1 read and 2 writes more: the pool,
    its job and the task. A turn without an answer 1 or 2 reads and 2 writes. One that asks a model 2 to 4 reads and 1
    write here. Raises LeaseHeld where another one asks it at this moment.
    """
    conversation = yield from get(Conversation, conversation_id)
    if conversation is None:
        return NOTHING, TakenTurn()
    is_extended = conversation.turn_due_at is not None and due_at < conversation.turn_due_at
    if not conversation.waiting or is_extended:
        return NOTHING, TakenTurn(conversation.lead_due)
    burst = Burst(org, conversation, now)
    if (reason := why_silent(burst)) is not None:
        return silent(burst, reason)
    org, conversation = in_arms(org, conversation, now)
    burst = Burst(org, conversation, now)
    plan = decide(org, chat_of(org, conversation), conversation.waiting, today=burst.today)
    language = language_of(org.settings.assistant, burst.text, conversation.language)
    if lease_id is not None and is_left_open(org, plan, burst.text):
        asked = yield from ask(burst, plan, language, lease_id=lease_id)
        if isinstance(asked, DueQuestion):
            return Changes(put=(asked.leased,)), TakenTurn(conversation.lead_due, asked)
        plan = asked
    customer = yield from standing_customer(conversation.customer_id)
    if customer is None:
        return silent(burst, "customer_gone")
    return (yield from answered(burst, customer, plan, language=language))


def fail_turn(org: Org, conversation_id: str, detail: str, *, now: datetime) -> Decision[TakenTurn]:
    """A turn that cannot be taken, by a fault of ours: it is kept as failed, and a person gets the conversation. Bills
    3 reads and 5 writes.
    """
    conversation = yield from get(Conversation, conversation_id)
    if conversation is None or not conversation.waiting:
        return NOTHING, TakenTurn()
    burst = Burst(org, conversation, now)
    customer = yield from standing_customer(conversation.customer_id)
    if customer is None:
        return silent(burst, "customer_gone")
    plan = Plan(chat_of(org, conversation), (), ("failed",), 0.0, handover="failed", nothing_because="failed")
    return (yield from kept(burst, customer, plan, language=conversation.language, detail=detail))


def silent(burst: Burst, reason: Unanswered) -> tuple[Changes, TakenTurn]:
    """The burst kept with the reason why nothing was said, the chat where it was."""
    conversation = remembered(burst, None)
    plan = Plan(chat_of(burst.org, conversation), nothing_because=reason)
    turn = turn_of(burst, plan, language=conversation.language)
    heard = conversation.turned().with_changes(rating_due_at=None, rates_cycle=None)
    if reason == "owned_by_person":
        heard = awaited(burst.org, heard, conversation.waiting, now=burst.now)
    return Changes(create=(turn,), put=(with_turn(heard, turn),)), TakenTurn(conversation.lead_due)


def answered(
    burst: Burst,
    customer: Customer,
    plan: Plan,
    *,
    language: str,
    outcome: Outcome | None = None,
    most_told: int | None = None,
) -> Decision[TakenTurn]:
    """What a plan comes to: its answer in words, and all that is kept of the turn. `outcome`: what a model made of it,
    if one was asked; `most_told`: of how many packages the seats are read.
    """
    org = burst.org
    if not plan.parts:
        return (yield from kept(burst, customer, plan, language=language, outcome=outcome))
    told = packages_to_tell(org, plan, sold(org.packages, burst.today))[:most_told]
    seats = yield from seats_left(org, told)
    try:
        answer = written(Writing(org, language, customer.name, seats, told), plan)
    except (MissingVariable, TemplateFailed) as error:
        failed = Plan(
            plan.chat, (), (*plan.triggers, "failed"), 0.0, handover="failed", nothing_because="failed"
        )
        detail = str(error)
        return (yield from kept(burst, customer, failed, language=language, detail=detail, outcome=outcome))
    return (yield from kept(burst, customer, plan, language=language, answer=answer, outcome=outcome))


def kept(
    burst: Burst,
    customer: Customer,
    plan: Plan,
    *,
    language: str | None,
    answer: Answer | None = None,
    detail: str | None = None,
    outcome: Outcome | None = None,
) -> Decision[TakenTurn]:
    """The turn, the conversation as it is after it, the answer in the outbox, and what a handover leaves."""
    org, now = burst.org, burst.now
    conversation = _after(burst, plan, language)
    notes = summary(conversation, plan, burst.text) if plan.handover or plan.is_high_intent else None
    composed = _composed(burst, customer, answer, language=language)
    turn = with_model(turn_of(burst, plan, language=language), outcome)
    after, messages = customer, tuple[Message, ...]()
    if isinstance(composed, Blocked):
        skipped = composed.skipped[0].reason if composed.skipped else composed.reason
        turn = turn.with_changes(unanswered="not_allowed", detail=skipped)
    elif composed is not None:
        after, messages = composed.customer, (composed.message,)
        turn = with_answer(turn, composed.message)
        conversation = conversation.with_changes(model_use=remembered(burst, composed.message.text).model_use)
    if plan.handover is not None:
        conversation, after = _at_person(burst, conversation, after, because=plan.handover, notes=notes)
        conversation = with_lead_due(conversation, plan, notes=notes, now=now)
    changes = yield from _beside(burst, conversation, customer, plan=plan, notes=notes)
    put = yield from _followed(burst, customer, after)
    turn = turn if detail is None else turn.with_changes(detail=detail)
    turn = measured(org, turn, plan, customer=customer)
    conversation = with_rating_due(org, with_turn(conversation, turn), now)
    for document in (turn, *messages):
        yield from get(type(document), document.id, presumed_missing=True)
    return Changes(
        create=(turn, *messages, *changes.create, *put.create),
        put=(conversation, *changes.put, *put.put),
    ), TakenTurn(conversation.lead_due)


def _at_person(
    burst: Burst, conversation: Conversation, customer: Customer, *, because: str, notes: str | None
) -> tuple[Conversation, Customer]:
    """The conversation as a person's, and its customer, who waits for their answer."""
    handed = handed_over(
        burst.org, conversation, because=because, notes=notes, task_id=burst.task_id, now=burst.now
    )
    since = burst.conversation.waiting[-1].at
    return handed, customer.with_changes(
        awaits_answer={**customer.awaits_answer, conversation.channel: since}
    )


def _composed(
    burst: Burst, customer: Customer, answer: Answer | None, *, language: str | None
) -> Composed | Blocked | None:
    if answer is None:
        return None
    return compose_answer(
        burst.org,
        customer,
        id=answer_id(burst.key),
        channel=burst.conversation.channel,
        text=answer.text,
        by=None,
        now=burst.now,
        locale=language,
        attachment=answer.attachment,
    )


def _beside(
    burst: Burst, conversation: Conversation, customer: Customer, *, plan: Plan, notes: str | None
) -> Reading[Changes]:
    """The task of a handover; of an early payment question too, with the conversation left where it is (S003-44)."""
    if plan.handover is None and not plan.is_high_intent:
        return NOTHING
    because = plan.handover or "payment_early"
    return (
        yield from pool_task(
            burst.org,
            conversation,
            customer,
            id=burst.task_id,
            because=because,
            notes=notes,
            gives_conversation=plan.handover is not None,
            now=burst.now,
        )
    )


def _followed(burst: Burst, before: Customer, after: Customer) -> Reading[Changes]:
    if after == before:
        return NOTHING
    facts = Facts("message_written", Conversation.collection, burst.key, burst.now)
    reaction = yield from react(
        burst.org, before, after.with_changes(updated_at=burst.now), facts=facts, now=burst.now
    )
    return Changes(create=reaction.create, put=reaction.put)


def _after(burst: Burst, plan: Plan, language: str | None) -> Conversation:
    """The conversation with how far it has come, and nothing that waits."""
    conversation, chat = remembered(burst, None).not_awaited(), plan.chat
    package = burst.org.packages.get(chat.package_id or "")
    ads = [each.ad_id for each in conversation.waiting if each.ad_id]
    return conversation.turned().with_changes(
        phase=chat.phase,
        cycle=chat.cycle,
        owner=ASSISTANT,
        silent_until=None,
        is_escalated=None,
        language=language,
        package_code=package.code if package is not None else conversation.package_code,
        campaign_code=chat.campaign_code,
        ad_id=ads[-1] if ads else conversation.ad_id,
        asked=chat.asked,
        unknown_count=chat.unknown_count or None,
        gathered=gathered(burst.org, conversation, plan, language=language, today=burst.today),
    )
