"""What a customer wrote comes from a system of the business's own: stored as any provider's message is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.conversations.documents import ChatMessage
from functions.domain.conversations.posted import ParsedMessage
from functions.domain.conversations.recording import TurnDue, record_inbound
from functions.domain.customers.identities import Identity
from functions.domain.customers.lookups import find_known
from functions.domain.kernel.decisions import Decision, Reading
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.orgs.org import Org, is_on
from functions.domain.providers.events import InboundMessage

_Place = tuple[str | None, str | None]  # whose a message is, and its conversation


@dataclass(frozen=True)
class ChatReceipt:
    """What the sender is answered. `turn_due`: the turn of the assistant for which the message waits."""

    message_id: str
    customer_id: str | None
    conversation_id: str | None
    replayed: bool
    warnings: tuple[Warned, ...] = ()
    turn_due: TurnDue | None = None

    def as_answered(self) -> dict[str, Any]:
        """A sender that asks again is answered the same, but for `replayed`."""
        return {
            "message_id": self.message_id,
            "customer_id": self.customer_id,
            "conversation_id": self.conversation_id,
            "replayed": self.replayed,
            "warnings": [{"path": each.path, "message": each.message} for each in self.warnings],
        }


def post_message(org: Org, parsed: ParsedMessage, now: datetime) -> Decision[ChatReceipt]:
    """The message stored, once. One that came before changes nothing, and its turn is asked for again as long as it
    waits for it. With the CRM off it belongs to no conversation. Bills what `record_inbound` does.
    """
    item, is_kept = parsed.message, is_on(org, "crm")
    changes, due = yield from record_inbound(org, item, now)
    stored = next((each for each in changes.put if isinstance(each, ChatMessage)), None)
    place: _Place = _place_of(stored) if stored is not None else (None, None)
    if is_kept and stored is None:
        place = yield from _known_place(org, item)
    return changes, ChatReceipt(
        message_id=item.id,
        customer_id=place[0],
        conversation_id=place[1],
        replayed=is_kept and stored is None,
        warnings=parsed.warnings,
        turn_due=due,
    )


def _place_of(stored: ChatMessage) -> _Place:
    """Whose a message is, and its conversation."""
    return stored.customer_id, stored.id.partition("/")[0]


def _known_place(org: Org, item: InboundMessage) -> Reading[_Place]:
    """The same of one that is stored already; its documents are read by then."""
    customer = yield from find_known(org, (Identity("phone", item.sender.phone or ""),))
    return (
        (customer.id, customer.conversation_ids.get(item.channel)) if customer is not None else (None, None)
    )
