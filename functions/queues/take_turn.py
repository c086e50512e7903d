"""The assistant's turn in a conversation came due: it is taken, and what it left to do is done."""

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from functions.cloud_tasks.soon import wake_soon
from functions.domain.assistant.booking_leads import capture_booking
from functions.domain.assistant.turns import TakenTurn, fail_turn, take_turn
from functions.domain.kernel.errors import Retryable, trace_of
from functions.domain.model_answers.asking import DueQuestion
from functions.domain.model_answers.questions import Outcome
from functions.domain.orgs.org import Org
from functions.queues.presence import shown
from functions.store.commit import Committed
from functions.store.dead_letters import keep_dead_letter
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)


class TurnChanged(Retryable):
    """What was asked about was edited or revoked while the model thought: the queue has it taken as it is now."""

    code = "turn_changed"


def take_payload(payload: Any, tries: int = 0) -> None:
    """The task `taketurn`: a turn, or an example of a prompt's trial, which asks the same model. `tries`: how often it
    has been tried before. Bills what the turn does, and at a booking what its lead does. Raises Retryable, so that the
    queue tries again; what fails in another way goes to a person and becomes a dead letter.
    """
    if "trial_id" in payload:
        from functions.queues.try_prompt import take_trial

        take_trial(payload)
        return
    org, id, now = orgs().get(payload["org"]), payload["conversation_id"], datetime.now(UTC)
    try:
        taken = _take(org, id, due_at=datetime.fromisoformat(payload["at"]), now=now, tries=tries)
    except Retryable:
        raise
    except Exception as error:
        log.error("turn_failed org=%s trace=%s", org.id, trace_of(error))
        keep_dead_letter(org.id, f"turn:{id}", source="taketurn", payload=payload, error=error)
        detail = type(error).__name__
        wake_soon(store().commit(org.id, lambda: fail_turn(org, id, detail, now=now)).known)
        return
    if taken.lead_due is not None:
        _make_leads(org, id, now)


def _take(org: Org, id: str, *, due_at: datetime, now: datetime, tries: int) -> TakenTurn:
    with shown(org, id, due_at=due_at, now=now, tries=tries) as known:
        lease_id = _new_lease() if org.settings.assistant.model is not None else None
        committed = store().commit(
            org.id, lambda: take_turn(org, id, due_at=due_at, now=now, lease_id=lease_id), known
        )
        if (asked := committed.value.asked) is not None:
            committed = _answer(org, id, asked, leased=committed)
    wake_soon(committed.known)
    if committed.value.is_due_again:
        raise TurnChanged
    return committed.value


def _make_leads(org: Org, id: str, now: datetime) -> None:
    """The leads of the chat's bookings, one after the other, until none is due."""
    is_due = True
    while is_due:
        committed = store().commit(org.id, lambda: capture_booking(org, id, now))
        wake_soon(committed.known)
        is_due = committed.value is not None


def _answer(org: Org, id: str, asked: DueQuestion, *, leased: Committed[TakenTurn]) -> Committed[TakenTurn]:
    """The turn after the model was asked, outside any commit."""
    from functions.domain.assistant.model_turns import answer_turn  # for those that ask a model alone

    outcome = ask_model(org, asked)
    now = datetime.now(UTC)
    return store().commit(
        org.id, lambda: answer_turn(org, id, asked=asked, outcome=outcome, now=now), known=leased.known
    )


def ask_model(org: Org, asked: DueQuestion) -> Outcome:
    """What the business's model says. Never raises what the model or the way to it is at fault for."""
    from functions.providers.assistant_model import ask_within  # its library takes most of a second to load

    outcome = ask_within(asked.question)
    if outcome.away is not None:
        log.warning("model_away org=%s reason=%s", org.id, outcome.away)
    if outcome.refused:
        _tell_owner(org, outcome)
    return outcome


def _tell_owner(org: Org, outcome: Outcome) -> None:
    from functions.domain.kernel.errors import Misconfigured
    from functions.queues.failures import alarm_owner

    reason = outcome.away or "refused"
    alarm_owner(org.id, "model", reason, error=Misconfigured("model", reason))


def _new_lease() -> str:
    return uuid4().hex
