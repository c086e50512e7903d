"""`/recommendation_proposals`: what orders show to go together, to be made a recommendation rule or dismissed."""

from functions.cloud_tasks.soon import wake_soon
from functions.domain.views.proposals import ROLES, pair_proposals
from functions.http.staff_api.giving import gives
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.replies import CommandAnswer, ProposalsAnswer
from functions.store.firestore import store

_ONE = "/recommendation_proposals/<string(maxlength=100):id>"


def _list(asked: Asked) -> Reply:
    done = store().commit(asked.org.id, lambda: pair_proposals(asked.org, asked.uid, asked.now))
    wake_soon(done.known)  # the first look begins the first count
    return Reply(done.value)


OPERATIONS = (
    Operation(
        "GET",
        "/recommendation_proposals",
        "Rules that are proposed: pairs that orders show to go together",
        _list,
        ProposalsAnswer,
        roles=ROLES,
    ),
    Operation(
        "POST",
        f"{_ONE}/accept",
        "Make a proposal a recommendation rule",
        gives("accept_pair", "pair_id"),
        CommandAnswer,
        kind="accept_pair",
        given=("pair_id",),
    ),
    Operation(
        "POST",
        f"{_ONE}/dismiss",
        "Have a proposal not come again",
        gives("dismiss_pair", "pair_id"),
        CommandAnswer,
        kind="dismiss_pair",
        given=("pair_id",),
    ),
)
