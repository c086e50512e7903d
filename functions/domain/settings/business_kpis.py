"""How often the figures of the business as a whole are worked out, and what of them the business says itself."""

from typing import Annotated, Literal

from pydantic import Field

from functions.domain.settings.messages import Word
from functions.domain.settings.types import Setting


class BusinessKpiSettings(Setting):
    """`every`: the figures of a month are worked out at the business's midnight of each day, or of each Monday; never
    where `off`. `service_task_types`: the tasks by which customers are served. `other_marketing_minor`: what marketing
    costs in a month beside messages and discounts (advertising, print), in the minor unit of the business's currency.
    """

    every: Literal["off", "day", "week"] = "off"
    service_task_types: Annotated[tuple[Word, ...], Field(max_length=50)] = ("low_rating", "chat_handover")
    other_marketing_minor: Annotated[int, Field(ge=0, le=10**12)] = 0
