"""A system of the business's own brings what customers wrote on WhatsApp: `POST hooks/{org}/whatsapp`, and the same at
`POST api/{org}/whatsapp/webhook` (docs/contracts.md).
"""

from functions.cloud_tasks.enqueue import enqueue_turn
from functions.domain.conversations.posted import WHAT, parse_message
from functions.domain.conversations.posting import ChatReceipt, post_message
from functions.domain.orgs.org import Org
from functions.http import signed_posts


def _have_answered(org: Org, receipt: ChatReceipt) -> None:
    """Have the assistant's turn taken, as for a provider's message. A repeat asks again: the first task may be lost."""
    due = receipt.turn_due
    if due is not None:
        enqueue_turn(org.id, due.conversation_id, due.key, at=due.at)


MESSAGE = signed_posts.Post(
    WHAT, most_bytes=64 * 1024, parse=parse_message, take=post_message, follow=_have_answered
)
