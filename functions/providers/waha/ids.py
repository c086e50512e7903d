"""WAHA's names of chats and messages: `12025550123@c.us`, and `true_12025550123@c.us_3EB0...` in it.

A chat may also be a hidden id (`@lid`), whose digits are no phone. A message's key is the last part of its id, and the
only one that edits, revocations and replies have.
"""

import re
from dataclasses import dataclass

PEOPLE = "c.us"
HIDDEN = "lid"
_PERSON = re.compile(r"([0-9]{5,20})(?::[0-9]+)?@(?:c\.us|s\.whatsapp\.net)")
_HIDDEN = re.compile(r"([0-9]{5,20})(?::[0-9]+)?@lid")


@dataclass(frozen=True)
class MessageName:
    """A message's id, in parts."""

    from_me: bool
    chat: str
    key: str

    def __str__(self) -> str:
        return f"{'true' if self.from_me else 'false'}_{self.chat}_{self.key}"


def parse_message_id(text: str) -> MessageName | None:
    """The parts of an id; None if it is a key alone, or not an id. A group's participant is left out."""
    parts = text.split("_", 3)
    if len(parts) < 3 or parts[0] not in ("true", "false") or "@" not in parts[1] or not parts[2]:
        return None
    return MessageName(parts[0] == "true", plain_chat(parts[1]), parts[2])


def plain_chat(chat: str) -> str:
    """A chat as WAHA's own events name it: engines write `12025550123:7@s.whatsapp.net`."""
    if person := _PERSON.fullmatch(chat):
        return f"{person[1]}@{PEOPLE}"
    if hidden := _HIDDEN.fullmatch(chat):
        return f"{hidden[1]}@{HIDDEN}"
    return chat


def digits_of(chat: str | None) -> str | None:
    """A person's number; None for all other kinds of chats."""
    person = _PERSON.fullmatch(chat or "")
    return person[1] if person else None


def is_hidden(chat: str | None) -> bool:
    return bool(_HIDDEN.fullmatch(chat or ""))


def is_person(chat: str | None) -> bool:
    """Whether a chat is with one person: no group, channel, broadcast or status."""
    return digits_of(chat) is not None or is_hidden(chat)


def chat_of(phone: str) -> str:
    """The chat of an E.164 phone."""
    return f"{phone.removeprefix('+')}@{PEOPLE}"
