"""Gupshup: WhatsApp by its self-serve API, SMS by the API of the same account (docs.gupshup.io).

It takes no id of ours along: its reports name a message by the id that it answered.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from functions.domain.kernel.errors import Misconfigured, ProviderRefused
from functions.domain.providers.content import Content, Media, Outgoing, TemplateCall
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers.gupshup.settings import NAME, GupshupSettings
from functions.providers.http_client import call, error_of, id_in
from functions.providers.secrets import reveal

_MEDIA_TYPES = {"image": "image", "video": "video", "audio": "audio", "document": "file"}


def make(channel: Channel, settings: GupshupSettings) -> "Gupshup":
    return Gupshup(channel, settings)


@dataclass(frozen=True)
class Gupshup:
    """It has no idempotency key: a message that is sent twice arrives twice."""

    channel: Channel
    settings: GupshupSettings = field(repr=False)
    name: str = NAME

    def send(self, outgoing: Outgoing) -> Sent:
        key = reveal(self.settings.api_key, NAME)
        path, form = self._sms(outgoing) if self.channel == "sms" else self._whatsapp(outgoing)
        # The SMS API reads the key from Authorization, the other one from apikey.
        headers = {"Authorization": key} if self.channel == "sms" else {"apikey": key}
        answer = call(NAME, "POST", f"{self.settings.base_url}{path}", headers=headers, form=form)
        if not answer.is_success:
            raise error_of(NAME, answer, is_own=answer.content.get("status") == "error")
        if answer.content.get("status") == "error":
            raise ProviderRefused(NAME, "refused")
        return Sent(NAME, id_in(answer, "messageId", NAME), outgoing.content.text)

    def _sms(self, outgoing: Outgoing) -> tuple[str, dict[str, str]]:
        settings = self.settings
        if settings.sms_app_id is None:
            raise Misconfigured(NAME, "sms_app_id is missing")
        form = {"destination": outgoing.to.lstrip("+"), "message": outgoing.content.text}
        if settings.sms_sender is not None:
            form["source"] = settings.sms_sender
        return f"/sms/v1/message/{settings.sms_app_id}", form

    def _whatsapp(self, outgoing: Outgoing) -> tuple[str, dict[str, str]]:
        settings, content = self.settings, outgoing.content
        if settings.source is None or settings.app_name is None:
            raise Misconfigured(NAME, "source or app_name is missing")
        form = {
            "channel": "whatsapp",
            "source": settings.source,
            "src.name": settings.app_name,
            "destination": outgoing.to.lstrip("+"),
        }
        if content.template is None:
            return "/wa/api/v1/msg", form | {"message": _json(_message(content))}
        form["template"] = _json(
            {"id": self._template_id(content.template), "params": _params(content.template)}
        )
        if content.media is not None:
            form["message"] = _json(_header(content.media))
        return "/wa/api/v1/template/msg", form

    def _template_id(self, template: TemplateCall) -> str:
        """An approved template's id; its name if the settings have no id."""
        ids = self.settings.template_ids
        return ids.get(f"{template.name}/{template.language}") or ids.get(template.name) or template.name


def _params(template: TemplateCall) -> list[str]:
    """In the order of occurrence: the header stands before the body, the buttons after it."""
    header = [] if template.header is None else [template.header]
    return [*header, *template.parameters, *(value for _, value in sorted(template.buttons.items()))]


def _message(content: Content) -> dict[str, Any]:
    media = content.media
    if media is None:
        return {"type": "text", "text": content.text}
    if media.kind == "image":
        return {"type": "image", "originalUrl": media.url, "previewUrl": media.url, "caption": content.text}
    message = {"type": _MEDIA_TYPES[media.kind], "url": media.url}
    if media.kind == "document":
        message["filename"] = media.filename or media.url.rsplit("/", 1)[-1]
    return message if media.kind == "audio" else message | {"caption": content.text}


def _header(media: Media) -> dict[str, Any]:
    """The file in a template's header."""
    filename = {"filename": media.filename} if media.kind == "document" and media.filename else {}
    return {"type": media.kind, media.kind: {"link": media.url, **filename}}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
