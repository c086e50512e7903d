"""`accept_pair`, `dismiss_pair`: what becomes of a pair that orders show to go together (docs/cross-selling.md)."""

from datetime import datetime

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request
from functions.domain.configuration.by_staff import Edit, Editor
from functions.domain.configuration.references import Ref
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.errors import NotFound
from functions.domain.kernel.validation import DocumentId, Form
from functions.domain.orgs.org import Org
from functions.domain.recommendations.counting import ID, MOST_DISMISSED, AffinityTable, filling
from functions.domain.recommendations.proposing import proposed_rule

RULES = "recommendation_rules"


class PairForm(Form):
    pair_id: DocumentId


def accept_pair(org: Org, request: Request[PairForm], now: datetime) -> Decision[Result]:
    """Save the pair's rule as `recommendation_rules/{pair_id}`; one that is there stays as it is, whatever it says by
    now. Malformed where the pair is not in the table, and no such rule is
    there.

    Bills 2 reads; where it is new 1 read more and 3 writes: the rule, the organisation, and the job that goes through
    the customers.
    """
    id, editor = request.data.pair_id, Editor(org.id, request.giver.uid, now)
    ref = Ref(RULES, id)
    try:
        _, saved = yield from editor.read(ref)
        return NOTHING, {"id": saved.id, "revision": saved.revision}
    except NotFound:
        table = yield from get(AffinityTable, ID)
    pair = next((each for each in table.pairs if each.id == id), None) if table else None
    if table is None or pair is None:
        raise refuse("pair_id", "names no pair that goes together")
    changes, saved = yield from editor.save(ref, Edit(proposed_rule(table.of, pair), place="rule"))
    return changes, {"id": saved.id, "revision": saved.revision}


def dismiss_pair(org: Org, request: Request[PairForm], now: datetime) -> Decision[Result]:
    """Have a pair neither be proposed nor fill a gap again; the last 2,000 are kept. Malformed for one that is unknown.

    Bills 1 read and 1 write; nothing more the second time, and 1 read and 1 write more where it filled a gap.
    """
    id = request.data.pair_id
    table = yield from get(AffinityTable, ID)
    if table is not None and id in table.dismissed:
        return NOTHING, {"id": id}
    if table is None or all(each.id != id for each in table.pairs):
        raise refuse("pair_id", "names no pair that goes together")
    after = table.with_changes(dismissed=(*table.dismissed, id)[-MOST_DISMISSED:])
    return Changes(put=(after, *(yield from filling(org, after)))), {"id": id}
