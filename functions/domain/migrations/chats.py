"""Step 6: a conversation said of one booking alone that its lead was due (`lead_due`, its cycle); the lead is made."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from functions.domain.assistant.booking_leads import lead_of_booking
from functions.domain.conversations.documents import Conversation, LeadDue
from functions.domain.kernel.decisions import NOTHING, Changes, Document, Get, Reading, get_both
from functions.domain.orgs.org import Org


class FormerConversation(Document):
    """What a conversation had of the lead that was due."""

    collection: ClassVar[str] = Conversation.collection
    is_part: ClassVar[bool] = True
    sparse: ClassVar[frozenset[str]] = frozenset({"lead_due", "lead_ids"})
    lead_due: int | None = None
    lead_ids: dict[str, str] = Field(default_factory=dict)


def migrate(org: Org, id: str, now: datetime) -> Reading[Changes]:
    """The lead of the booking, once, and no word of its being due. Bills 1 read a conversation; where a lead is due
    what `lead_of_booking` does, and 1 write.
    """
    former, chat = yield from get_both(Get(FormerConversation, id), Get(Conversation, id))
    if former is None or chat is None or former.lead_due is None:
        return NOTHING
    done, cycle = former.with_changes(lead_due=None), str(former.lead_due)
    if cycle in former.lead_ids or any(str(due.cycle) == cycle for due in chat.leads_due):
        return Changes(put=(done,))
    due = _due(chat, former.lead_due, now=now)
    changes, lead_id = yield from lead_of_booking(org, chat, due, now=now)
    ids = former.lead_ids | ({cycle: lead_id} if lead_id is not None else {})
    return Changes(changes.create, (*changes.put, done.with_changes(lead_ids=ids)), changes.remove)


def _due(chat: Conversation, cycle: int, *, now: datetime) -> LeadDue:
    """The booking as the chat tells it today: what it was about then, it did not keep."""
    booked = [each for each in chat.handovers if each.because == "payment"]
    return LeadDue(
        cycle=cycle,
        at=booked[-1].at if booked else now,
        package_code=chat.package_code,
        campaign_code=chat.campaign_code,
        ad_id=chat.ad_id,
        notes=booked[-1].notes if booked else None,
    )
