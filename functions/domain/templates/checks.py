"""Templates are checked where settings are read: every text of every language, before any customer is written to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from jinja2 import TemplateError
from pydantic import SecretStr

from functions.domain.kernel.errors import MissingVariable, TemplateFailed
from functions.domain.kernel.validation import Faults
from functions.domain.orgs.org import Org
from functions.domain.providers.channel_limits import Fault, faults_in, is_absolute, parameter_fault
from functions.domain.settings.business import Settings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.settings.types import Channel
from functions.domain.templates.rendering import Variables, nearest_language, render_source, uses
from functions.domain.templates.samples import ALWAYS, SAMPLE_URL, bare, given_by_rules, samples, with_unknown
from functions.domain.templates.writer import Occasion, write

BUSINESS = "The Business"
_LINKS = {"href", "src"}
_ADDRESSES = ("mailto:", "tel:", "cid:")


@dataclass(frozen=True)
class _Source:
    """A text as it is written, and its place below the template."""

    path: str
    text: str
    is_html: bool = False
    is_parameter: bool = False


def check_templates(settings: Settings) -> None:
    """Malformed where a text does not parse, asks for a variable that nobody gives, cannot be rendered, or is more
    than its channel takes; each with its place (templates.winback_30.email.html.hi) and the reason.

    What a template uses beside what it declares is held against the rules that it is for. Where no rule names it,
    nobody can know what will come with its messages: then it may use whatever it likes.
    """
    faults = Faults("settings")
    for name, template in settings.templates.items():
        before = len(faults.found)
        rules = given_by_rules(settings, name)
        _check_declared(faults, name, template, rules)
        for source in _sources(template):
            _check_source(faults, settings, name, source, rules)
        if len(faults.found) == before:
            _check_limits(faults, settings, name, rules)
    faults.raise_any()


def _check_declared(
    faults: Faults, name: str, template: TemplateSettings, rules: Mapping[str, Variables]
) -> None:
    for rule, given in rules.items():
        missing = template.missing({**given, **dict.fromkeys(ALWAYS, "")})
        if missing is not None:
            path = f"templates.{name}.variables.{missing}"
            faults.add(path, f"must come with the message and has no default, and {rule} does not give it")


def _check_source(
    faults: Faults, settings: Settings, name: str, source: _Source, rules: Mapping[str, Variables]
) -> None:
    path = f"templates.{name}.{source.path}"
    try:
        used = uses(source.text)
    except TemplateError as error:
        faults.add(path, str(error))
        return
    undeclared = used.names - ALWAYS - settings.templates[name].variables.keys()
    reasons = [f"there is no {what}" for what in used.unknown]
    for rule, given in rules.items():
        lacking = sorted(undeclared - given.keys())
        reasons += [f"asks for {each}, which is not declared and {rule} does not give" for each in lacking]
    if not reasons:
        reasons = _trials(settings, name, source, rules, undeclared)
    for reason in dict.fromkeys(reasons):
        faults.add(path, reason)


def _trials(
    settings: Settings, name: str, source: _Source, rules: Mapping[str, Variables], undeclared: frozenset[str]
) -> list[str]:
    """What goes wrong with the values of each rule, for a customer with a name and for one without."""
    reasons: list[str] = []
    for given in rules.values() or [{}]:
        full = with_unknown(samples(settings, name, given, business=BUSINESS), undeclared)
        for variables, whom in ((full, ""), (bare(settings, name, full), " for a customer without a name")):
            reason = _trial(settings, name, source, variables)
            if reason is not None:
                reasons.append(reason + whom)
                break
    return reasons


def _trial(settings: Settings, name: str, source: _Source, variables: Variables) -> str | None:
    try:
        text = render_source(
            source.text,
            {**variables, "unsubscribe_url": SAMPLE_URL},
            template=name,
            currency=settings.currency,
            locale=settings.locale,
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


def _check_limits(faults: Faults, settings: Settings, name: str, rules: Mapping[str, Variables]) -> None:
    """Each channel of the business in each language, with the values of the first rule."""
    template = settings.templates[name]
    org = _org(settings)
    names = {each for source in _sources(template) for each in uses(source.text).names} - ALWAYS
    given = next(iter(rules.values()), {})
    variables = with_unknown(samples(settings, name, given, business=BUSINESS), names)
    found: dict[tuple[str, str], None] = {}
    for channel in _channels(settings):
        for language in _languages(template):
            has_call = channel == "whatsapp" and template.whatsapp is not None
            for needs_approved in (False, True) if has_call else (False,):
                occasion = Occasion(org, name, channel, language, variables, needs_approved, SAMPLE_URL)
                limit = settings.messages.most_sms_segments
                for fault in faults_in(write(occasion), channel, most_segments=limit):
                    found[_path(settings, name, fault, channel, language), fault.reason] = None
    for path, reason in found:
        faults.add(path, reason)


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


def _languages(template: TemplateSettings) -> list[str]:
    email = template.email
    parts = [template.bodies, template.push.title]
    parts += [email.subject, email.html, email.preheader] if email is not None else []
    return list(dict.fromkeys(language for part in parts if part is not None for language in part))


def _channels(settings: Settings) -> list[Channel]:
    """Every channel that any customer of the business may be written to on."""
    ruled = [channel for rule in settings.messages.channel_rules for channel in rule.channels]
    return list(dict.fromkeys([*settings.channels, *ruled]))


def _path(settings: Settings, name: str, fault: Fault, channel: Channel, language: str) -> str:
    """Where the text stands that a fault was found in."""
    template = settings.templates[name]
    email = template.email
    place, texts = {
        "text": ("bodies", template.bodies),
        "title": ("email.subject", email.subject) if channel == "email" and email else ("push.title", None),
        "html": ("email.html", email.html if email else None),
        "data": ("push.data", None),
        "link": ("push.link", None),
        "media": ("media.url", None),
    }.get(fault.part, (f"whatsapp.{fault.part}", None))
    found = nearest_language(texts, language, settings.locale) if texts else fault.key
    return ".".join(filter(None, ("templates", name, place, found)))


def _org(settings: Settings) -> Org:
    """An organisation to try the settings with."""
    return Org(
        id="sample",
        name=BUSINESS,
        preset="",
        settings=settings,
        hook_secret=SecretStr(""),
        identity_key=SecretStr(""),
    )


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
