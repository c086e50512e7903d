"""A message's text: one template, several languages, Jinja2 in its sandbox. What is missing is said by name."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, UndefinedError, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from functions.domain.contents import Content, TemplateCall
from functions.domain.customers import Customer
from functions.domain.errors import FieldFault, Malformed, MissingVariable, TemplateFailed
from functions.domain.gate import needs_approved_template
from functions.domain.messages import Message
from functions.domain.money import money_text
from functions.domain.orgs import Org, Settings

MOST_CHARACTERS = 4096
CURRENCY, LOCALE = "_currency", "_locale"


def render(org: Org, template: str, *, locale: str, variables: Mapping[str, str | int | None]) -> str:
    """The text in the language nearest to `locale`. `{{ amount_minor | money }}` writes an amount as the language does.

    MissingVariable names what the template asks for in vain; TemplateFailed is anything else that is wrong with it.
    """
    known = org.settings.templates.get(template)
    if known is None:
        raise TemplateFailed(template, "the organisation no longer has it")
    language = nearest_language(known.bodies, locale, org.settings.locale)
    context = {**variables, CURRENCY: org.settings.currency, LOCALE: _locale_for(language, locale)}
    try:
        text = _environment().from_string(known.bodies[language]).render(context)
    except _Absent as absent:
        raise MissingVariable(template, absent.name) from None
    except Exception as error:  # whatever a template does wrong is the template's fault
        raise TemplateFailed(template, type(error).__name__) from error
    return text.strip()[:MOST_CHARACTERS]


def content_for(
    org: Org, message: Message, customer: Customer, now: datetime, *, unsubscribe_url: str | None = None
) -> Content:
    """A message rendered for its channel, with `unsubscribe_url` at hand. Raises MissingVariable or TemplateFailed."""
    variables = {**message.variables, "unsubscribe_url": unsubscribe_url}
    text = render(org, message.template, locale=message.locale, variables=variables)
    assert message.channel is not None, "what is rendered has a channel"
    if not needs_approved_template(org, customer, message.channel, now):
        return Content(text, unsubscribe_url=unsubscribe_url)
    return Content(text, template=_template_call(org, message), unsubscribe_url=unsubscribe_url)


def _template_call(org: Org, message: Message) -> TemplateCall:
    approved = org.settings.templates[message.template].whatsapp
    if approved is None:
        raise TemplateFailed(
            message.template, "WhatsApp takes only an approved template now, and it names none"
        )
    language = nearest_language(approved.languages, message.locale, org.settings.locale)
    return TemplateCall(approved.name, approved.languages[language])


def nearest_language(bodies: Mapping[str, str], locale: str, org_locale: str) -> str:
    """Of the languages that a template has: the very one, its language without the country, the organisation's,
    English, the first.
    """
    wishes = (locale, locale.split("-")[0], org_locale, org_locale.split("-")[0], "en")
    return next((wish for wish in wishes if wish in bodies), next(iter(bodies)))


def _unknown(template: nodes.Template) -> list[str]:
    """The filters and tests that a template uses and nobody has made, those in an unlikely branch included."""
    filters = {node.name for node in template.find_all(nodes.Filter)} - _environment().filters.keys()
    tests = {node.name for node in template.find_all(nodes.Test)} - _environment().tests.keys()
    return [f"filter {name}" for name in sorted(filters)] + [f"test {name}" for name in sorted(tests)]


def _locale_for(language: str, locale: str) -> str:
    """How amounts are written: as in the reader's country where the text is in their language."""
    return locale if locale.split("-")[0] == language.split("-")[0] else language


def check_templates(settings: Settings) -> None:
    """Malformed where a template's text does not compile, with its place and the reason."""
    faults: list[FieldFault] = []
    for name, template in settings.templates.items():
        for language, body in template.bodies.items():
            path = f"templates.{name}.bodies.{language}"
            try:
                parsed = _environment().parse(body)
            except TemplateError as error:
                faults.append(FieldFault(path, str(error)))
                continue
            faults += [FieldFault(path, f"there is no {what}") for what in _unknown(parsed)]
    if faults:
        raise Malformed("settings", faults)


class _Absent(Exception):
    """Raised in the middle of rendering, where a variable or attribute is used that is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Missing(StrictUndefined):
    """An undefined that says its name in whatever way it is used. A breach of the sandbox stays what it is."""

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = UndefinedError
    ) -> None:
        raises: Any = (lambda _: _Absent(str(name))) if exc is UndefinedError else exc
        super().__init__(hint, obj, name, raises)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=_Missing, finalize=_written, autoescape=False)
    environment.filters["money"] = _money
    return environment


def _written(value: object) -> object:
    return "" if value is None else value


@pass_context
def _money(context: Context, minor: Any) -> str:
    amount = minor if isinstance(minor, int) else int(str(minor))
    return money_text(amount, str(context[CURRENCY]), str(context[LOCALE]))
