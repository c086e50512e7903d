"""Where orders that are made here go out to, and which of their states."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from functions.domain.settings.addresses import HttpsAddress
from functions.domain.settings.types import Setting, named_once

OrderEvent = Literal["pending", "paid", "delivered", "cancelled", "refunded"]
EVERY_EVENT: tuple[OrderEvent, ...] = ("pending", "paid", "delivered", "cancelled", "refunded")


class OrderWebhook(Setting):
    """`url`: where orders are posted; without it none is. `events`: the states that are told."""

    url: HttpsAddress | None = None
    events: Annotated[tuple[OrderEvent, ...], AfterValidator(named_once("an event"))] = EVERY_EVENT
