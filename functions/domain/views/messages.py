"""A message as staff see it, with the reason why it was or was not sent."""

from typing import Any

from functions.domain.customers.customer import standing_customer
from functions.domain.kernel.decisions import NOTHING, Decision, Get, Reading, get_both
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.messages.explanations import explain
from functions.domain.messages.outbox import Message
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.staff.readership import Readers

# A field that is not here is the server's own, until staff need it.
SHOWN = frozenset(
    {
        *(
            "customer_id",
            "member_uid",
            "cause",
            "rule",
            "template",
            "purpose",
            "locale",
            "text",
            "attachment",
            "by_uid",
            "group",
            "about",
        ),
        *("channel", "skipped", "tried", "status", "reason", "history"),
        *("to", "body", "provider", "provider_message_id", "attempts"),
        *("created_at", "send_at", "sent_at"),
        *("campaign_id", "variant", "priority", "task_id", "response", "result"),
    }
)


def message_story(org: Org, uid: str, message_id: str) -> Decision[dict[str, Any]]:
    """A message as a member of staff sees it, and in `explanation` why it was or was not sent. Bills 2 reads, 1 more
    for one who reads messages of assigned customers alone.

    Raises Forbidden if `uid` is no member whose role reads messages and the message is not to them, whether there is
    one or not, or one to whom its customer would have to be assigned; FeatureOff, NotFound.
    """
    member, message = yield from get_both(Get(Member, uid), Get(Message, message_id))
    row = readers_of(Message.collection)
    is_own = message is not None and message.member_uid == uid
    if member is None or not row.may_be_read_by(member.roles, is_own=is_own):
        raise denied(member)
    require(org, "crm")
    if message is None:
        raise NotFound("message")
    if not is_own and not row.all.intersection(member.roles):
        yield from _of_assigned(member, row, message.customer_id)
    shown = message.model_dump(mode="json", include=set(SHOWN))
    return NOTHING, {"id": message.id, **shown, "explanation": explain(message)}


def _of_assigned(member: Member, row: Readers, customer_id: str) -> Reading[None]:
    customer = yield from standing_customer(customer_id)
    if customer is None or not member.may_read(
        row, owner_uid=customer.owner_uid, territory_id=customer.territory_id
    ):
        raise Forbidden("is not assigned to you")
