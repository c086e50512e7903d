"""A message's content: what its template says on its channel, in the reader's language, and no more than fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.contents import Content, Media, TemplateCall
from functions.domain.customers import Customer
from functions.domain.errors import TemplateFailed
from functions.domain.gate import needs_approved_template
from functions.domain.limits import faults_in
from functions.domain.messages import Message
from functions.domain.orgs import Org
from functions.domain.rendering import Variables, amounts_locale, nearest_language, render_source
from functions.domain.settings import Channel
from functions.domain.template_settings import TemplateSettings, WhatsAppSettings


@dataclass(frozen=True)
class Occasion:
    """What a text is written for. `unsubscribe_url` is at hand in every text, None where there is no such page.

    `needs_approved`: WhatsApp takes nothing but its approved template.
    """

    org: Org
    template: str
    channel: Channel
    locale: str
    variables: Variables
    needs_approved: bool = False
    unsubscribe_url: str | None = None


def content_for(
    org: Org, message: Message, customer: Customer, now: datetime, *, unsubscribe_url: str | None = None
) -> Content:
    """A message rendered for its channel. Raises MissingVariable, or TemplateFailed: also where the channel would not
    take it. Nothing is cut: half a message may lack just its coupon or its way out.
    """
    assert message.channel is not None, "what is rendered has a channel"
    occasion = Occasion(
        org,
        message.template,
        message.channel,
        message.locale,
        message.variables,
        needs_approved=needs_approved_template(org, customer, message.channel, now),
        unsubscribe_url=unsubscribe_url,
    )
    content = write(occasion)
    most_segments = org.settings.messages.most_sms_segments
    for fault in faults_in(content, message.channel, most_segments=most_segments):
        where = fault.part if fault.key is None else f"{fault.part}.{fault.key}"
        raise TemplateFailed(message.template, f"{where} {fault.reason}")
    return content


def write(occasion: Occasion) -> Content:
    """Everything that the channel has, whether it takes it or not. Raises MissingVariable or TemplateFailed."""
    writer, known = _Writer(occasion), template_of(occasion.org, occasion.template)
    text = writer.text(known.bodies)
    if occasion.channel == "push":
        return _push(writer, known, text)
    if occasion.channel == "whatsapp":
        return _whatsapp(writer, known, text)
    if occasion.channel == "email":
        return _email(writer, known, text)
    return Content(text, unsubscribe_url=occasion.unsubscribe_url)


def render(org: Org, template: str, *, locale: str, variables: Variables) -> str:
    """The text alone, in the language nearest to `locale`. Raises MissingVariable or TemplateFailed."""
    known = template_of(org, template)
    return _Writer(Occasion(org, template, "sms", locale, variables)).text(known.bodies)


def template_of(org: Org, template: str) -> TemplateSettings:
    """A template by its name; TemplateFailed where the organisation has it no longer."""
    known = org.settings.templates.get(template)
    if known is None:
        raise TemplateFailed(template, "the organisation no longer has it")
    return known


@dataclass(frozen=True)
class _Writer:
    """Renders an occasion's texts, each in the nearest of its own languages."""

    occasion: Occasion

    def text(self, texts: Mapping[str, str], *, is_html: bool = False) -> str:
        language = nearest_language(texts, self.occasion.locale, self.occasion.org.settings.locale)
        return self._render(texts[language], amounts_locale(language, self.occasion.locale), is_html)

    def line(self, texts: Mapping[str, str]) -> str:
        """A text that has to stay on one line."""
        return _one_line(self.text(texts))

    def plain(self, source: str) -> str:
        """A text that is the same in every language."""
        return self._render(source, self.occasion.locale, False)

    def _render(self, source: str, locale: str, is_html: bool) -> str:
        occasion = self.occasion
        known = template_of(occasion.org, occasion.template)
        variables = {
            "name": None,
            "business": occasion.org.name,
            **known.filled(occasion.variables),
            "unsubscribe_url": occasion.unsubscribe_url,
        }
        currency = occasion.org.settings.currency
        return render_source(
            source,
            variables,
            template=occasion.template,
            currency=currency,
            locale=locale,
            is_html=is_html,
        )


def _push(writer: _Writer, known: TemplateSettings, text: str) -> Content:
    push, media = known.push, known.media
    return Content(
        text,
        title=writer.line(push.title) if push.title else writer.occasion.org.name,
        data={key: writer.plain(value) for key, value in push.data.items()},
        link=writer.plain(push.link) if push.link else None,
        media=_media(writer, known) if media is not None and media.kind == "image" else None,
        unsubscribe_url=writer.occasion.unsubscribe_url,
    )


def _whatsapp(writer: _Writer, known: TemplateSettings, text: str) -> Content:
    call = None
    if writer.occasion.needs_approved:
        if known.whatsapp is None:
            reason = "WhatsApp takes only an approved template now, and it names none"
            raise TemplateFailed(writer.occasion.template, reason)
        call = _call(writer, known.whatsapp)
    url = writer.occasion.unsubscribe_url
    return Content(text, template=call, media=_media(writer, known), unsubscribe_url=url)


def _call(writer: _Writer, approved: WhatsAppSettings) -> TemplateCall:
    """Values on one line each: a line break in a customer's name would make WhatsApp refuse the message."""
    occasion = writer.occasion
    language = nearest_language(approved.languages, occasion.locale, occasion.org.settings.locale)
    return TemplateCall(
        approved.name,
        approved.languages[language],
        parameters=tuple(_one_line(writer.plain(source)) for source in approved.parameters),
        header=_one_line(writer.plain(approved.header)) if approved.header else None,
        buttons={
            index: _one_line(writer.plain(source)) for index, source in sorted(approved.buttons.items())
        },
    )


def _email(writer: _Writer, known: TemplateSettings, text: str) -> Content:
    email, url = known.email, writer.occasion.unsubscribe_url
    if email is None:
        return Content(text, title=writer.occasion.org.name, unsubscribe_url=url)
    return Content(
        text,
        title=writer.line(email.subject),
        html=writer.text(email.html, is_html=True) if email.html else None,
        preheader=writer.line(email.preheader) if email.preheader else None,
        unsubscribe_url=url,
    )


def _media(writer: _Writer, known: TemplateSettings) -> Media | None:
    if known.media is None:
        return None
    filename = writer.plain(known.media.filename) if known.media.filename else None
    return Media(known.media.kind, writer.plain(known.media.url), filename)


def _one_line(text: str) -> str:
    return " ".join(text.split())
