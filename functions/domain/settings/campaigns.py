"""How a business wants its campaigns to run: who has to approve them, who never gets one, what a message costs."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from functions.domain.settings.types import Channel, Setting

# A call is a task of the pool, whose member telephones.
CampaignChannel = Literal[Channel, "call"]
Cost = Annotated[int, Field(ge=0, le=10**9)]


class CampaignSettings(Setting):
    """`approval_above`: a campaign to more customers waits for a leader's approval; None: none does. `control_percent`:
    of all customers, the same ones for every campaign, who get none. `message_cost_minor`: what one message costs by
    its channel, or one call, in the minor unit of the business's currency; a channel that is not named costs nothing.
    `page_size`: how many customers one commit goes to.
    """

    approval_above: Annotated[int, Field(ge=0, le=10**9)] | None = None
    control_percent: Annotated[float, Field(ge=0, le=50)] = 0
    page_size: Annotated[int, Field(ge=1, le=100)] = 100
    message_cost_minor: Mapping[CampaignChannel, Cost] = {}
