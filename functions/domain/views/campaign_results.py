"""A campaign's results as staff see them."""

from datetime import datetime
from typing import Any

from functions.domain.campaign_runs.results import counted, is_fresh
from functions.domain.kernel.decisions import NOTHING, Changes, Decision
from functions.domain.orgs.org import Org
from functions.domain.views.campaigns import campaign_read


def campaign_results(org: Org, uid: str, id: str, *, now: datetime) -> Decision[dict[str, Any]]:
    """The results of a campaign, counted anew where they are older than ten minutes and may still move.

    Bills 2 reads; where they are counted 1 write, and 8 tallies for each of the two groups and 4 for each variant, each
    1 read for each 1,000 messages; of one that is judged by a figure 4 more at most, of one with an offer 3 more and 3
    for each variant. Raises Forbidden, FeatureOff, NotFound.
    """
    campaign = yield from campaign_read(org, uid, id)
    if campaign.metrics is not None and is_fresh(campaign.metrics, now):
        return NOTHING, campaign.metrics.model_dump(mode="json")
    metrics = yield from counted(org, campaign, now)
    return Changes(put=(campaign.with_changes(metrics=metrics),)), metrics.model_dump(mode="json")
