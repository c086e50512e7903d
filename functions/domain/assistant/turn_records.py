"""A turn as it is kept: what came in, what was decided, and who answered at what cost."""

from functions.domain.assistant.experiments import arms_now
from functions.domain.conversations.documents import ASSISTANT
from functions.domain.messages.outbox import Message
from functions.domain.model_answers.questions import Outcome
from functions.domain.replies.bursts import Burst
from functions.domain.replies.plans import Plan
from functions.domain.replies.turn_documents import AssistantTurn, turn_id


def with_answer(turn: AssistantTurn, message: Message) -> AssistantTurn:
    attached = message.attachment
    return turn.with_changes(
        text=message.text, message_id=message.id, attachment_url=attached.url if attached else None
    )


def turn_of(burst: Burst, plan: Plan, *, language: str | None) -> AssistantTurn:
    conversation, chat = burst.conversation, plan.chat
    package = burst.org.packages.get(chat.package_id or "")
    is_back = conversation.owner not in (None, ASSISTANT) and plan.nothing_because != "owned_by_person"
    return AssistantTurn(
        id=turn_id(conversation.id, burst.key),
        customer_id=conversation.customer_id,
        at=burst.now,
        messages=conversation.waiting,
        owner=conversation.owner,
        phase_before=conversation.phase,
        phase_after=chat.phase,
        cycle=chat.cycle,
        language=language,
        confidence=plan.confidence,
        triggers=(*(("silence_over",) if is_back else ()), *plan.triggers),
        package_code=package.code if package is not None else None,
        campaign_code=chat.campaign_code,
        ad_id=next((each.ad_id for each in reversed(conversation.waiting) if each.ad_id), None),
        left_out=plan.left_out,
        unknown_codes=plan.unknown_codes,
        unanswered=plan.nothing_because,
        handover=plan.handover,
        is_high_intent=plan.is_high_intent or None,
        prompt_version=plan.prompt_version,
        arms=arms_now(burst.org, conversation.arms, burst.now),
        checks=plan.checks,
    )


def with_model(turn: AssistantTurn, outcome: Outcome | None) -> AssistantTurn:
    """The turn with who answered it, and at what cost."""
    if outcome is None:
        return turn
    return turn.with_changes(
        responder=outcome.responder,
        triggers=(*turn.triggers, *(f"tool:{name}" for name in outcome.tools)),
        tokens_in=outcome.tokens_in,
        tokens_out=outcome.tokens_out,
        cost_micros=outcome.cost_micros,
    )
