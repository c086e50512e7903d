"""Interakt: WhatsApp by its public message API. Our id goes along as `callbackData` and comes back with statuses."""

from dataclasses import dataclass, field
from typing import Any

from functions.domain.kernel.errors import ProviderRefused
from functions.domain.providers.content import Content, Media, Outgoing, TemplateCall
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers.http_client import call, error_of, id_in
from functions.providers.interakt.settings import NAME, InteraktSettings
from functions.providers.secrets import reveal

LONGEST_CALLBACK_DATA = 512
# Interakt has a sentence where others have a code.
_WINDOW_CLOSED = "within last 24 hours"


def make(channel: Channel, settings: InteraktSettings) -> "Interakt":
    return Interakt(settings)


@dataclass(frozen=True)
class Interakt:
    """It has no idempotency key: a message that is sent twice arrives twice."""

    settings: InteraktSettings = field(repr=False)
    channel: Channel = "whatsapp"
    name: str = NAME

    def send(self, outgoing: Outgoing) -> Sent:
        answer = call(
            NAME,
            "POST",
            f"{self.settings.base_url}/v1/public/message/",
            headers={"Authorization": f"Basic {reveal(self.settings.api_key, NAME)}"},
            json=body_of(outgoing),
        )
        is_refused = answer.content.get("result") is False
        if is_refused and _WINDOW_CLOSED in str(answer.content.get("message")).lower():
            raise ProviderRefused(NAME, "window_closed")
        if not answer.is_success:
            raise error_of(NAME, answer, is_own=is_refused)
        if is_refused:
            raise ProviderRefused(NAME, "refused")
        return Sent(NAME, id_in(answer, "id", NAME), outgoing.content.text)


def body_of(outgoing: Outgoing) -> dict[str, Any]:
    """What the message API takes."""
    fields = {"fullPhoneNumber": outgoing.to.lstrip("+")}
    if len(outgoing.message_id) <= LONGEST_CALLBACK_DATA:
        fields["callbackData"] = outgoing.message_id
    content = outgoing.content
    if content.template is not None:
        return {**fields, "type": "Template", "template": _template(content.template, content.media)}
    return {**fields, **_session_message(content)}


def _session_message(content: Content) -> dict[str, Any]:
    media = content.media
    if media is None:
        return {"type": "Text", "data": {"message": content.text}}
    filename = {"fileName": media.filename} if media.filename else {}
    return {
        "type": media.kind.capitalize(),
        "data": {"message": content.text, "mediaUrl": media.url, **filename},
    }


def _template(template: TemplateCall, media: Media | None) -> dict[str, Any]:
    """A file stands in the header, in place of its text."""
    template_fields: dict[str, Any] = {"name": template.name, "languageCode": template.language}
    if media is not None:
        template_fields["headerValues"] = [media.url]
        if media.filename:
            template_fields["fileName"] = media.filename
    elif template.header is not None:
        template_fields["headerValues"] = [template.header]
    if template.parameters:
        template_fields["bodyValues"] = list(template.parameters)
    if template.buttons:
        template_fields["buttonValues"] = {
            str(index): [value] for index, value in sorted(template.buttons.items())
        }
    return template_fields
