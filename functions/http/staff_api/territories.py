"""`/territories`: who works where, whom a change of that concerns, and how far it has come."""

from functions.domain.configuration.territories import COLLECTION
from functions.domain.views.territories import ROLES, progress_tallies, territory_progress, told
from functions.http.staff_api.configuration import of_kind
from functions.http.staff_api.giving import gives
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer
from functions.store.tallies import tallied

ONE = "/territories/<string(maxlength=100):id>"


def _progress(asked: Asked) -> Reply:
    id = asked.path["id"]
    job = read(asked, lambda: territory_progress(asked.org, asked.uid, id))
    return Reply(told(id, job, tallied(asked.org.id, progress_tallies(job))))


OPERATIONS = (
    Operation(
        "POST",
        f"{ONE}/reassign",
        "Give all customers of a territory to a member",
        gives("reassign_territory", "territory_id"),
        CommandAnswer,
        kind="reassign_territory",
        given=("territory_id",),
    ),
    Operation(
        "GET",
        f"{ONE}/progress",
        "How many of its customers and open deals its last change has gone through",
        _progress,
        DocumentAnswer,
        roles=frozenset(ROLES),
    ),
    *of_kind(COLLECTION),
)
