"""Settles a command that its event or the sweep brought, also a document that is no valid command."""

import logging
from datetime import UTC, datetime

from functions.domain.commands.documents import Problem, Status
from functions.domain.commands.settle import give_up_command, refuse_command, settle_command
from functions.domain.kernel.errors import Retryable, UnknownOrg, trace_of
from functions.store.commit import Committed
from functions.store.firestore import store
from functions.store.orgs import orgs
from functions.store.paths import Place, place_of
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)


def settle(snapshot: Snapshot) -> tuple[Snapshot, ...]:
    """Carry a command out or refuse it; the documents that this changed, none where it was settled before.

    Bills what `settle_command` does. Raises Retryable alone: what fails in a way that was not foreseen is refused and
    kept as a dead letter, since the same would fail again.
    """
    place = place_of(snapshot.path)
    if place is None:
        return ()
    now = datetime.now(UTC)
    try:
        org = orgs().get(place.org_id)
        settled = store().commit(org.id, lambda: settle_command(org, place.id, now), known=(snapshot,))
        orgs().note(settled.known)
    except Retryable:
        raise
    except UnknownOrg as error:
        problems = [Problem(path="", message=str(error))]
        settled = store().commit(
            place.org_id, lambda: refuse_command(place.id, problems, now), known=(snapshot,)
        )
    except Exception as error:
        settled = _given_up(place, snapshot, error, now=now)
    log.info("command_settled org=%s status=%s", place.org_id, settled.value or "known")
    return settled.known


def _given_up(
    place: Place, snapshot: Snapshot, error: Exception, *, now: datetime
) -> Committed[Status | None]:
    log.error("command_failed org=%s trace=%s", place.org_id, trace_of(error))
    return store().commit(place.org_id, lambda: give_up_command(place.id, error, now), known=(snapshot,))
