"""A message as staff see it, with the reason why it was or was not sent."""

from typing import Any

from functions.domain.kernel.decisions import NOTHING, Decision, Get, get_both
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.messages.explanations import explain
from functions.domain.messages.outbox import Message
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member

# A field that is not here is the server's own, until staff need it.
SHOWN = frozenset(
    {
        *("customer_id", "cause", "rule", "template", "purpose", "locale", "text", "by_uid", "group"),
        *("channel", "skipped", "tried", "status", "reason", "history"),
        *("to", "body", "provider", "provider_message_id", "attempts"),
        *("created_at", "send_at", "sent_at"),
    }
)


def message_story(org: Org, uid: str, message_id: str) -> Decision[dict[str, Any]]:
    """A message as a member of staff sees it, and in `explanation` why it was or was not sent. Bills 2 reads.

    Raises Forbidden if `uid` is no member, whether the message is there or not; FeatureOff, NotFound.
    """
    member, message = yield from get_both(Get(Member, uid), Get(Message, message_id))
    if member is None:
        raise Forbidden
    require(org, "crm")
    if message is None:
        raise NotFound("message")
    shown = message.model_dump(mode="json", include=set(SHOWN))
    return NOTHING, {"id": message.id, **shown, "explanation": explain(message)}
