"""Marketing messages that a customer got or will get, for the frequency caps, and campaigns, for their results."""

from collections.abc import Iterable
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


class CampaignTouch(Value):
    """A campaign that a customer is in: from `at`, when their message is planned, until `until` their purchases are
    among its results. `message_id`: their document of it, which one who is held out has too.
    """

    message_id: str
    at: datetime
    until: datetime
    is_held_out: bool = False


MOST_CAMPAIGNS = 10


def with_campaign(campaigns: Iterable[CampaignTouch], touch: CampaignTouch) -> tuple[CampaignTouch, ...]:
    """The last campaigns with this one, in order of time, each message's once."""
    by_message = {each.message_id: each for each in (*campaigns, touch)}
    in_order = sorted(by_message.values(), key=lambda each: (each.at, each.message_id))
    return tuple(in_order[-MOST_CAMPAIGNS:])
