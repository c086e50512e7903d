"""What a provider told us, item by item: a message came in, a status moved, somebody opted out, a gateway went down."""

import logging
from datetime import UTC, datetime
from typing import Any

from functions.cloud_tasks.callback_items import bury_item
from functions.cloud_tasks.enqueue import enqueue_message
from functions.domain.conversations.recording import record_inbound
from functions.domain.delivery.status_reports import NOT_OURS, StatusReport, record_report
from functions.domain.kernel.errors import FieldFault, Malformed, Retryable, TooEarly
from functions.domain.orgs.gateways import record_gateway
from functions.domain.orgs.org import Org
from functions.domain.preferences.from_providers import record_preference
from functions.domain.providers.events import (
    ITEM,
    BrokenItem,
    GatewayItem,
    InboundMessage,
    PreferenceItem,
    StatusItem,
)
from functions.domain.providers.send_results import NotSent
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

MOST_EARLY_TRIES = 3


def take_callback(payload: Any, tries: int) -> None:
    """Take in the items of a task, each by itself. One that can never be taken in becomes a dead letter.

    `tries`: how often the task has been tried before. Bills what each item's decision does. Raises Retryable after
    the last item, where one of them should come again.
    """
    failed: Retryable | None = None
    for content in payload["items"]:
        try:
            _take_or_bury(payload["org"], payload["provider"], content, tries)
        except Retryable as error:
            failed = error
    if failed is not None:
        raise failed


def _take_or_bury(org_id: str, provider: str, content: Any, tries: int) -> None:
    try:
        _take(orgs().get(org_id), content, tries)
    except Retryable:
        raise
    except Exception as error:
        log.error("event_failed org=%s provider=%s error=%s", org_id, provider, type(error).__name__)
        bury_item(org_id, provider, content, error)


def _take(org: Org, content: Any, tries: int) -> None:
    item, now = ITEM.validate_python(content), datetime.now(UTC)
    if isinstance(item, BrokenItem):
        raise Malformed(item.provider, [FieldFault("item", item.reason)])
    if isinstance(item, StatusItem):
        _take_status(org, item, tries, now)
    elif isinstance(item, InboundMessage):
        store().commit(org.id, lambda: record_inbound(org, item, now))
    elif isinstance(item, PreferenceItem):
        if not store().commit(org.id, lambda: record_preference(org, item, now)).value:
            log.info(
                "preference_ignored org=%s provider=%s reason=%s", org.id, item.provider, "unknown_customer"
            )
    elif isinstance(item, GatewayItem):
        store().commit(org.id, lambda: record_gateway(org.id, item))


def _take_status(org: Org, item: StatusItem, tries: int, now: datetime) -> None:
    """A status by the provider's id alone may be faster than the answer to the send that will say that id."""
    said = item.problem
    report = StatusReport(
        provider=item.provider,
        provider_message_id=item.id,
        status=item.status,
        at=item.at,
        message_id=item.message_id,
        problem=NotSent(said.reason, said.advice, provider=item.provider) if said else None,
    )
    taken = store().commit(org.id, lambda: record_report(org, report, now)).value
    if taken == NOT_OURS and item.message_id is None and tries < MOST_EARLY_TRIES:
        raise TooEarly("the message of a status")
    if taken.enqueue is not None:
        enqueue_message(org.id, taken.enqueue)
