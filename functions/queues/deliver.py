"""A message's task came due: claim it, hand it to the provider, record what happened. In that order."""

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from functions.channels.registry import provider_for
from functions.domain.deliveries import NotSent, Sent, claim_message, record_outcome
from functions.domain.errors import ProviderAway, ProviderSilent, Retryable, Terminal
from functions.domain.messages import Message
from functions.domain.orgs import Org
from functions.domain.templates import render
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)


def deliver(payload: Any) -> None:
    """Deliver one message: `{"org": ..., "message_id": ...}`. Raises Retryable so that the queue tries again.

    Bills 2 reads at most and 2 writes: claim (1 read, 1 write), outcome (1 write).
    """
    org = orgs().get(payload["org"])
    message_id = payload["message_id"]
    lease_id = uuid4().hex
    claim = store().commit(org.id, lambda: claim_message(message_id, lease_id, datetime.now(UTC)))
    if claim.value is None:
        return
    claimed = claim.value
    try:
        outcome = _send(org, claimed)
    except ProviderSilent:
        log.warning("nobody knows whether a message of %s was taken: its lease decides", org.id)
        return
    recorded = store().commit(
        org.id, lambda: record_outcome(claimed, outcome, datetime.now(UTC)), known=claim.known
    )
    log.info("message of %s by %s: %s", org.id, claimed.channel, recorded.value)
    if recorded.value == "queued" and isinstance(outcome, NotSent):
        raise ProviderAway(claimed.channel or "", outcome.reason)


def _send(org: Org, message: Message) -> Sent | NotSent:
    """Meets the outside world; whatever it says becomes an outcome. Raises ProviderSilent."""
    assert message.channel is not None, "a claimed message has a channel"
    assert message.to is not None, "a claimed message has an address"
    try:
        body = render(org, message.template, locale=message.locale, variables=message.variables)
        return provider_for(message.channel).send(message.id, to=message.to, body=body)
    except ProviderSilent:
        raise
    except Retryable as error:
        return NotSent(error.code, try_again=True)
    except Terminal as error:
        return NotSent(reason_for(error), try_again=False)


def reason_for(error: Terminal) -> str:
    """A refusal in a word, with the variable's name where one is missing."""
    variable = getattr(error, "variable", None)
    return f"{error.code}:{variable}" if variable else error.code
