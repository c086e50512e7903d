"""What a campaign's message has beside what every message has."""

from datetime import datetime
from typing import Literal

from functions.domain.kernel.decisions import Document, Value
from functions.domain.settings.campaigns import Handoff
from functions.domain.settings.offer_calendar import Kpi
from functions.domain.settings.types import Channel

# Why a customer did not get it, beside what the gate says.
CampaignEnd = Literal["holdout", "control_group", "campaign_cancelled", "campaign_over", "outranked"]
# treated: the campaign has them get it; held_out: it would have, and leaves them out for comparison.
Arm = Literal["treated", "held_out"]
CAMPAIGN_FIELDS = frozenset(
    {
        *("campaign_id", "variant", "among", "not_before", "task_id", "priority", "arm", "result"),
        *("response", "handoff"),
        *("kpi", "kpi_base", "kpi_gain", "tier_before"),
    }
)


class CampaignResult(Value):
    """What a customer bought while a campaign's message was young enough to be a reason: orders that count, and their
    amount; of these those that it was the last campaign before, and the first one. `promoted_orders`: those with goods
    that the campaign promotes; `lines`: of all orders; `is_raised`: whether one of them brought a higher tier.
    `redemptions`: orders that redeem the campaign's offer at this moment, and what this takes off them.
    """

    orders: int = 0
    revenue_minor: int = 0
    last_touch_orders: int = 0
    last_touch_minor: int = 0
    first_touch_orders: int = 0
    first_touch_minor: int = 0
    promoted_orders: int = 0
    lines: int = 0
    is_raised: bool = False
    redemptions: int = 0
    discount_minor: int = 0


class CampaignResponse(Value):
    """What a customer did after a campaign's message, each once, with the instant of the one that came to be known
    first. `has_responded`: clicked or replied.
    """

    has_clicked: bool = False
    has_replied: bool = False
    has_opted_out: bool = False
    has_responded: bool = False
    clicked_at: datetime | None = None
    replied_at: datetime | None = None
    opted_out_at: datetime | None = None

    def after(self, did: Literal["clicked", "replied", "opted_out"], at: datetime) -> "CampaignResponse":
        """The same with what the customer did now; as it is where that is known."""
        if getattr(self, f"has_{did}"):
            return self
        has_responded = self.has_responded or did != "opted_out"
        return self.with_changes(**{f"has_{did}": True, f"{did}_at": at, "has_responded": has_responded})


class CampaignParts(Document):
    """`variant`: which of the campaign's texts it has. `among`: the only channels that it may take, the first that the
    gate allows. `not_before`: when the campaign has it go. `task_id`: who calls has this task in place of a text.
    `priority`: of those that compete for one customer's cap the higher goes. `arm`: in which group of the campaign's
    comparison the customer is, in none where the gate refused at once; `result`: what they bought since;
    `response`: what else they did. `handoff`: what staff get of who responds. `kpi`: by
    which figure the campaign is judged; the customer adds `kpi_base` to what it is a share of, and `kpi_gain` to it
    (campaigns/kpis.py). `tier_before`: theirs when the message was planned.
    """

    campaign_id: str | None = None
    variant: str | None = None
    among: tuple[Channel, ...] = ()
    not_before: datetime | None = None
    task_id: str | None = None
    priority: int | None = None
    arm: Arm | None = None
    result: CampaignResult | None = None
    response: CampaignResponse | None = None
    handoff: Handoff | None = None
    kpi: Kpi | None = None
    kpi_base: int | None = None
    kpi_gain: int | None = None
    tier_before: str | None = None
    created_at: datetime

    @property
    def fresh_since(self) -> datetime:
        """From when on it grows old: one that was planned ahead is no older than its time."""
        return max(self.created_at, self.not_before or self.created_at)
