"""Jinja2 in its sandbox: a source and its variables become a text. What is missing is said by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.utils import missing

from functions.domain.kernel.errors import MissingVariable, TemplateFailed
from functions.domain.kernel.money import money_text
from functions.domain.settings.types import Digits
from functions.domain.templates.languages import plain_tag
from functions.domain.templates.sandbox import STEPS, Sandbox, Steps, bounded, excesses
from functions.domain.templates.words import counted_form, day_text, in_digits

Variables = Mapping[str, str | int | None]
CURRENCY, LOCALE, DIGITS = "_currency", "_locale", "_digits"
MOST_KEPT = 512


def render_source(
    source: str,
    variables: Variables,
    *,
    template: str,
    currency: str,
    locale: str,
    digits: Digits = "latin",
    is_html: bool = False,
) -> str:
    """A source rendered, its ends trimmed; HTML with every value escaped. `{{ minor | money }}` writes an amount as
    the readers of `locale` do, `{{ day | date }}` a day, `{{ n | number }}` a number, also one that comes as a text,
    and `{{ n | plural(one="item", other="items") }}` the form of a word that goes with a number. With `digits` of
    Bengali a Bengali text has numbers, amounts and days in these; what is a text already (a code, a phone) stays as it
    is. `template` is for the errors: MissingVariable names what the source asks for in vain, TemplateFailed is anything
    else that is wrong.
    """
    try:
        ours = {CURRENCY: currency, LOCALE: locale, DIGITS: digits, STEPS: Steps()}
        pieces = _compiled(source, is_html).generate({**variables, **ours})
        return bounded(pieces).strip()
    except _Absent as absent:
        raise MissingVariable(template, absent.name) from None
    except Exception as error:  # any error here is the template's fault
        raise TemplateFailed(template, type(error).__name__) from error


@dataclass(frozen=True)
class Uses:
    """What a source asks for: variables, the filters and tests that do not exist, and what has no bounds."""

    names: frozenset[str]
    unknown: tuple[str, ...]
    excesses: tuple[str, ...] = ()


@lru_cache(maxsize=MOST_KEPT)
def uses(source: str) -> Uses:
    """What a source asks for, in its unlikely branches too. Raises jinja2's TemplateError where it does not parse."""
    try:
        return _uses(source)
    except TemplateError:
        raise
    except Exception as error:  # a number of 5,000 digits, parentheses without end
        raise TemplateSyntaxError(f"cannot be read: {type(error).__name__}", 1) from None


def _uses(source: str) -> Uses:
    environment = _environment(False)
    parsed = environment.parse(source)
    filters = {node.name for node in parsed.find_all(nodes.Filter)} - environment.filters.keys()
    tests = {node.name for node in parsed.find_all(nodes.Test)} - environment.tests.keys()
    unknown = [f"filter {name}" for name in sorted(filters)] + [f"test {name}" for name in sorted(tests)]
    beyond = tuple(dict.fromkeys(excesses(parsed)))
    if unknown:  # the search for names compiles, which they stop
        return Uses(frozenset(), tuple(unknown), beyond)
    return Uses(frozenset(meta.find_undeclared_variables(parsed) - environment.globals.keys()), (), beyond)


def amounts_locale(language: str, locale: str) -> str:
    """How amounts are written: as in the reader's country where the text is in their language."""
    if plain_tag(locale).split("-")[0] != plain_tag(language).split("-")[0]:
        return language
    return plain_tag(locale)


class _Absent(Exception):
    """Raised in the middle of rendering, where a variable or attribute is used that is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Missing(StrictUndefined):
    """An undefined that says its name in whatever way it is used. A breach of the sandbox stays what it is."""

    def __init__(  # noqa: PLR0917 - jinja2 gives them by position
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = UndefinedError
    ) -> None:
        raises: Any = (lambda _: _Absent(str(name))) if exc is UndefinedError else exc
        super().__init__(hint, obj, name, raises)


@lru_cache(maxsize=MOST_KEPT)
def _compiled(source: str, is_html: bool) -> Template:
    return _environment(is_html).from_string(source)


@lru_cache(maxsize=2)
def _environment(is_html: bool) -> Sandbox:
    environment = Sandbox(undefined=_Missing, finalize=_written, autoescape=is_html)
    environment.filters |= {"money": _money, "date": _date, "number": _number, "plural": _plural}
    return environment


@pass_context
def _written(context: Context, value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _figures(context, str(value))
    return "" if value is None else value


def _figures(context: Context, text: str) -> str:
    digits: Digits = context[DIGITS]
    return text if digits == "latin" else in_digits(text, digits, str(context[LOCALE]))


@pass_context
def _money(context: Context, minor: Any) -> str:
    amount = minor if isinstance(minor, int) else int(str(minor))
    return _figures(context, money_text(amount, str(context[CURRENCY]), str(context[LOCALE])))


@pass_context
def _date(context: Context, day: Any) -> str:
    text = day_text(day, str(context[LOCALE]))
    return text if text == str(day) else _figures(context, text)


@pass_context
def _number(context: Context, number: Any) -> str:
    return _figures(context, str(number))


@pass_context
def _plural(context: Context, number: Any, *, other: str, **forms: str) -> str:
    return counted_form(int(str(number)), {**forms, "other": other}, str(context[LOCALE]))
