"""Twilio: WhatsApp and SMS by its Messages resource (twilio.com/docs/messaging/api/message-resource).

One template of ours is a Content resource there for each language; `content_sids` says which.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from pydantic import Field

from functions.domain.kernel.errors import Misconfigured, ProviderSilent, RegularsError
from functions.domain.providers.content import Content, Outgoing, TemplateCall
from functions.domain.providers.events import Problem
from functions.domain.providers.send_results import Sent
from functions.domain.settings.messages import PublicUrl
from functions.domain.settings.types import Channel, Setting
from functions.providers.error_tables import Row, error_of, problem_in, problems
from functions.providers.secrets import SecretName, reveal

if TYPE_CHECKING:
    from functions.providers.http_client import Answer

NAME = "twilio"
WHATSAPP = "whatsapp:"

ContentSid = Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")]
Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
_CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")

# twilio.com/docs/api/errors. A code that is not here is `undelivered`: another channel may do better.
_ROWS: tuple[Row, ...] = (
    ("rate_limited", "retry", (14107, 20429, 21611, 30001, 30022, 63018)),
    ("away", "retry", (63010, 63012)),
    ("invalid_number", "suppress", (21211, 21614)),
    ("unknown_number", "suppress", (30005, 63003)),
    ("landline", "suppress", (30006,)),
    ("opted_out", "opt_out", (21610,)),
    ("country_not_enabled", "fallback", (21408, 21612)),
    ("unreachable", "fallback", (30003,)),
    ("blocked", "fallback", (30004, 63014)),
    ("filtered", "fallback", (30007,)),
    ("too_long", "fallback", (21617, 63029)),
    ("request_wrong", "stop", (21602, 21656, 63006, 63021, 63028, 63030, 63031)),
    ("content_refused", "stop", (63005, 63013)),
    ("media_failed", "fallback", (21620, 63019)),
    ("template_unavailable", "fallback", (21655, 63027)),
    ("window_closed", "fallback", (63016,)),
    ("not_deliverable", "fallback", (30008, 63015, 63023, 63024, 63032)),
    ("marketing_limit", "fallback", (63049,)),
)
PROBLEMS = problems(_ROWS)
# The account or a sender is at fault: once that is set right the same message may go.
_SET_UP = frozenset(
    {20003, 20403, 20404, 21212, 21606, 21608, 21659, 21660, 21703, 21705}
    | {30002, 63001, 63002, 63007, 63008, 63020, 63022}
)


class TwilioSettings(Setting):
    """`auth_token` sends, and proves callbacks. SMS go out by `messaging_service_sid` or from `sms_from` (a number or a
    name that the country allows). `content_sids`: the names of our WhatsApp templates, or `name/language`, each with
    its ContentSid. `status_callback`: the public address of this organisation's callbacks. `mms`: files by SMS too.
    """

    account_sid: Annotated[str, Field(pattern=r"^AC[0-9a-fA-F]{32}$")]
    auth_token: SecretName
    whatsapp_from: Phone | None = None
    sms_from: Annotated[str, Field(min_length=1, max_length=16)] | None = None
    messaging_service_sid: Annotated[str, Field(pattern=r"^MG[0-9a-fA-F]{32}$")] | None = None
    content_sids: Mapping[str, ContentSid] = {}
    status_callback: PublicUrl | None = None
    mms: bool = False
    base_url: PublicUrl = "https://api.twilio.com"


SETTINGS = TwilioSettings


def make(channel: Channel, settings: TwilioSettings) -> "Twilio":
    return Twilio(channel, settings)


def problem_of(code: int | None) -> Problem:
    """What the error of a status means."""
    return problem_in(PROBLEMS, code)


@dataclass(frozen=True)
class Twilio:
    """It has no idempotency key: what was sent twice arrives twice."""

    channel: Channel
    settings: TwilioSettings = field(repr=False)
    name: str = NAME

    def send(self, outgoing: Outgoing) -> Sent:
        from functions.providers.http_client import call

        settings = self.settings
        answer = call(
            NAME,
            "POST",
            f"{settings.base_url}/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
            form=self._form(outgoing),
            auth=(settings.account_sid, reveal(settings.auth_token, NAME)),
        )
        if not answer.is_success:
            raise _error_of(answer)
        sid = answer.content.get("sid")
        if not isinstance(sid, str) or not sid:
            raise ProviderSilent(NAME)
        return Sent(NAME, sid, outgoing.content.text)

    def _form(self, outgoing: Outgoing) -> dict[str, str]:
        prefix = WHATSAPP if self.channel == "whatsapp" else ""
        form = {"To": f"{prefix}{outgoing.to}", **self._sender(), **self._says(outgoing.content)}
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

    def _says(self, content: Content) -> dict[str, str]:
        if content.template is not None and self.channel == "whatsapp":
            return self._template(content.template)
        if content.media is not None and (self.channel == "whatsapp" or self.settings.mms):
            return {"Body": content.text, "MediaUrl": content.media.url}
        return {"Body": content.text}

    def _template(self, template: TemplateCall) -> dict[str, str]:
        says = {"ContentSid": self._content_sid(template)}
        values = variables_of(template)
        if values:
            says["ContentVariables"] = json.dumps(values, ensure_ascii=False)
        return says

    def _content_sid(self, template: TemplateCall) -> str:
        sids = self.settings.content_sids
        sid = sids.get(f"{template.name}/{template.language}") or sids.get(template.name)
        if sid is None and _CONTENT_SID.fullmatch(template.name):
            return template.name
        if sid is None:
            raise Misconfigured(NAME, f"content_sids has no {template.name}")
        return sid


def variables_of(template: TemplateCall) -> dict[str, str]:
    """A content's variables by number: the body's in their order, then the header's, then the buttons' by index."""
    header = () if template.header is None else (template.header,)
    buttons = (value for _, value in sorted(template.buttons.items()))
    values = (*template.parameters, *header, *buttons)
    return {str(number): value for number, value in enumerate(values, start=1)}


def _error_of(answer: "Answer") -> RegularsError:
    code = answer.content.get("code")
    if not isinstance(code, int):
        return error_of(NAME, answer)
    if code in _SET_UP:
        return Misconfigured(NAME, f"it answers with the error {code}")
    known = PROBLEMS.get(code) or (problem_of(code) if answer.status == 400 else None)
    return error_of(NAME, answer, known)
