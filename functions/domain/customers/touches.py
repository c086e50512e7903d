"""Marketing messages that a customer got or will get, for the frequency caps."""

from datetime import datetime

from functions.domain.kernel.decisions import Value
from functions.domain.settings.types import Channel


class MarketingTouch(Value):
    """A marketing message that a customer gets, or will get, at an instant. `group`: one cause on several channels.
    `priority`: of a campaign, or of an automation that names one.
    """

    message_id: str
    channel: Channel
    at: datetime
    group: str | None = None
    priority: int | None = None
