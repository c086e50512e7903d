"""Templates are checked where they are saved: every text of every language, before any customer is written to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from jinja2 import TemplateError

from functions.domain.kernel.errors import FieldFault, MissingVariable, TemplateFailed
from functions.domain.orgs.org import Org
from functions.domain.providers.channel_limits import Fault, faults_in, is_absolute, parameter_fault
from functions.domain.settings.actions import Notify
from functions.domain.settings.business import Settings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.settings.types import Channel
from functions.domain.templates.languages import nearest_language
from functions.domain.templates.rendering import Variables, render_source, uses
from functions.domain.templates.samples import (
    ALWAYS,
    SAMPLE_URL,
    bare,
    given_by_automations,
    given_by_notices,
    samples,
    with_unknown,
)
from functions.domain.templates.writer import Occasion, write

_LINKS = {"href", "src"}
_ADDRESSES = ("mailto:", "tel:", "cid:")


@dataclass(frozen=True)
class _Source:
    """A text as it is written, and its place below the template."""

    path: str
    text: str
    is_html: bool = False
    is_parameter: bool = False


@dataclass(frozen=True)
class _Trial:
    """A template of an organisation on trial, with what each of its rules gives its messages."""

    org: Org
    id: str
    template: TemplateSettings
    rules: Mapping[str, Variables]

    def samples(self, given: Variables) -> Variables:
        return samples(self.template, given, business=self.org.name)


def template_faults(org: Org, id: str) -> list[FieldFault]:
    """What is wrong with a template of the organisation: a text that does not parse, that asks for a variable that it
    is not given, that cannot be rendered, or that is more than its channel takes; each with its place below the
    template (`email.html.hi`) and the reason.

    What a template uses beside what it declares is held against the rules that it is for. If no rule names it, its
    messages may bring anything, so it may use anything.
    """
    trial = _Trial(org, id, org.templates[id], given_by_all(org, id))
    faults = [*_purpose_faults(trial), *_declared_faults(trial)]
    for source in _sources(trial.template):
        reasons = _source_reasons(trial, source)
        faults += [FieldFault(source.path, reason) for reason in dict.fromkeys(reasons)]
    return faults or list(_limit_faults(trial))


def given_by_all(org: Org, id: str) -> dict[str, Variables]:
    """What each automation that sends the template, or notifies staff by it, gives its messages."""
    return given_by_automations(org.automations, id) | given_by_notices(org.automations, id)


def _purpose_faults(trial: _Trial) -> Iterator[FieldFault]:
    """What a campaign sends is marketing: never without consent, in quiet hours, over a cap."""
    yield from _customer_faults(trial)
    for id, automation in trial.org.automations.items():
        told = {action.template for _, action in automation.placed_actions if isinstance(action, Notify)}
        if trial.id in told and trial.template.purpose != "internal":
            yield FieldFault("purpose", f"must be internal, since automations.{id} notifies staff by it")


def _customer_faults(trial: _Trial) -> Iterator[FieldFault]:
    automations, purpose = trial.org.automations, trial.template.purpose
    notices = given_by_notices(automations, trial.id)
    for rule in given_by_automations(automations, trial.id):
        automation = automations[rule.partition(".")[2]]
        if automation.interaction_type == "campaign_triggered" and purpose != "marketing":
            yield FieldFault("purpose", f"must be marketing, since {rule} is a campaign")
        elif rule not in notices and purpose == "internal":
            yield FieldFault("purpose", f"must not be internal, since {rule} writes to customers")


def _declared_faults(trial: _Trial) -> Iterator[FieldFault]:
    for rule, given in trial.rules.items():
        missing = trial.template.missing({**given, **dict.fromkeys(ALWAYS, "")})
        if missing is not None:
            reason = f"must come with the message and has no default, and {rule} does not give it"
            yield FieldFault(f"variables.{missing}", reason)


def _source_reasons(trial: _Trial, source: _Source) -> list[str]:
    try:
        used = uses(source.text)
    except TemplateError as error:
        return [str(error)]
    undeclared = used.names - ALWAYS - trial.template.variables.keys()
    reasons = [*(f"there is no {what}" for what in used.unknown), *used.excesses]
    for rule, given in trial.rules.items():
        lacking = sorted(undeclared - given.keys())
        reasons += [f"asks for {each}, which is not declared and {rule} does not give" for each in lacking]
    return reasons or _trials(trial, source, undeclared=undeclared)


def _trials(trial: _Trial, source: _Source, *, undeclared: frozenset[str]) -> list[str]:
    """What goes wrong with the values of each rule, for a customer with a name and for one without."""
    reasons: list[str] = []
    for given in trial.rules.values() or [{}]:
        full = with_unknown(trial.samples(given), undeclared)
        for variables, whom in ((full, ""), (bare(trial.template, full), " for a customer without a name")):
            reason = _rendering_fault(trial, source, variables=variables)
            if reason is not None:
                reasons.append(reason + whom)
                break
    return reasons


def _rendering_fault(trial: _Trial, source: _Source, *, variables: Variables) -> str | None:
    try:
        text = render_source(
            source.text,
            {**variables, "unsubscribe_url": SAMPLE_URL},
            template=trial.id,
            currency=trial.org.settings.currency,
            locale=trial.org.settings.locale,
            is_html=source.is_html,
        )
    except MissingVariable as error:
        return f"asks for {error.variable}, which is not there"
    except TemplateFailed as error:
        return f"cannot be rendered: {error.reason}"
    if source.is_parameter:
        return parameter_fault(text)
    if source.is_html and (relative := _relative_link(text)) is not None:
        return f"links to {relative or 'nothing'}, which leads nowhere from a mail"
    return None


def _limit_faults(trial: _Trial) -> Iterator[FieldFault]:
    """Each channel of the business in each language, with the values of the first rule."""
    template, settings = trial.template, trial.org.settings
    names = {each for source in _sources(template) for each in uses(source.text).names} - ALWAYS
    variables = with_unknown(trial.samples(next(iter(trial.rules.values()), {})), names)
    limit = settings.messages.most_sms_segments
    found: dict[tuple[str, str], None] = {}
    for channel in channels_of(settings, template):
        for language in languages_of(template):
            has_call = channel == "whatsapp" and template.whatsapp is not None
            for needs_approved in (False, True) if has_call else (False,):
                occasion = Occasion(
                    trial.org, trial.id, channel, language, variables, needs_approved, SAMPLE_URL
                )
                for fault in faults_in(write(occasion), channel, most_segments=limit):
                    found[_path(trial, fault, channel=channel, language=language), fault.reason] = None
    return (FieldFault(path, reason) for path, reason in found)


def _sources(template: TemplateSettings) -> Iterator[_Source]:
    yield from _each("bodies", template.bodies)
    yield from _each("push.title", template.push.title)
    yield from _each("push.data", template.push.data)
    if template.push.link:
        yield _Source("push.link", template.push.link)
    if (email := template.email) is not None:
        yield from _each("email.subject", email.subject)
        yield from _each("email.html", email.html, is_html=True)
        yield from _each("email.preheader", email.preheader)
    if (approved := template.whatsapp) is not None:
        for index, text in enumerate(approved.parameters):
            yield _Source(f"whatsapp.parameters.{index}", text, is_parameter=True)
        for button, text in approved.buttons.items():
            yield _Source(f"whatsapp.buttons.{button}", text, is_parameter=True)
        if approved.header is not None:
            yield _Source("whatsapp.header", approved.header, is_parameter=True)
    if template.media is not None:
        yield _Source("media.url", template.media.url)
        if template.media.filename:
            yield _Source("media.filename", template.media.filename)


def _each(path: str, texts: Mapping[str, str] | None, *, is_html: bool = False) -> Iterator[_Source]:
    for key, text in (texts or {}).items():
        yield _Source(f"{path}.{key}", text, is_html=is_html)


def languages_of(template: TemplateSettings) -> list[str]:
    """The languages of its texts, those of its bodies first."""
    email = template.email
    parts = [template.bodies, template.push.title]
    parts += [email.subject, email.html, email.preheader] if email is not None else []
    return list(dict.fromkeys(language for part in parts if part is not None for language in part))


def channels_of(settings: Settings, template: TemplateSettings) -> list[Channel]:
    """Every channel on which any reader of the template may be written to: a customer, or staff."""
    if template.purpose == "internal":
        return list(settings.staff.channels)
    ruled = [channel for rule in settings.messages.channel_rules for channel in rule.channels]
    return list(dict.fromkeys([*settings.channels, *ruled]))


def _path(trial: _Trial, fault: Fault, *, channel: Channel, language: str) -> str:
    """Where the text stands that a fault was found in."""
    template, email = trial.template, trial.template.email
    place, texts = {
        "text": ("bodies", template.bodies),
        "title": ("email.subject", email.subject) if channel == "email" and email else ("push.title", None),
        "html": ("email.html", email.html if email else None),
        "data": ("push.data", None),
        "link": ("push.link", None),
        "media": ("media.url", None),
    }.get(fault.part, (f"whatsapp.{fault.part}", None))
    found = nearest_language(texts, language, trial.org.settings.locale) if texts else fault.key
    return ".".join(filter(None, (place, found)))


class _Links(HTMLParser):
    """Collects where a page's links and images lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in _LINKS]


def _relative_link(html: str) -> str | None:
    links = _Links()
    links.feed(html)
    return next(
        (link for link in links.found if not is_absolute(link) and not link.startswith(_ADDRESSES)), None
    )
