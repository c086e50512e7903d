"""WhatsApp by Meta's own Cloud API: text and files while the customer's window is open, approved templates always.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.kernel.errors import (
    ProviderSilent,
)
from functions.domain.providers.content import Content, Media, Outgoing, TemplateCall
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers.contract import PRESENCE_SECONDS
from functions.providers.error_tables import Meaning
from functions.providers.http_client import Answer, call, error_of, meaning_of_status
from functions.providers.meta_errors import meaning_of
from functions.providers.secrets import reveal
from functions.providers.whatsapp_cloud.settings import NAME, WhatsappCloudSettings

MOST_CALLBACK_DATA = 512
_CAPTIONED = frozenset({"image", "video", "document"})


def make(channel: Channel, settings: WhatsappCloudSettings) -> "WhatsappCloud":
    return WhatsappCloud(settings)


@dataclass(frozen=True)
class WhatsappCloud:
    settings: WhatsappCloudSettings
    name: str = NAME

    def send(self, outgoing: Outgoing) -> Sent:
        answer = self._post(body_of(outgoing))
        return Sent(NAME, _wamid(answer.content), outgoing.content.text)

    def show_presence(self, message_id: str, *, is_read: bool, is_typing: bool) -> None:
        """Nothing without `is_read`: Meta shows that somebody is typing with the receipt alone."""
        if not is_read:
            return
        body: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
        if is_typing:
            body["typing_indicator"] = {"type": "text"}
        self._post(body, seconds=PRESENCE_SECONDS)

    def stop_typing(self, message_id: str) -> None:
        """Nothing: it stops with the answer, and after 25 seconds."""

    def _post(self, body: Mapping[str, Any], *, seconds: float | None = None) -> Answer:
        settings = self.settings
        answer = call(
            NAME,
            "POST",
            f"{settings.base_url}/{settings.api_version}/{settings.phone_number_id}/messages",
            headers={"Authorization": f"Bearer {reveal(settings.access_token, NAME)}"},
            json=body,
            seconds=seconds,
        )
        if not answer.is_success:
            raise error_of(NAME, answer, _meaning(answer))
        return answer


def body_of(outgoing: Outgoing) -> dict[str, Any]:
    """The body of the request. Our own id goes along, and comes back with each status."""
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": outgoing.to,
        **_content(outgoing.content),
    }
    if len(outgoing.message_id) <= MOST_CALLBACK_DATA:
        body["biz_opaque_callback_data"] = outgoing.message_id
    return body


def _content(content: Content) -> dict[str, Any]:
    if content.template is not None:
        return {"type": "template", "template": _template(content.template, content.media)}
    if content.media is not None:
        caption = {"caption": content.text} if content.media.kind in _CAPTIONED and content.text else {}
        return {"type": content.media.kind, content.media.kind: _file(content.media) | caption}
    return {"type": "text", "text": {"body": content.text}}


def _file(media: Media) -> dict[str, Any]:
    filename = {"filename": media.filename} if media.kind == "document" and media.filename else {}
    return {"link": media.url, **filename}


def _template(call: TemplateCall, media: Media | None) -> dict[str, Any]:
    """The parts of a template that have places, in order. In a button only a link's end is a place."""
    parts: list[dict[str, Any]] = []
    if media is not None and media.kind in _CAPTIONED:
        parts.append({"type": "header", "parameters": [{"type": media.kind, media.kind: _file(media)}]})
    elif call.header is not None:
        parts.append({"type": "header", "parameters": [_text(call.header)]})
    if call.parameters:
        parts.append({"type": "body", "parameters": [_text(value) for value in call.parameters]})
    parts += [
        {"type": "button", "sub_type": "url", "index": str(index), "parameters": [_text(value)]}
        for index, value in sorted(call.buttons.items())
    ]
    template: dict[str, Any] = {"name": call.name, "language": {"code": call.language}}
    return template | {"components": parts} if parts else template


def _text(value: str) -> dict[str, str]:
    return {"type": "text", "text": value}


def _wamid(content: Mapping[str, Any]) -> str:
    """The id in an answer. Without one the message is unconfirmed."""
    match content.get("messages"):
        case [{"id": str(wamid)}, *_] if wamid:
            return wamid
    raise ProviderSilent(NAME)


def _meaning(answer: Answer) -> Meaning | None:
    """By Meta's code; a new code by the status, which says little, or by Meta's word that it will pass. Without a code
    it is not Meta who answers.
    """
    error = answer.content.get("error")
    fields = error if isinstance(error, Mapping) else {}
    code, subcode = _integer(fields.get("code")), _integer(fields.get("error_subcode"))
    if code is not None and (meaning := meaning_of(code, subcode)) is not None:
        return meaning
    is_transient = fields.get("is_transient") is True
    if code is None:
        return Meaning(f"http_{answer.status}", "retry") if is_transient else None
    verdict = "retry" if is_transient else meaning_of_status(answer.status, is_own=True).verdict
    return Meaning(f"unknown:{code}", verdict)


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
