"""An accepted quote wins its deal, by the decision that every move goes through."""

from datetime import datetime

from functions.domain.commands.opportunities import OpportunityForm, change_opportunity
from functions.domain.commands.requests import Giver, Request
from functions.domain.kernel.decisions import NOTHING, Changes, Reading, get
from functions.domain.kernel.errors import Forbidden, Malformed
from functions.domain.kernel.pending import seeing
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote
from functions.domain.sales.opportunities import Opportunity
from functions.domain.sales.stages import is_open
from functions.domain.staff.members import Member


def won_with(
    org: Org, quote: Quote, *, reason: str | None, by: str, now: datetime
) -> Reading[tuple[Changes, str | None]]:
    """What wins the deal of a quote, and why it was left as it is, where it was. Bills what `change_opportunity` does.

    The customer's word counts whatever became of the deal meanwhile: one that is closed, or lacks what its pipeline
    asks for, stays as it is. The move is made now, since a later one of a phone would else undo it; it
    is the business's, so that no rep's rights play a part.
    """
    if quote.opportunity_id is None:
        return NOTHING, None
    deal = yield from get(Opportunity, quote.opportunity_id)
    if deal is None:
        return NOTHING, "the deal is not there"
    if not is_open(deal.stage):
        return NOTHING, None if deal.stage in ("won", "retention") else f"the deal is {deal.stage}"
    form = OpportunityForm(
        opportunity_id=deal.id, stage="won", close_reason=reason or f"quote {quote.id} was accepted"
    )
    business = Giver(by, member=Member(id=by, roles=("owner",)))
    request = Request(f"quote:{quote.id}:won", form, now, business)
    try:
        changes, _ = yield from seeing((deal,), change_opportunity(org, request, now))
    except (Malformed, Forbidden) as error:
        return NOTHING, str(error)
    return changes, None
