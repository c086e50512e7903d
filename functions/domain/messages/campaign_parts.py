"""What a campaign's message has beside what every message has."""

from datetime import datetime
from typing import Literal

from functions.domain.kernel.decisions import Document
from functions.domain.settings.types import Channel

# Why a customer did not get it, beside what the gate says.
CampaignEnd = Literal["holdout", "control_group", "campaign_cancelled", "campaign_over", "outranked"]
CAMPAIGN_FIELDS = frozenset({"campaign_id", "variant", "among", "not_before", "task_id", "priority"})


class CampaignParts(Document):
    """`variant`: which of the campaign's texts it has. `among`: the only channels that it may take, the first that the
    gate allows. `not_before`: when the campaign has it go. `task_id`: who calls has this task in place of a text.
    `priority`: of those that compete for one customer's cap the higher goes.
    """

    campaign_id: str | None = None
    variant: str | None = None
    among: tuple[Channel, ...] = ()
    not_before: datetime | None = None
    task_id: str | None = None
    priority: int | None = None
    created_at: datetime

    @property
    def fresh_since(self) -> datetime:
        """From when on it grows old: one that was planned ahead is no older than its time."""
        return max(self.created_at, self.not_before or self.created_at)
