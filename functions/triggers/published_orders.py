"""An order was published to the topic `orders`: the webhook's body, with the organisation as the attribute `org`."""

import logging
from datetime import UTC, datetime

from functions.cloud_tasks.soon import wake_soon
from functions.domain.kernel.dead_letters import record_dead_letter
from functions.domain.kernel.errors import FieldFault, Malformed, Retryable
from functions.domain.kernel.json_bodies import read_json
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import ORG_ID
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

NOBODYS = "_unknown"


def on_published(message_id: str, body: bytes, attributes: dict[str, str]) -> None:
    """Record a published order. Raises Retryable so that Pub/Sub delivers again; what can never be recorded, for a
    mistake of ours too, is kept in `dead_letters` of its organisation (of `_unknown` where it names none that exists).
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
    except Exception as error:
        log.warning("published_order_refused org=%s error=%s", org_id, getattr(error, "code", "bug"))
        payload = {"body": body.decode("utf-8", "replace"), "attributes": attributes}
        letter_id, cause = f"pubsub:{message_id}", error
        store().commit(
            org_id,
            lambda: record_dead_letter(
                letter_id, source="pubsub:orders", payload=payload, error=cause, now=now
            ),
        )


def _org_id(attributes: dict[str, str]) -> str:
    org_id = attributes.get("org", "")
    if not ORG_ID.fullmatch(org_id):
        raise Malformed("published order", [FieldFault("attributes.org", "names no organisation")])
    return org_id
