"""An order was published to the topic `orders`: the webhook's body, with the organisation as the attribute `org`."""

import logging
from datetime import UTC, datetime

from functions.cloud_tasks.soon import wake_soon
from functions.domain.kernel.errors import FieldFault, Malformed, Retryable, Terminal, trace_of
from functions.domain.kernel.json_bodies import read_json
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import ORG_ID
from functions.store.dead_letters import MOST_CHARACTERS, keep_dead_letter, keep_raw
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

NOBODYS = "_unknown"
SOURCE = "pubsub:orders"


def on_published(message_id: str, body: bytes, attributes: dict[str, str]) -> None:
    """Record a published order. Raises Retryable so that Pub/Sub delivers again; what can never be recorded, for a
    mistake of ours too, is kept in `dead_letters` of its organisation (of `_unknown` where it names none that exists),
    a long body in parts: Firestore refuses a document of more than 1 MiB, and the same would come again for days.
    """
    now = datetime.now(UTC)
    org_id = NOBODYS
    try:
        org = orgs().get(_org_id(attributes))
        org_id = org.id
        order = parse_order(org, read_json(body), now)
        wake_soon(store().commit(org.id, lambda: record_order(org, order, now)).known)
    except Retryable:
        raise
    except Terminal as error:
        log.warning("published_order_refused org=%s error=%s", org_id, error.code)
        _keep(org_id, message_id, body, attributes=attributes, error=error)
    except Exception as error:
        log.error("published_order_failed org=%s trace=%s", org_id, trace_of(error))
        _keep(org_id, message_id, body, attributes=attributes, error=error)


def _keep(org_id: str, message_id: str, body: bytes, *, attributes: dict[str, str], error: Exception) -> None:
    id, text = f"pubsub:{message_id}", body.decode("utf-8", "replace")
    if len(text) > MOST_CHARACTERS:
        keep_raw(org_id, id, source=SOURCE, raw=text, error=error)
        return
    payload = {"body": text, "attributes": attributes}
    keep_dead_letter(org_id, id, source=SOURCE, payload=payload, error=error)


def _org_id(attributes: dict[str, str]) -> str:
    org_id = attributes.get("org", "")
    if not ORG_ID.fullmatch(org_id):
        raise Malformed("published order", [FieldFault("attributes.org", "names no organisation")])
    return org_id
