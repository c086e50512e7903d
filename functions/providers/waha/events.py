"""An event of WAHA as it comes, and whom it is about: engines differ in where they tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field

from functions.domain.kernel.validation import Form
from functions.domain.providers.events import Origin, Sender
from functions.providers.waha.ids import (
    MessageName,
    chat_of,
    digits_of,
    is_hidden,
    is_person,
    parse_message_id,
    plain_chat,
)
from functions.providers.whatsapp_parsing import EpochInstant, Id, OptionalId, phone_of


class Me(Form):
    id: OptionalId = None
    lid: OptionalId = None


class Event(Form):
    """The envelope. `at` is when it was sent: milliseconds there."""

    id: OptionalId = None
    session: OptionalId = None
    at: Annotated[EpochInstant, Field(alias="timestamp")]
    me: Me | None = None
    payload: dict[str, Any]

    def is_mine(self, participant: str) -> bool:
        """Whether a participant of a chat is the business itself."""
        mine = (self.me.id, self.me.lid) if self.me else ()
        return plain_chat(participant) in {plain_chat(name) for name in mine if name}


class Reference(Form):
    """What every event of a message says of it. `engine` is the engine's own account, whose shape nobody promises."""

    id: Id
    from_: Annotated[OptionalId, Field(alias="from")] = None
    to: OptionalId = None
    from_me: Annotated[bool, Field(alias="fromMe")] = False
    source: OptionalId = None
    engine: Annotated[Any, Field(alias="_data")] = None


@dataclass(frozen=True)
class Place:
    """A message in its chat. `phone_chat` and `hidden_chat` are the names of the other side that are told."""

    name: MessageName
    phone_chat: str | None
    hidden_chat: str | None

    @classmethod
    def of(cls, message: Reference) -> Self | None:
        """None where the chat is not one with one person."""
        name = parse_message_id(message.id)
        if name is None:
            chat = plain_chat((message.to if message.from_me else message.from_) or "")
            name = MessageName(message.from_me, chat, message.id)
        if not is_person(name.chat):
            return None
        names = [name.chat, plain_chat(_other_name(message.engine) or "")]
        phones = [chat for chat in names if digits_of(chat)]
        hidden = [chat for chat in names if is_hidden(chat)]
        return cls(name, phones[0] if phones else None, hidden[0] if hidden else None)

    def id_of(self, key: str, *, from_me: bool) -> str:
        """The id of a message of this chat. Ours stand under the phone that we sent them to, where it is known:
        some engines acknowledge under the hidden id what they took for a phone.
        """
        chat = self.phone_chat if from_me and self.phone_chat else self.name.chat
        return str(MessageName(from_me, chat, key))

    @property
    def id(self) -> str:
        return self.id_of(self.name.key, from_me=self.name.from_me)

    def sender(self, name: str | None) -> Sender:
        """The customer. A hidden id's digits never make a phone."""
        digits = digits_of(self.phone_chat)
        phone = phone_of(digits)
        nameless = chat_of(digits) if digits and phone is None else None
        return Sender(phone=phone, user_id=self.hidden_chat or nameless, name=name)


def origin_of(message: Reference) -> Origin:
    if not message.from_me:
        return "customer"
    return "echo" if message.source == "api" else "staff"


def name_of(message: Reference) -> str | None:
    """What the customer calls themselves: WEBJS, NOWEB, GOWS."""
    if message.from_me:
        return None
    engine = _mapping(message.engine)
    told = (engine.get("notifyName"), engine.get("pushName"), _mapping(engine.get("Info")).get("PushName"))
    return next((name for name in told if isinstance(name, str) and name), None)


def _other_name(engine: Any) -> str | None:
    """The other side's second name: NOWEB tells it in the key, GOWS with the message, or flat in a receipt."""
    account = _mapping(engine)
    info = _mapping(account.get("Info", account))
    told = (
        _mapping(account.get("key")).get("remoteJidAlt"),
        info.get("RecipientAlt" if info.get("IsFromMe") else "SenderAlt"),
    )
    return next((name for name in told if isinstance(name, str) and name), None)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
