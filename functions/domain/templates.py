"""A message's text: one template, several languages, Jinja2 in its sandbox. What is missing is said by name."""

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from functions.domain.errors import FieldFault, Malformed, MissingVariable
from functions.domain.money import money_text
from functions.domain.orgs import Org, Settings

MOST_CHARACTERS = 4096


class _Missing(StrictUndefined):
    """An undefined that can be asked for its name."""

    @property
    def name(self) -> str:
        return str(self._undefined_name)


class _Absent(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _finalize(value: object) -> object:
    if isinstance(value, _Missing):
        raise _Absent(value.name)
    return "" if value is None else value


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=_Missing, finalize=_finalize, autoescape=False)


def render(org: Org, template: str, *, locale: str, variables: Mapping[str, str | int | None]) -> str:
    """The text in the language nearest to `locale`. MissingVariable names what the template asks for in vain.

    `{{ amount_minor | money }}` writes an amount of the organisation's currency as the language does.
    """
    bodies = org.settings.templates[template].bodies
    language = nearest_language(bodies, locale, org.settings.locale)
    environment = _environment()
    currency = org.settings.currency
    environment = environment.overlay()
    environment.filters = {**environment.filters, "money": lambda minor: money_text(minor, currency, locale)}
    try:
        text = environment.from_string(bodies[language]).render(variables)
    except _Absent as missing:
        raise MissingVariable(template, missing.name) from None
    except UndefinedError as error:
        raise MissingVariable(template, _name_in(error)) from None
    return text.strip()[:MOST_CHARACTERS]


def nearest_language(bodies: Mapping[str, str], locale: str, org_locale: str) -> str:
    """Of the languages that a template has: the very one, its language without the country, the organisation's,
    English, the first.
    """
    wishes = (locale, locale.split("-")[0], org_locale, org_locale.split("-")[0], "en")
    return next((wish for wish in wishes if wish in bodies), next(iter(bodies)))


def check_templates(settings: Settings) -> None:
    """Malformed where a template's text does not parse, with its place and the reason."""
    faults = []
    for name, template in settings.templates.items():
        for language, body in template.bodies.items():
            try:
                _environment().parse(body)
            except (TemplateSyntaxError, SecurityError) as error:
                faults.append(FieldFault(f"templates.{name}.bodies.{language}", str(error)))
    if faults:
        raise Malformed("settings", faults)


def _name_in(error: UndefinedError) -> str:
    """Jinja2 names the variable in its sentence: 'x' is undefined."""
    parts = str(error).split("'")
    return parts[1] if len(parts) > 1 else "a variable"
