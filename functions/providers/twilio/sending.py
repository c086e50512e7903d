"""Twilio: WhatsApp and SMS by its Messages resource (twilio.com/docs/messaging/api/message-resource).

One template of ours is a Content resource there for each language; `content_sids` says which.
"""

import json
import re
from dataclasses import dataclass, field
from urllib.parse import quote

from functions.domain.kernel.errors import Misconfigured, ProviderRefused
from functions.domain.providers.content import Content, Outgoing, TemplateCall
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers.error_tables import Meaning
from functions.providers.http_client import Answer, call, error_of, id_in
from functions.providers.secrets import reveal
from functions.providers.twilio.errors import TWILIO_ERRORS
from functions.providers.twilio.settings import NAME, WHATSAPP, TwilioSettings

_CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")


def make(channel: Channel, settings: TwilioSettings) -> "Twilio":
    return Twilio(channel, settings)


@dataclass(frozen=True)
class Twilio:
    """It has no idempotency key: a message that is sent twice arrives twice."""

    channel: Channel
    settings: TwilioSettings = field(repr=False)
    name: str = NAME

    def send(self, outgoing: Outgoing) -> Sent:
        settings = self.settings
        answer = call(
            NAME,
            "POST",
            f"{settings.base_url}/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
            form=self._form(outgoing),
            auth=(settings.account_sid, reveal(settings.auth_token, NAME)),
        )
        if not answer.is_success:
            raise error_of(NAME, answer, _meaning(answer), is_own=_code(answer) is not None)
        return Sent(NAME, id_in(answer, "sid", NAME), outgoing.content.text)

    def _form(self, outgoing: Outgoing) -> dict[str, str]:
        prefix = WHATSAPP if self.channel == "whatsapp" else ""
        form = {"To": f"{prefix}{outgoing.to}", **self._sender(), **self._content_of(outgoing.content)}
        if self.settings.status_callback is not None:
            form["StatusCallback"] = (
                f"{self.settings.status_callback}?message={quote(outgoing.message_id, safe=':')}"
            )
        return form

    def _sender(self) -> dict[str, str]:
        settings = self.settings
        if self.channel == "whatsapp":
            if settings.whatsapp_from is None:
                raise Misconfigured(NAME, "whatsapp_from is missing")
            return {"From": f"{WHATSAPP}{settings.whatsapp_from}"}
        if settings.messaging_service_sid is not None:
            return {"MessagingServiceSid": settings.messaging_service_sid}
        if settings.sms_from is None:
            raise Misconfigured(NAME, "messaging_service_sid or sms_from is missing")
        return {"From": settings.sms_from}

    def _content_of(self, content: Content) -> dict[str, str]:
        if content.template is not None and self.channel == "whatsapp":
            return self._template(content.template)
        if content.media is not None and (self.channel == "whatsapp" or self.settings.mms):
            return {"Body": content.text, "MediaUrl": content.media.url}
        return {"Body": content.text}

    def _template(self, template: TemplateCall) -> dict[str, str]:
        fields = {"ContentSid": self._content_sid(template)}
        values = variables_of(template)
        if values:
            fields["ContentVariables"] = json.dumps(values, ensure_ascii=False)
        return fields

    def _content_sid(self, template: TemplateCall) -> str:
        sids = self.settings.content_sids
        sid = sids.get(f"{template.name}/{template.language}") or sids.get(template.name)
        if sid is None and _CONTENT_SID.fullmatch(template.name):
            return template.name
        if sid is None:
            raise ProviderRefused(NAME, f"content_sids has no {template.name}")
        return sid


def variables_of(template: TemplateCall) -> dict[str, str]:
    """A content's variables by number: the body's in their order, then the header's, then the buttons' by index."""
    header = () if template.header is None else (template.header,)
    buttons = (value for _, value in sorted(template.buttons.items()))
    values = (*template.parameters, *header, *buttons)
    return {str(number): value for number, value in enumerate(values, start=1)}


def _meaning(answer: Answer) -> Meaning | None:
    """By Twilio's code. If the table does not have it, another channel may do, unless the status has a meaning."""
    code = _code(answer)
    if code is None:
        return None
    if answer.status == 400:
        return TWILIO_ERRORS.get(code) or Meaning(f"undelivered:{code}", "fallback")
    return TWILIO_ERRORS.get(code)


def _code(answer: Answer) -> int | None:
    """The code that all of Twilio's own errors have."""
    code = answer.content.get("code")
    return code if isinstance(code, int) and not isinstance(code, bool) else None
