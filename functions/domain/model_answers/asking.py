"""A model is asked what the rules leave open, within a day's budget, by one task at a time.

Asking takes seconds and costs money, so it is done outside any commit. The turn's first commit leaves a lease on the
conversation, with what the question may use; the second one (assistant/model_turns.py) answers, and counts what was
used. A task that dies in between leaves the lease: the queue tries again when it has run out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from functions.domain.conversations.documents import Conversation, ModelLease, ModelUse, Said
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.errors import Retryable
from functions.domain.kernel.tallies import Tally, count
from functions.domain.language.folding import stems_in
from functions.domain.language.signals import signals_in
from functions.domain.messages.budgets import budget_day
from functions.domain.model_answers.prompts import prompt_of
from functions.domain.model_answers.questions import Question
from functions.domain.orgs.org import Org
from functions.domain.replies.bursts import Burst
from functions.domain.replies.chat_states import chat_of
from functions.domain.replies.plans import HandoverReason, Part, Plan
from functions.domain.replies.seats import seats_left
from functions.domain.settings.assistant_model import ModelSettings

# Beside the model's own time: starting the library, and the second commit.
LEASE_MARGIN: Final = timedelta(seconds=20)
MOST_TRIES: Final = 2  # tasks that died while they asked about the same burst
MOST_OF_A_TEXT: Final = 500
# One chat may use a fifth of a day's budget, and three turns however small that is: else one person could leave nothing
# to the others.
CHATS_A_DAY: Final = 5
LEAST_TURNS: Final = 3
_FREE_WORDS: Final = (
    3  # beside the phrase that asks for details, of a question that the details may not answer
)
# Triggers of plans that only say what the rules could not tell.
_OPEN: Final = frozenset({"unknown", "unknown_twice", "first"})


class LeaseHeld(Retryable):
    """Another task asks the model about this burst at this moment."""

    code = "turn_leased"

    def __init__(self, until: datetime) -> None:
        super().__init__(f"another task asks the model, until {until.isoformat()} at the latest")
        self.until = until


@dataclass(frozen=True)
class DueQuestion:
    """A question that is to be asked now. `leased`: the conversation with the lease under which it is asked."""

    question: Question
    lease: ModelLease
    leased: Conversation


def is_left_open(org: Org, plan: Plan, text: str) -> bool:
    """Whether a model is asked instead: what the rules did not understand, what an FAQ answers only perhaps, a first
    message that says nothing known, and a question for details that asks for more than the details. All else is
    settled: codes, payment, people, money and seats.
    """
    return org.settings.assistant.model is not None and leaves_open(org, plan, text)


def leaves_open(org: Org, plan: Plan, text: str) -> bool:
    """The same of any model, whether or not the business has one."""
    if not text:
        return False
    is_doubt = plan.handover == "low_confidence" and any(each.startswith("faq:") for each in plan.triggers)
    return is_doubt or not _OPEN.isdisjoint(plan.triggers) or _asks_freely(org, plan, text)


def _asks_freely(org: Org, plan: Plan, text: str) -> bool:
    if not any(part.kind == "details" for part in plan.parts) or plan.chat.package_id is None:
        return False
    signals = signals_in(org.settings.assistant, text)
    said = {word for _, phrase in signals.phrases for word in stems_in(phrase)}
    rest = [stem for stem in stems_in(text) if stem not in said]
    return signals.says("details") and len(rest) > _FREE_WORDS


def ask(burst: Burst, plan: Plan, language: str, *, lease_id: str) -> Reading[DueQuestion | Plan]:
    """The question that a turn asks, under a lease of this id; or a plan that holds the customer and gets a person,
    where the day's budget or the chat's share of it is used up, or the tasks that asked before have died. Bills 1 read
    for each budget, and 1 for the seats of the chat's package. Raises LeaseHeld.
    """
    model = burst.org.settings.assistant.model
    assert model is not None, "what is left open is asked of a model"
    use = burst.conversation.model_use or ModelUse()
    tries = _tries(use, burst, lease_id)
    if tries > MOST_TRIES:
        return holding(plan, "model_away", "died")
    day = budget_day(burst.org, burst.now)
    if use.lease is not None and use.lease.id == lease_id:  # taken in a try whose answer was lost
        leased = burst.conversation
    elif _has_had_its_share(model, use, day) or (yield from _is_used_up(model, day)):
        return holding(plan, "over_budget")
    else:
        leased = _leased(burst, model, day, lease_id=lease_id, tries=tries)
    question = yield from _question(burst, plan, language)
    lease = (leased.model_use or use).lease
    assert lease is not None, "it has just been taken"
    return DueQuestion(question, lease, leased)


def holding(plan: Plan, because: HandoverReason, detail: str | None = None) -> Plan:
    """What is said where the model cannot be asked: that a person will answer, and one gets the conversation."""
    triggers = (because, *((f"away:{detail}",) if detail else ()))
    chat = replace(plan.chat, asked=None, unknown_count=0)
    return replace(
        plan,
        chat=chat,
        parts=(Part("model_away"),),
        triggers=triggers,
        confidence=0.0,
        handover=because,
        nothing_because=None,
    )


def used_on(day: str) -> Mapping[str, Tally]:
    """What all conversations used on a day, and may still use."""
    where = (("model_use.day", day),)
    return {name: Tally(Conversation, where, sum_of=f"model_use.{name}") for name in ("tokens", "micros")}


def remembered(burst: Burst, answer: str | None) -> Conversation:
    """The conversation with no lease, and with what was said now: the model is shown it next time."""
    conversation, model = burst.conversation, burst.org.settings.assistant.model
    use = conversation.model_use
    if model is None and use is None:
        return conversation
    texts = [
        Said(by="customer", text=each.text[:MOST_OF_A_TEXT]) for each in conversation.waiting if each.text
    ]
    if answer is not None:
        texts.append(Said(by="business", text=answer[:MOST_OF_A_TEXT]))
    most = 0 if model is None else model.longest_history
    said = (*history_of(conversation), *texts)[-most:] if most else ()
    after = (use or ModelUse()).with_changes(
        lease=None, said=said, cycle=conversation.cycle or 1, since=_handed_over_at(conversation)
    )
    return conversation.with_changes(model_use=after)


def history_of(conversation: Conversation) -> tuple[Said, ...]:
    """The last texts of this cycle, since the last time that a person had the conversation."""
    use = conversation.model_use
    if use is None or use.since != _handed_over_at(conversation) or use.cycle != (conversation.cycle or 1):
        return ()
    return use.said


def _handed_over_at(conversation: Conversation) -> datetime | None:
    return conversation.handovers[-1].at if conversation.handovers else None


def _tries(use: ModelUse, burst: Burst, lease_id: str) -> int:
    """How often, with this time, this burst was asked about. Raises LeaseHeld."""
    lease = use.lease
    if lease is None or lease.key != burst.key:
        return 1
    if lease.id == lease_id:
        return lease.tries
    if burst.now < lease.until:
        raise LeaseHeld(lease.until)
    return lease.tries + 1


def _has_had_its_share(model: ModelSettings, use: ModelUse, day: str) -> bool:
    """Whether a turn more could pass what one chat may use of a day's budget."""
    budgets = (
        (model.daily_tokens, model.tokens_a_turn, use.tokens),
        (model.daily_micros, model.most_micros_a_turn, use.micros),
    )
    return use.day == day and any(
        used + a_turn > max(budget // CHATS_A_DAY, LEAST_TURNS * a_turn)
        for budget, a_turn, used in budgets
        if budget is not None
    )


def _is_used_up(model: ModelSettings, day: str) -> Reading[bool]:
    """Whether a turn more could pass the day's budget, by what all conversations have used or may."""
    tallies = used_on(day)
    tokens = yield from count(tallies["tokens"])
    if tokens + model.tokens_a_turn > model.daily_tokens:
        return True
    if model.daily_micros is None:
        return False
    micros = yield from count(tallies["micros"])
    return micros + model.most_micros_a_turn > model.daily_micros


def _leased(burst: Burst, model: ModelSettings, day: str, *, lease_id: str, tries: int) -> Conversation:
    """The conversation with the lease, and what it may use counted as used: of one that dies nobody can tell."""
    use = burst.conversation.model_use or ModelUse()
    lease = ModelLease(
        id=lease_id,
        key=burst.key,
        until=burst.now + timedelta(seconds=model.answer_seconds) + LEASE_MARGIN,
        tokens=model.tokens_a_turn,
        micros=model.most_micros_a_turn,
        tries=tries,
    )
    known = (use.tokens, use.micros) if use.day == day else (0, 0)
    after = use.with_changes(
        lease=lease, day=day, tokens=known[0] + lease.tokens, micros=known[1] + lease.micros
    )
    return burst.conversation.with_changes(model_use=after)


def _question(burst: Burst, plan: Plan, language: str) -> Reading[Question]:
    org, conversation = burst.org, burst.conversation
    about = (plan.chat.package_id,) if plan.chat.package_id in org.packages else ()
    seats = yield from seats_left(org, tuple(filter(None, about)))
    return Question(
        org=org,
        conversation_id=conversation.id,
        chat=chat_of(org, conversation),
        heard=conversation.waiting,
        prompt=prompt_of(org, conversation.id),
        language=language,
        today=burst.today,
        seats=seats,
        history=history_of(conversation),
    )
