"""An event of WAHA as it comes, and the person that it is about: engines differ in where they name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field

from functions.domain.kernel.validation import Form
from functions.domain.providers.events import Origin, Sender
from functions.providers.parsing import EpochInstant, Id, OptionalText, phone_of, text_of
from functions.providers.waha.ids import (
    MessageName,
    chat_of,
    digits_of,
    is_hidden,
    is_person,
    parse_message_id,
    plain_chat,
)


class Me(Form):
    id: OptionalText = None
    lid: OptionalText = None


class Event(Form):
    """The envelope. `at` is when it was sent: milliseconds there."""

    id: OptionalText = None
    session: OptionalText = None
    at: Annotated[EpochInstant, Field(alias="timestamp")]
    me: Me | None = None
    payload: dict[str, Any]

    def is_mine(self, participant: str) -> bool:
        """Whether a participant of a chat is the business itself."""
        mine = (self.me.id, self.me.lid) if self.me else ()
        return plain_chat(participant) in {plain_chat(name) for name in mine if name}


class Reference(Form):
    """What every event of a message has. `engine` is the engine's own account, whose shape is not documented."""

    id: Id
    from_: Annotated[OptionalText, Field(alias="from")] = None
    to: OptionalText = None
    says_from_me: Annotated[bool | None, Field(alias="fromMe")] = None
    source: OptionalText = None
    engine: Annotated[Any, Field(alias="_data")] = None

    @property
    def from_me(self) -> bool:
        """Whether the business wrote it, by its id where the field does not say."""
        if self.says_from_me is not None:
            return self.says_from_me
        name = parse_message_id(self.id)
        return name is not None and name.from_me


@dataclass(frozen=True)
class Place:
    """A message in its chat. `phone_chat` and `hidden_chat` are the names of the other side, as far as the event has
    them.
    """

    name: MessageName
    phone_chat: str | None
    hidden_chat: str | None

    @classmethod
    def of(cls, message: Reference) -> Self | None:
        """None if the chat is not one with one person."""
        name = parse_message_id(message.id) or _named_by_key(message)
        if not is_person(name.chat):
            return None
        chats = (name.chat, plain_chat(_other_name(message.engine) or ""))
        phone_chat = next((chat for chat in chats if digits_of(chat)), None)
        return cls(name, phone_chat, next((chat for chat in chats if is_hidden(chat)), None))

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
        user_id = self.hidden_chat or nameless
        return Sender(phone=phone, user_id=user_id, user_id_kind="whatsapp_lid", name=name)


def _named_by_key(message: Reference) -> MessageName:
    """The whole name of a message whose id is its key alone."""
    chat = (message.to if message.from_me else message.from_) or ""
    return MessageName(message.from_me, plain_chat(chat), message.id)


def origin_of(message: Reference) -> Origin:
    if not message.from_me:
        return "customer"
    return "echo" if message.source == "api" else "staff"


def name_of(message: Reference) -> str | None:
    """The customer's own name, as WEBJS, NOWEB or GOWS gives it."""
    if message.from_me:
        return None
    engine = _mapping(message.engine)
    names = (engine.get("notifyName"), engine.get("pushName"), _mapping(engine.get("Info")).get("PushName"))
    return next(filter(None, map(text_of, names)), None)


def _other_name(engine: Any) -> str | None:
    """The other side's second name: NOWEB has it in the key, GOWS beside the message, or flat in a receipt."""
    account = _mapping(engine)
    info = _mapping(account.get("Info", account))
    names = (
        _mapping(account.get("key")).get("remoteJidAlt"),
        info.get("RecipientAlt" if info.get("IsFromMe") else "SenderAlt"),
    )
    return next(filter(None, map(text_of, names)), None)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
