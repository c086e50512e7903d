"""What a reader would get, without sending anything: a template's content on each channel, and how much of it."""

from dataclasses import dataclass

from functions.domain.customers.customer import Customer
from functions.domain.kernel.errors import MissingVariable, TemplateFailed
from functions.domain.orgs.org import Org
from functions.domain.providers.channel_limits import Fault, faults_in, push_bytes, sms_size
from functions.domain.providers.content import Content
from functions.domain.settings.types import Channel
from functions.domain.staff.members import Member
from functions.domain.templates.rendering import Variables
from functions.domain.templates.samples import SAMPLE_URL, given_by_automations, samples
from functions.domain.templates.writer import Occasion, template_of, write


@dataclass(frozen=True)
class Preview:
    """`content` is None where the template cannot be rendered; `faults` say why it would not go out."""

    channel: Channel
    locale: str
    content: Content | None
    faults: tuple[str, ...] = ()

    @property
    def size(self) -> str:
        """How long it is, as the channel's provider counts."""
        if self.content is None:
            return "nothing"
        if self.channel == "sms":
            sms = sms_size(self.content.text)
            return f"{sms.segments} SMS ({sms.units} units of {sms.encoding})"
        if self.channel == "push":
            return f"{push_bytes(self.content)} bytes"
        return f"{len(self.content.text)} characters"


def preview(
    org: Org,
    template: str,
    *,
    channel: Channel,
    locale: str | None = None,
    reader: Customer | Member | None = None,
    variables: Variables | None = None,
) -> Preview:
    """What the reader, or one made up, would get of a template. WhatsApp shows its approved call where there is one.

    `variables` go before those of the first rule that the template is for, and its samples. TemplateFailed where the
    organisation does not have the template.
    """
    known = template_of(org, template)
    rule = next(iter(given_by_automations(org.automations, template).values()), {})
    given = {**samples(known, rule, business=org.name), **(variables or {})}
    if reader is not None:
        given["name"] = reader.name
    language = locale or (reader.locale if reader else None) or org.settings.locale
    has_call = channel == "whatsapp" and known.whatsapp is not None
    try:
        content = write(Occasion(org, template, channel, language, given, has_call, SAMPLE_URL))
    except (MissingVariable, TemplateFailed) as error:
        return Preview(channel, language, None, (str(error),))
    limit = org.settings.messages.most_sms_segments
    faults = tuple(map(_in_words, faults_in(content, channel, most_segments=limit)))
    return Preview(channel, language, content, faults)


def usual_channels(org: Org, template: str) -> tuple[Channel, ...]:
    """The channels by which its readers are written to: customers, or staff. Raises TemplateFailed."""
    is_to_staff = template_of(org, template).purpose == "internal"
    return org.settings.staff.channels if is_to_staff else org.settings.channels


def lines_of(found: Preview) -> list[str]:
    """A preview for people: a line for each part that the channel has."""
    head = f"{found.channel} ({found.locale}): {found.size}"
    shown = [f"  {name}: {value}" for name, value in _parts(found.content) if value]
    return [head, *shown, *(f"  would not be sent: {fault}" for fault in found.faults)]


def _parts(content: Content | None) -> list[tuple[str, str | None]]:
    if content is None:
        return []
    call = content.template
    parts: list[tuple[str, str | None]] = [
        ("title", content.title),
        ("text", content.text),
        ("preheader", content.preheader),
        ("html", content.html),
        ("link", content.link),
        *((f"data {key}", value) for key, value in content.data.items()),
        ("media", content.media.url if content.media else None),
    ]
    if call is not None:
        parts.append(("approved template", f"{call.name} ({call.language})"))
        parts += [("header", call.header)]
        parts += [(f"parameter {place}", value) for place, value in enumerate(call.parameters, start=1)]
        parts += [(f"button {place}", value) for place, value in call.buttons.items()]
    return parts


def _in_words(fault: Fault) -> str:
    return " ".join(filter(None, (fault.part, fault.key, fault.reason)))
