"""A burst of messages with the conversation in which it waits: what a turn is about."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from functions.domain.assistant.plans import Chat
from functions.domain.bookings.documents import PackageSeats
from functions.domain.conversations.documents import Conversation
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.orgs.org import Org


@dataclass(frozen=True)
class Burst:
    """What a turn is about, as it was read."""

    org: Org
    conversation: Conversation
    now: datetime

    @property
    def key(self) -> str:
        return self.conversation.waiting[-1].id

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self.conversation.waiting if each.text)

    @property
    def today(self) -> date:
        """By the business's clock."""
        return self.now.astimezone(ZoneInfo(self.org.settings.timezone)).date()


def chat_of(burst: Burst) -> Chat:
    """How far the conversation has come; a package that is gone from the catalogue is none."""
    known, packages = burst.conversation, burst.org.packages
    package_id = next((id for id, each in packages.items() if each.code == known.package_code), None)
    return Chat(
        phase=known.phase or "leads",
        cycle=known.cycle or 1,
        is_first=known.phase is None,
        package_id=package_id,
        campaign_code=known.campaign_code,
        asked=known.asked,
        unknown_count=known.unknown_count or 0,
    )


def seats_left(org: Org, ids: tuple[str, ...]) -> Reading[dict[str, int]]:
    """How many seats are left of these packages, at this moment. Bills 1 read each."""
    if not ids:
        return {}
    found = yield from get_all(*(Get(PackageSeats, id) for id in ids))
    taken = {seats.id: seats.taken for seats in found if seats is not None}
    return {id: max(0, org.packages[id].quota - taken.get(id, 0)) for id in ids}
