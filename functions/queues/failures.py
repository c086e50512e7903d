"""Keeps what fails for good while messages are delivered. Nothing here raises, since other messages follow."""

import logging
from collections.abc import Sequence

from functions.domain.kernel.errors import RegularsError
from functions.store.dead_letters import keep_dead_letter

log = logging.getLogger(__name__)


def keep_failure(org_id: str, message_ids: Sequence[str], *, source: str, error: Exception) -> None:
    """One dead letter for all messages that failed together, under the first one's id. Bills 1 read and 1 write."""
    payload = {"org": org_id, "message_ids": list(message_ids)}
    try:
        keep_dead_letter(org_id, f"deliver:{message_ids[0]}", source=source, payload=payload, error=error)
    except RegularsError as away:
        log.error("dead_letter_lost org=%s source=%s error=%s", org_id, source, away.code)


def alarm_owner(org_id: str, provider: str, reason: str, *, error: Exception) -> None:
    """What a provider refuses for the business's sake alone: a line and one dead letter for each reason,
    which counts how often. Bills 1 read and 1 write.
    """
    log.error("sender_refused org=%s provider=%s reason=%s", org_id, provider, reason)
    payload = {"provider": provider, "reason": reason}
    try:
        id = f"sender_refused:{provider}:{reason}"
        keep_dead_letter(org_id, id, source=provider, payload=payload, error=error)
    except RegularsError as away:
        log.error("dead_letter_lost org=%s source=%s error=%s", org_id, provider, away.code)
