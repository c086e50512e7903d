"""WhatsApp by WAHA, a gateway that a business runs itself: text and files, without templates and without a window.

https://waha.devlike.pro/docs/how-to/send-messages/
"""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from functions.domain.kernel.errors import (
    ProviderSilent,
)
from functions.domain.providers.content import Content, Media, Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers.contract import PRESENCE_SECONDS
from functions.providers.error_tables import Meaning, Row, error_table
from functions.providers.http_client import HTTP_ERRORS, Answer, call, error_of
from functions.providers.secrets import reveal
from functions.providers.waha.ids import MessageName, chat_of, parse_message_id, plain_chat
from functions.providers.waha.settings import NAME, WORKING, WahaSettings

_CALLS = {"image": "sendImage", "document": "sendFile", "video": "sendVideo", "audio": "sendVoice"}
_CONVERTED = frozenset({"audio", "video"})
_MIME_TYPES = {
    "image": "image/jpeg",
    "document": "application/octet-stream",
    "video": "video/mp4",
    "audio": "audio/mpeg",
}
# A 500 of WAHA's own is its engine's failure, which may come after the engine has sent: it stays unconfirmed.
WAHA_STATUSES = {**HTTP_ERRORS, **error_table(Row("session_unknown", "pause", (404,)))}
SESSION_DOWN = Meaning("session_not_working", "pause")


def make(channel: Channel, settings: WahaSettings) -> "Waha":
    return Waha(settings)


@dataclass(frozen=True)
class Waha:
    settings: WahaSettings
    name: str = NAME

    def send(self, outgoing: Outgoing) -> Sent:
        chat = chat_of(outgoing.to)
        path, fields = _content(outgoing.content)
        answer = call(
            NAME,
            "POST",
            f"{self.settings.base_url}/api/{path}",
            headers={"X-Api-Key": reveal(self.settings.api_key, NAME)},
            json={"session": self.settings.session, "chatId": chat, **fields},
        )
        if not answer.is_success:
            raise error_of(NAME, answer, _meaning(answer), statuses=WAHA_STATUSES)
        return Sent(NAME, message_id_of(answer.content, chat), outgoing.content.text)

    def show_presence(self, message_id: str, *, is_read: bool, is_typing: bool) -> None:
        if is_read:
            self._tell("sendSeen", message_id)
        if is_typing:
            self._tell("startTyping", message_id)

    def stop_typing(self, message_id: str) -> None:
        self._tell("stopTyping", message_id)

    def _tell(self, path: str, message_id: str) -> None:
        """Of the chat in a message's id; nothing where it names none."""
        message = parse_message_id(message_id)
        if message is None:
            return
        answer = call(
            NAME,
            "POST",
            f"{self.settings.base_url}/api/{path}",
            headers={"X-Api-Key": reveal(self.settings.api_key, NAME)},
            json={"session": self.settings.session, "chatId": message.chat},
            seconds=PRESENCE_SECONDS,
        )
        if not answer.is_success:
            raise error_of(NAME, answer, _meaning(answer), statuses=WAHA_STATUSES)


def _content(content: Content) -> tuple[str, dict[str, Any]]:
    """The call, and its content without the receiver."""
    media = content.media
    if media is None:
        return "sendText", {"text": content.text}
    fields: dict[str, Any] = {"file": _file(media)}
    if media.kind in _CONVERTED:
        fields["convert"] = True
    if media.kind != "audio" and content.text:
        fields["caption"] = content.text
    return _CALLS[media.kind], fields


def _file(media: Media) -> dict[str, str]:
    name = media.filename or urlsplit(media.url).path
    mime_type = mimetypes.guess_type(name)[0] or _MIME_TYPES[media.kind]
    filename = {"filename": media.filename} if media.filename else {}
    return {"mimetype": mime_type, "url": media.url, **filename}


def message_id_of(content: Mapping[str, Any], chat: str) -> str:
    """A message's id as acknowledgements will name it, from an answer: each engine has its own shape.

    Raises ProviderSilent if there is no id.
    """
    match content:
        case {"id": str(id)} if id:
            return _full(id, chat)
        case {"id": {"_serialized": str(id)}} if id:
            return _full(id, chat)
        case {"id": {"id": str(key), "remote": str(remote)}} if key:
            return str(MessageName(True, plain_chat(remote), key))
        case {"key": {"id": str(key), "remoteJid": str(remote)}} if key:
            return str(MessageName(True, plain_chat(remote), key))
        case {"key": {"id": str(key)}} | {"id": {"id": str(key)}} if key:
            return str(MessageName(True, chat, key))
    raise ProviderSilent(NAME)


def _full(id: str, chat: str) -> str:
    return str(parse_message_id(id) or MessageName(True, chat, id))


def _meaning(answer: Answer) -> Meaning | None:
    """Only the state of the session goes on: a 500 repeats the request in its body."""
    is_down = answer.status == 422 and answer.content.get("status", WORKING) != WORKING
    return SESSION_DOWN if is_down else None
