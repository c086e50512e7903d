"""An order's post came due: claim it, hand it to the order system, record what happened. In that order."""

import logging
import random
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from functions.cloud_tasks.enqueue import enqueue_order
from functions.domain.orders.posting import claim_post, record_post_result
from functions.providers.order_system import post_order
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)


def send_order(payload: Any) -> None:
    """Send the post of a task. Raises Retryable, so that the queue tries again; where a task is lost, the post wakes.

    Bills 2 reads and 2 writes: the claim, the result.
    """
    org, id = orgs().get(payload["org"]), payload["order_id"]
    lease_id, now = uuid4().hex, datetime.now(UTC)
    claimed = store().commit(org.id, lambda: claim_post(org, id, lease_id=lease_id, now=now)).value
    if claimed is None:
        return
    result = post_order(org, claimed, datetime.now(UTC))
    after, jitter = datetime.now(UTC), random.random()
    again = (
        store().commit(org.id, lambda: record_post_result(claimed, result, now=after, jitter=jitter)).value
    )
    log.info("order_post_recorded org=%s verdict=%s reason=%s", org.id, result.verdict, result.reason)
    if again is not None:
        enqueue_order(org.id, again.id, again.enqueued_count, at=again.send_at)
