"""What managers are proposed as recommendation rules: pairs that orders show to go together."""

from datetime import datetime
from typing import Any, Final

from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, get_both
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.recommendations.affinity import Pair
from functions.domain.recommendations.counting import ID, AffinityJob, AffinityTable, begun, is_wanted
from functions.domain.recommendations.proposing import proposals, proposed_rule
from functions.domain.staff.permissions import permitted
from functions.domain.staff.readership import LEADERS
from functions.domain.staff.roles import Role

ROLES: Final[frozenset[Role]] = LEADERS | {"marketing"}


def pair_proposals(org: Org, uid: str, now: datetime) -> Decision[dict[str, Any]]:
    """The pairs that are proposed, with the rule that each would be. `is_counting`: other figures are on their way. The
    first look of a business has the orders counted: until then nothing is.

    Bills 3 reads; 1 write with the first look. Raises Forbidden, FeatureOff.
    """
    yield from permitted(uid, ROLES)
    require(org, "crm")
    known, job = yield from get_both(Get(AffinityTable, ID), Get(AffinityJob, ID))
    table, changes = known or AffinityTable(id=ID), NOTHING
    if is_wanted(org) and (job is None or job.wake_at is None):
        job = yield from begun(now)
        changes = Changes(put=(job,))
    is_counting = job is not None and (job.started_at is not None or known is None)
    figures = {"of", "since", "counted_at", "baskets", "more_pairs", "more_names"}
    items = [_shown(table, pair) for pair in proposals(org, table)]
    return changes, {
        "items": items,
        **table.model_dump(mode="json", include=figures),
        "is_counting": is_counting and is_wanted(org),
    }


def _shown(table: AffinityTable, pair: Pair) -> dict[str, Any]:
    return {**pair.model_dump(mode="json"), "rule": proposed_rule(table.of, pair)}
