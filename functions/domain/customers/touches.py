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


class Promoted(Value):
    """Goods that a campaign is about: products by id, and categories of order lines, whatever their capitals."""

    product_ids: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def has(self, product_id: str | None, category: str | None) -> bool:
        """Whether a product is one of them."""
        wanted = (category or "").casefold()
        return product_id in self.product_ids or any(each.casefold() == wanted for each in self.categories)


class CampaignTouch(Value):
    """A campaign that a customer is in: from `at`, when their message is planned, until `until` their purchases are
    among its results. `message_id`: their document of it, which one who is held out has too. `promotes`: the goods by
    which it is judged, where it is.
    """

    message_id: str
    campaign_id: str | None = None
    at: datetime
    until: datetime
    is_held_out: bool = False
    promotes: Promoted | None = None

    @property
    def group(self) -> str | None:
        """The campaign and the side of its comparison, as what customers bring it is counted."""
        arm = "held_out" if self.is_held_out else "treated"
        return f"{self.campaign_id}:{arm}" if self.campaign_id is not None else None


def groups_at(campaigns: Iterable[CampaignTouch], at: datetime) -> tuple[str, ...]:
    """The groups of the campaigns whose time an instant is in."""
    found = (each.group for each in campaigns if each.at <= at < each.until)
    return tuple(dict.fromkeys(filter(None, found)))


MOST_CAMPAIGNS = 10


def with_campaign(campaigns: Iterable[CampaignTouch], touch: CampaignTouch) -> tuple[CampaignTouch, ...]:
    """The last campaigns with this one, in order of time, each message's once."""
    by_message = {each.message_id: each for each in (*campaigns, touch)}
    in_order = sorted(by_message.values(), key=lambda each: (each.at, each.message_id))
    return tuple(in_order[-MOST_CAMPAIGNS:])
