"""A message's content: its template rendered for its channel, and no more than fits."""

from dataclasses import replace
from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.kernel.errors import TemplateFailed, Terminal
from functions.domain.messages.gate import needs_approved_template
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.providers.channel_limits import EMAIL_SUBJECT, faults_in
from functions.domain.providers.content import Content, Media
from functions.domain.staff.members import Member
from functions.domain.templates.names import cut, names_to_try
from functions.domain.templates.writer import Occasion, write


def content_for(
    org: Org,
    message: Message,
    reader: Customer | Member,
    *,
    now: datetime,
    unsubscribe_url: str | None = None,
) -> Content:
    """A message rendered for its channel. Raises MissingVariable, or TemplateFailed: also where the channel would not
    take it. Nothing is cut but a mail's subject and a name: half a message may lack just its coupon or its way out.

    A name that is too long for its place is shortened, and at last left out.
    """
    first: Terminal | None = None
    for name in names_to_try(message.variables.get("name")):
        named = message.with_changes(variables={**message.variables, "name": name})
        try:
            return _fitting(org, named, reader, now=now, unsubscribe_url=unsubscribe_url)
        except Terminal as error:
            first = first or error
    assert first is not None, "one name at the least is tried"
    raise first


def _fitting(
    org: Org, message: Message, reader: Customer | Member, *, now: datetime, unsubscribe_url: str | None
) -> Content:
    """The content, if its channel takes it."""
    assert message.channel is not None, "what is rendered has a channel"
    content = _written(org, message, reader, now=now, unsubscribe_url=unsubscribe_url)
    if message.channel == "email" and content.title is not None:
        content = replace(content, title=cut(content.title, EMAIL_SUBJECT))
    most_segments = org.settings.messages.most_sms_segments
    for fault in faults_in(content, message.channel, most_segments=most_segments):
        where = fault.part if fault.key is None else f"{fault.part}.{fault.key}"
        raise TemplateFailed(message.template or message.rule, f"{where} {fault.reason}")
    return content


def _written(
    org: Org, message: Message, reader: Customer | Member, *, now: datetime, unsubscribe_url: str | None
) -> Content:
    """By its template, or what staff wrote themselves as it is."""
    assert message.channel is not None, "what is rendered has a channel"
    if message.template is None:
        return Content(message.text or "", title=org.name, media=_media(message))
    occasion = Occasion(
        org,
        message.template,
        message.channel,
        message.locale,
        message.variables,
        needs_approved=isinstance(reader, Customer)
        and needs_approved_template(org, reader, message.channel, at=now),
        unsubscribe_url=unsubscribe_url,
    )
    return write(occasion)


def _media(message: Message) -> Media | None:
    """The file that goes along with a text of no template; mails and SMS have none."""
    attached = message.attachment
    if attached is None or message.channel in ("email", "sms"):
        return None
    return Media(attached.kind, attached.url, attached.filename)
