"""The second commit of a turn that asked a model: its answer is kept and sent, if it is still the one that is wanted.

A message that came while the model thought, or a person who took over, makes the answer one that was never given. What
it cost is counted all the same.
"""

from dataclasses import replace
from datetime import datetime

from functions.domain.assistant.experiments import in_arms
from functions.domain.assistant.silence import why_silent
from functions.domain.assistant.turns import TakenTurn, answered, silent
from functions.domain.conversations.documents import Conversation
from functions.domain.customers.customer import standing_customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.language.choosing import sold
from functions.domain.model_answers.answer_checks import speaks_of_seats
from functions.domain.model_answers.asking import DueQuestion, holding
from functions.domain.model_answers.plans import plan_of
from functions.domain.model_answers.questions import ModelAnswer, Outcome, Question
from functions.domain.orgs.org import Org
from functions.domain.replies.bursts import Burst
from functions.domain.replies.deciding import decide
from functions.domain.replies.plans import Plan
from functions.domain.replies.seats import seats_left
from functions.domain.replies.sentences import packages_to_tell

MOST_TOLD = 2  # packages of an answer whose seats are read


def answer_turn(
    org: Org, conversation_id: str, *, asked: DueQuestion, outcome: Outcome, now: datetime
) -> Decision[TakenTurn]:
    """Answer a burst with what a model said, or hold the customer and get a person where it said nothing. Where the
    lease is another one's by now nothing happens; where the burst is another one by now the answer is thrown away. The
    task of a later message has the turn then, or where a message of the burst was edited or revoked, this one again.

    Bills, with what `take_turn` billed before: 3 to 6 reads and 5 writes, of which the conversation as `take_turn` left
    it is no read; with a handover 1 read and 2 writes more.
    """
    conversation = yield from get(Conversation, conversation_id)
    if conversation is None:
        return NOTHING, TakenTurn()
    use = conversation.model_use
    if use is None or use.lease is None or use.lease.id != asked.lease.id:
        is_free = use is None or use.lease is None  # by this commit too, whose answer was lost
        return NOTHING, TakenTurn(
            conversation.lead_due, is_due_again=is_free and _is_due_again(conversation, asked)
        )
    burst = Burst(*in_arms(org, _counted(conversation, asked, outcome), now), now)
    if _is_outdated(conversation, asked):
        is_due_again = _is_due_again(conversation, asked)
        return Changes(put=(burst.conversation,)), TakenTurn(conversation.lead_due, is_due_again=is_due_again)
    if (reason := why_silent(burst)) is not None:
        return silent(burst, reason)
    customer = yield from standing_customer(conversation.customer_id)
    if customer is None:
        return silent(burst, "customer_gone")
    plan = yield from _plan(asked.question, outcome)
    return (
        yield from answered(
            burst, customer, plan, language=asked.question.language, outcome=outcome, most_told=MOST_TOLD
        )
    )


def _is_outdated(conversation: Conversation, asked: DueQuestion) -> bool:
    """Whether the customer has written more since the model was asked, or has changed what they wrote."""
    return conversation.waiting != asked.question.heard


def _is_due_again(conversation: Conversation, asked: DueQuestion) -> bool:
    """Whether something waits that no later message's task has."""
    return bool(conversation.waiting) and conversation.turn_due_at == asked.leased.turn_due_at


def _counted(conversation: Conversation, asked: DueQuestion, outcome: Outcome) -> Conversation:
    """The conversation without the lease: what was used takes the place of what might have been."""
    use = conversation.model_use
    assert use is not None, "it has a lease"
    used = outcome.tokens_in + outcome.tokens_out - asked.lease.tokens
    paid = (outcome.cost_micros or 0) - asked.lease.micros
    after = use.with_changes(lease=None, tokens=max(0, use.tokens + used), micros=max(0, use.micros + paid))
    return conversation.with_changes(model_use=after)


def _plan(question: Question, outcome: Outcome) -> Reading[Plan]:
    if outcome.answer is None:
        ruled = decide(question.org, question.chat, question.heard, today=question.today)
        plan = holding(ruled, "model_away", outcome.away)
    else:
        plan = yield from _checked_now(question, outcome.answer)
    return replace(plan, prompt_version=question.prompt.version)


def _checked_now(question: Question, answer: ModelAnswer) -> Reading[Plan]:
    """The plan by the seats of this moment, of the packages that it tells of."""
    first = plan_of(question, answer)
    told = packages_to_tell(question.org, first, sold(question.org.packages, question.today))
    own = first.chat.package_id if speaks_of_seats(answer.text) else None
    ids = tuple(dict.fromkeys((*((own,) if own in question.org.packages and own else ()), *told)))
    seats = yield from seats_left(question.org, ids[: 1 if question.seats else MOST_TOLD])
    return plan_of(replace(question, seats=seats), answer)
