"""How a business wants its campaigns to run: who has to approve them, who never gets one, what a message costs."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from functions.domain.settings.types import Channel, Setting

# A call is a task of the pool, whose member telephones.
CampaignChannel = Literal[Channel, "call"]
# What staff get of who clicks or replies.
Handoff = Literal["lead", "task"]
Cost = Annotated[int, Field(ge=0, le=10**9)]


class CampaignSettings(Setting):
    """`approval_above`: a campaign to more customers waits for a leader's approval; None: none does. `control_percent`:
    of all customers, the same ones for every campaign, who get none. `message_cost_minor`: what one message costs by
    its channel, or one call, in the minor unit of the business's currency; a channel that is not named costs nothing.
    `page_size`: how many customers one commit goes to. `attribution_days`: for so long after a campaign's message was
    planned the customer's orders are among its results. `response_days`: for so long after it was sent an answer on its
    channel, or a refusal of it, is one to it.
    """

    approval_above: Annotated[int, Field(ge=0, le=10**9)] | None = None
    control_percent: Annotated[float, Field(ge=0, le=50)] = 0
    page_size: Annotated[int, Field(ge=1, le=100)] = 100
    attribution_days: Annotated[int, Field(ge=1, le=90)] = 7
    response_days: Annotated[int, Field(ge=1, le=30)] = 3
    message_cost_minor: Mapping[CampaignChannel, Cost] = {}
