"""A message's content: what its template says on its channel, in the reader's language, and no more than fits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from functions.domain.kernel.errors import TemplateFailed
from functions.domain.orgs.org import Org
from functions.domain.providers.content import Content, Media, TemplateCall
from functions.domain.settings.templates import TemplateSettings
from functions.domain.settings.types import Channel, Digits
from functions.domain.templates.languages import nearest_language
from functions.domain.templates.rendering import Variables, amounts_locale, render_source


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


def write(occasion: Occasion) -> Content:
    """Everything that the channel has, whether it takes it or not. Raises MissingVariable or TemplateFailed."""
    writer = _Writer(occasion, template_of(occasion.org, occasion.template))
    parts = {"push": _push, "whatsapp": _whatsapp, "email": _email, "sms": _sms}
    return replace(parts[occasion.channel](writer), unsubscribe_url=occasion.unsubscribe_url)


def render(org: Org, template: str, *, locale: str, variables: Variables) -> str:
    """The text alone, in the language nearest to `locale`. Raises MissingVariable or TemplateFailed."""
    return write(Occasion(org, template, "sms", locale, variables)).text


def template_of(org: Org, template: str) -> TemplateSettings:
    """A template by its id; TemplateFailed where the organisation does not have it."""
    known = org.templates.get(template)
    if known is None:
        raise TemplateFailed(template, "the organisation does not have it")
    return known


@dataclass(frozen=True)
class _Writer:
    """Renders an occasion's texts, each in the nearest of its own languages."""

    occasion: Occasion
    known: TemplateSettings

    @property
    def body(self) -> str:
        return self.text(self.known.bodies)

    def text(self, texts: Mapping[str, str], *, is_html: bool = False) -> str:
        language = nearest_language(texts, self.occasion.locale, self.occasion.org.settings.locale)
        return self.written_in(language, texts[language], is_html=is_html)

    def written_in(self, language: str, source: str, *, is_html: bool = False) -> str:
        """A text in a language, with amounts and figures as its readers write them."""
        locale, digits = amounts_locale(language, self.occasion.locale), self.occasion.org.settings.digits
        return self._render(source, locale, digits=digits, is_html=is_html)

    def line(self, texts: Mapping[str, str]) -> str:
        """A text that has to stay on one line."""
        return _one_line(self.text(texts))

    def plain(self, source: str) -> str:
        """A text that is the same in every language, and that machines may read: its figures are Latin."""
        return self._render(source, self.occasion.locale, digits="latin", is_html=False)

    def _render(self, source: str, locale: str, *, digits: Digits, is_html: bool) -> str:
        org, url = self.occasion.org, self.occasion.unsubscribe_url
        filled = self.known.filled(self.occasion.variables)
        return render_source(
            source,
            {"name": None, "business": org.name, **filled, "unsubscribe_url": url},
            template=self.occasion.template,
            currency=org.settings.currency,
            locale=locale,
            digits=digits,
            is_html=is_html,
        )


def _sms(writer: _Writer) -> Content:
    return Content(writer.body)


def _push(writer: _Writer) -> Content:
    push, media = writer.known.push, writer.known.media
    return Content(
        writer.body,
        title=writer.line(push.title) if push.title else writer.occasion.org.name,
        data={key: writer.plain(value) for key, value in push.data.items()},
        link=writer.plain(push.link) if push.link else None,
        media=_media(writer) if media is not None and media.kind == "image" else None,
    )


def _whatsapp(writer: _Writer) -> Content:
    call = _call(writer) if writer.occasion.needs_approved else None
    return Content(writer.body, template=call, media=_media(writer))


def _call(writer: _Writer) -> TemplateCall:
    """Values on one line each: a line break in a customer's name would make WhatsApp refuse the message."""
    occasion, approved = writer.occasion, writer.known.whatsapp
    if approved is None:
        reason = "WhatsApp takes only an approved template now, and it names none"
        raise TemplateFailed(occasion.template, reason)
    language = nearest_language(approved.languages, occasion.locale, occasion.org.settings.locale)
    return TemplateCall(
        approved.names.get(language, approved.name),
        approved.languages[language],
        parameters=tuple(_one_line(writer.written_in(language, each)) for each in approved.parameters),
        header=_one_line(writer.written_in(language, approved.header)) if approved.header else None,
        buttons={place: _one_line(writer.plain(text)) for place, text in sorted(approved.buttons.items())},
    )


def _email(writer: _Writer) -> Content:
    email = writer.known.email
    if email is None:
        return Content(writer.body, title=writer.occasion.org.name)
    return Content(
        writer.body,
        title=writer.line(email.subject),
        html=writer.text(email.html, is_html=True) if email.html else None,
        preheader=writer.line(email.preheader) if email.preheader else None,
    )


def _media(writer: _Writer) -> Media | None:
    media = writer.known.media
    if media is None:
        return None
    filename = writer.plain(media.filename) if media.filename else None
    return Media(media.kind, writer.plain(media.url), filename)


def _one_line(text: str) -> str:
    return " ".join(text.split())
