"""What a turn adds to its cycle's journey, from which figures are counted: beside it, in the same commit."""

from functions.domain.assistant.asked_questions import question_in
from functions.domain.conversations.answer_times import MS, step_of
from functions.domain.conversations.documents import Conversation, Heard
from functions.domain.conversations.journeys import MOST_QUESTIONS, AskedQuestion, Journey, Outcome
from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org
from functions.domain.replies.plans import Plan
from functions.domain.replies.turn_documents import AssistantTurn

MOST_LAST_TEXT = 300
# Nobody asked the assistant: a person had the chat, or it was switched off.
_NOT_ASKED = frozenset({"owned_by_person", "assistant_off", "customer_gone"})
# Asked again, or welcomed since it was the first message: what was asked has no answer.
_NOT_UNDERSTOOD = frozenset({"unknown", "first", "code_unknown"})


def measured(org: Org, turn: AssistantTurn, plan: Plan, *, customer: Customer) -> AssistantTurn:
    """The turn with what it was asked, and how long its answer took: from when the burst's last message came in, since
    until then the customer was still writing.
    """
    question = question_in(org, customer, plan, heard=turn.messages)
    if turn.message_id is None:
        return turn.with_changes(question=question)
    took = (turn.at - max(each.received_at for each in turn.messages)).total_seconds()
    return turn.with_changes(question=question, answered_in_s=round(max(took, 0.0), 3))


def with_turn(conversation: Conversation, turn: AssistantTurn) -> Conversation:
    """The conversation after a turn, with what it adds to its cycle's journey."""
    heard = with_last_text(conversation, turn.messages)
    if turn.unanswered in _NOT_ASKED:
        return heard
    known = conversation.journeys.get(str(turn.cycle))
    journey = known or Journey(began_at=min((each.received_at for each in turn.messages), default=turn.at))
    journey = journey.with_changes(
        campaign_code=turn.campaign_code or journey.campaign_code,
        package_code=turn.package_code or journey.package_code,
        ad_id=turn.ad_id or journey.ad_id,
        turns=journey.turns + 1,
        last_turn_at=turn.at,
        last_outcome=_outcome(turn),
    ).reaching(turn.phase_after, turn.at)
    return heard.with_journey(
        turn.cycle, _with_handover(_with_question(_with_answer(journey, turn), turn), turn)
    )


def with_last_text(conversation: Conversation, heard: tuple[Heard, ...]) -> Conversation:
    """The conversation with the beginning of what the customer wrote last."""
    texts = [each.text for each in heard if each.text]
    return conversation.with_changes(last_text=texts[-1][:MOST_LAST_TEXT]) if texts else conversation


def _with_answer(journey: Journey, turn: AssistantTurn) -> Journey:
    if turn.answered_in_s is None:
        return journey
    ms = round(turn.answered_in_s * MS)
    step = step_of(ms)
    return journey.with_changes(
        answers=journey.answers + 1,
        answer_ms=journey.answer_ms + ms,
        answered_in={**journey.answered_in, step: journey.answered_in.get(step, 0) + 1},
    )


def _with_question(journey: Journey, turn: AssistantTurn) -> Journey:
    if turn.question is None or len(journey.questions) >= MOST_QUESTIONS:
        return journey
    is_answered = (
        turn.message_id is not None and turn.handover is None and _NOT_UNDERSTOOD.isdisjoint(turn.triggers)
    )
    asked = AskedQuestion(pattern=turn.question, is_answered=is_answered)
    return journey.with_changes(questions=(*journey.questions, asked))


def _with_handover(journey: Journey, turn: AssistantTurn) -> Journey:
    if turn.handover is None:
        return journey
    count = journey.handovers.get(turn.handover, 0) + 1
    return journey.with_changes(handovers={**journey.handovers, turn.handover: count})


def _outcome(turn: AssistantTurn) -> Outcome:
    if turn.handover is not None:
        return "handover"
    if turn.message_id is not None:
        return "answered"
    return "little" if turn.unanswered == "nothing_asked" else "unanswered"
