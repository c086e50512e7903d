"""What a provider reported, event by event: a message, a status, a preference, the state of a gateway."""

import logging
from datetime import UTC, datetime
from typing import Any

from functions.cloud_tasks.callback_items import keep_item
from functions.cloud_tasks.enqueue import enqueue_message, enqueue_turn
from functions.cloud_tasks.soon import wake_soon
from functions.domain.conversations.recording import record_inbound
from functions.domain.delivery.status_reports import NOT_OURS, ReportResult, record_report
from functions.domain.kernel.errors import (
    FieldFault,
    Malformed,
    ProviderAway,
    Retryable,
    Terminal,
    TooEarly,
    trace_of,
)
from functions.domain.orgs.approvals import REFUSED, record_approval
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
    TemplateItem,
    believed,
)
from functions.queues.failures import alarm_owner
from functions.queues.pauses import log_pause, note_pauses, release
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

MOST_EARLY_TRIES = 3


def take_callback(payload: Any, tries: int) -> None:
    """Take in the events of a task, each by itself. One that can never be taken in becomes a dead letter.

    `tries`: how often the task has been tried before. Bills what each event's decision does. Raises Retryable after
    the last event, if one of them should come again.
    """
    deferred: list[Retryable] = []
    for content in payload["items"]:
        try:
            _take_alone(payload["org"], payload["provider"], content, tries=tries)
        except Retryable as error:
            deferred.append(error)
        except Terminal as error:  # it could not even be kept, and would not be next time
            log.error(
                "dead_letter_lost org=%s source=%s error=%s", payload["org"], payload["provider"], error.code
            )
    if deferred:
        raise deferred[-1]


def _take_alone(org_id: str, provider: str, content: Any, *, tries: int) -> None:
    try:
        _take(orgs().get(org_id), content, tries=tries)
    except Retryable:
        raise
    except Exception as error:
        log.error("event_failed org=%s provider=%s trace=%s", org_id, provider, trace_of(error))
        keep_item(org_id, provider, content, error=error)


def _take(org: Org, content: Any, *, tries: int) -> None:
    now = datetime.now(UTC)
    item = believed(ITEM.validate_python(content), now)
    match item:
        case BrokenItem():
            raise Malformed(item.provider, [FieldFault("item", item.reason)])
        case StatusItem():
            _take_status(org, item, tries=tries, now=now)
        case InboundMessage():
            _take_message(org, item, now)
        case PreferenceItem():
            _take_preference(org, item, now=now)
        case GatewayItem():
            _take_gateway(org, item)
        case TemplateItem():
            _take_template(org, item)


def _take_message(org: Org, item: InboundMessage, now: datetime) -> None:
    """Store a message, and have the assistant's turn that it waits for taken. A message that comes again asks again:
    its task may have been lost with the first try.
    """
    committed = store().commit(org.id, lambda: record_inbound(org, item, now))
    wake_soon(committed.known)
    if committed.value is not None:
        enqueue_turn(org.id, committed.value.conversation_id, committed.value.key, at=committed.value.at)


def _take_gateway(org: Org, item: GatewayItem) -> None:
    committed = store().commit(org.id, lambda: record_gateway(org.id, item))
    note_pauses(org.id, committed.known)
    if committed.value.resumed is not None:
        release(org.id, item.channel, committed.value.resumed)
    if committed.value.is_paused:
        log_pause(org.id, item.channel, item.provider, reason=item.detail or "gateway_down")


def _take_template(org: Org, item: TemplateItem) -> None:
    committed = store().commit(org.id, lambda: record_approval(org.id, item))
    note_pauses(org.id, committed.known)
    if committed.value and item.state in REFUSED:
        log.error(
            "template_refused org=%s provider=%s template=%s language=%s state=%s",
            org.id,
            item.provider,
            item.name,
            item.language,
            item.state,
        )


def _take_preference(org: Org, item: PreferenceItem, *, now: datetime) -> None:
    is_known = store().commit(org.id, lambda: record_preference(org, item, now)).value
    if not is_known:
        reason = "unknown_customer"
        log.info("preference_ignored org=%s provider=%s reason=%s", org.id, item.provider, reason)


def _take_status(org: Org, item: StatusItem, *, tries: int, now: datetime) -> None:
    """A status that has only the provider's id may come before the answer to the send in which that id is."""
    committed = store().commit(org.id, lambda: record_report(org, item, now))
    result = committed.value
    note_pauses(org.id, committed.known)
    if result == NOT_OURS and item.message_id is None and tries < MOST_EARLY_TRIES:
        raise TooEarly("the message of a status")
    _alarm(org, item, result)
    if result.enqueue is not None:
        enqueue_message(org.id, result.enqueue)


def _alarm(org: Org, item: StatusItem, result: ReportResult) -> None:
    """Tell the owner of what is the business's to mend: its channel has been paused, or its mail is refused."""
    waiting = result.enqueue
    if result.alarm is not None and waiting is not None and waiting.channel is not None:
        log_pause(org.id, waiting.channel, item.provider, reason=result.alarm)
    if item.problem is not None and item.problem.needs_owner and result.state == "moved":
        error = ProviderAway(item.provider, item.problem.reason, needs_owner=True)
        alarm_owner(org.id, item.provider, item.problem.reason, error=error)
