"""A form's lead is captured, with the campaign whose code it gave."""

from datetime import datetime
from typing import Any

from functions.domain.campaigns.documents import Campaign
from functions.domain.kernel.decisions import Decision, Value, get
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.leads.captures import Captured
from functions.domain.leads.capturing import capture_lead
from functions.domain.leads.parsing import ParsedLead
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org


class LeadReceipt(Value):
    """What a form is answered."""

    captured: Captured
    warnings: tuple[Warned, ...] = ()

    @property
    def replayed(self) -> bool:
        """Whether the same form came before."""
        return self.captured.replayed

    def as_answered(self) -> dict[str, Any]:
        """A sender that asks again is answered the same, but for `replayed`."""
        warnings = [{"path": each.path, "message": each.message} for each in self.warnings]
        return {**self.captured.model_dump(exclude={"what"}), "warnings": warnings}


def post_lead(org: Org, parsed: ParsedLead, now: datetime) -> Decision[LeadReceipt]:
    """The lead captured. A campaign that is not there costs no lead: a warning names it. Bills what `capture_lead`
    does, and 1 read for the campaign. Raises FeatureOff.
    """
    require(org, "crm")
    capture, warnings = parsed.capture, parsed.warnings
    if parsed.campaign_code is not None:
        campaign = yield from get(Campaign, parsed.campaign_code)
        if campaign is None:
            warnings = (*warnings, Warned(path="campaign_code", message="names no campaign"))
        else:
            capture = capture.with_changes(campaign_id=campaign.id)
    changes, captured = yield from capture_lead(org, capture, now)
    return changes, LeadReceipt(captured=captured, warnings=warnings)
