"""Commands about chats: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.roles import Role


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
