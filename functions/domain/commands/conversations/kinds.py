"""Commands about chats, and messages that staff write: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.roles import Role


def _send_message() -> Act[Any]:
    from functions.domain.commands.conversations.messages import MessageForm, send_message

    return by_form(MessageForm, send_message)


def _hand_over() -> Act[Any]:
    from functions.domain.commands.conversations.handovers import HandoverForm, hand_over_conversation

    return by_form(HandoverForm, hand_over_conversation)


def _give_back() -> Act[Any]:
    from functions.domain.commands.conversations.handovers import GiveBackForm, give_back_conversation

    return by_form(GiveBackForm, give_back_conversation)


def _capture_lead() -> Act[Any]:
    from functions.domain.commands.conversations.chat_leads import ChatLeadForm, capture_chat_lead

    return by_form(ChatLeadForm, capture_chat_lead)


# Those who answer customers, and marketing, which looks after the assistant (S003-01).
_ANSWERING = frozenset[Role]({"owner", "manager", "sales_rep", "agent", "support", "marketing"})

CONVERSATION_KINDS: Mapping[str, Kind] = {
    # Those who speak with customers. What goes to many is a campaign, and marketing's.
    "send_message": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support"}),
        by_customers=False,
        act=_send_message,
        late="it goes when it arrives; refused where it was made too long ago, or may not go then",
        feature="crm",
    ),
    "hand_over_conversation": Kind(
        roles=_ANSWERING,
        by_customers=False,
        act=_hand_over,
        late="of two the one that arrives last holds",
        feature="crm",
    ),
    "give_back_conversation": Kind(
        roles=_ANSWERING,
        by_customers=False,
        act=_give_back,
        late="of two the one that arrives last holds; a phase never goes backward",
        feature="crm",
    ),
    # A program that answers chats in place of our assistant is a member with one of these roles too.
    "capture_chat_lead": Kind(
        roles=_ANSWERING,
        by_customers=False,
        act=_capture_lead,
        late="it was said at `made_at`; the confidence of the one that arrives last holds",
        feature="crm",
    ),
}
