"""An accepted quote wins its deal, by the decision that every move goes through."""

from datetime import datetime

from functions.domain.commands.requests import Giver, Request
from functions.domain.commands.sales.opportunities import OpportunityForm, change_opportunity
from functions.domain.kernel.decisions import NOTHING, Changes, Reading, get
from functions.domain.kernel.errors import Forbidden, Malformed
from functions.domain.kernel.pending import seeing
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote
from functions.domain.sales.opportunities import Opportunity
from functions.domain.sales.stages import first_with, outcome_of, pipeline_of
from functions.domain.staff.members import Member
from functions.domain.staff.roles import ROLES


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
    pipeline = pipeline_of(org, deal.pipeline, deal.customer_group).pipeline
    outcome, won = outcome_of(pipeline, deal.stage), first_with(pipeline, "won")
    if outcome != "open" or won is None:
        return NOTHING, None if outcome in ("won", "kept") else f"the deal is {deal.stage}"
    close_reason = reason or f"quote {quote.id} was accepted"
    form = OpportunityForm(opportunity_id=deal.id, stage=won.id, close_reason=close_reason)
    business = Giver(by, member=Member(id=by, roles=ROLES))
    request = Request(f"quote:{quote.id}:won", form, now, business)
    try:
        changes, _ = yield from seeing((deal,), change_opportunity(org, request, now))
    except (Malformed, Forbidden) as error:
        return NOTHING, str(error)
    return changes, None
