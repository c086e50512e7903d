"""A form of which only some fields matter: a wrong one of the others is left out, with a warning that names it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ValidationError

from functions.domain.kernel.decisions import Value
from functions.domain.kernel.errors import Malformed
from functions.domain.kernel.validation import field_faults

M = TypeVar("M", bound=BaseModel)

MOST_WARNINGS = 50


class Warned(Value):
    """A field that was left out or taken for another value, and why. Never what was sent."""

    path: str
    message: str


def read_sparing(
    form: type[M], body: object, what: str, *, essential: Collection[str]
) -> tuple[M, tuple[Warned, ...]]:
    """The body as a form without its wrong fields. Malformed where an essential one of the top is wrong or missing.

    Every other field of the form has a default; a wrong item of a list counts as an empty one.
    """
    warnings: list[Warned] = []
    while True:
        try:
            return form.model_validate(body), tuple(warnings)
        except ValidationError as error:
            faults = field_faults(error)
            places = [e["loc"] for e in error.errors(include_input=False, include_url=False)]
        fatal = [
            fault for fault, place in zip(faults, places, strict=True) if not place or place[0] in essential
        ]
        if fatal:
            raise Malformed(what, fatal)
        warnings += [Warned(path=fault.path, message=fault.message) for fault in faults]
        for place in places:
            body = _without(body, place)


def bounded(warnings: Sequence[Warned]) -> tuple[Warned, ...]:
    """The first warnings, and how many more there were: a document has a size."""
    if len(warnings) <= MOST_WARNINGS:
        return tuple(warnings)
    more = Warned(path="", message=f"and {len(warnings) - MOST_WARNINGS + 1} more")
    return (*warnings[: MOST_WARNINGS - 1], more)


def as_written(words: Any) -> BeforeValidator:
    """For a Literal's words in any case and with any signs between: `DINE_IN`, `Dine in`; a blank text is None."""
    by_letters = {_letters(word): word for word in get_args(words)}

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        return by_letters.get(_letters(value), value.strip() or None)

    return BeforeValidator(read)


def _letters(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum())


def _without(body: Any, place: Sequence[int | str]) -> Any:
    """The body without what lies at the place. A place inside a key or a choice that the body does not have changes
    the nearest part that it has.
    """
    step, rest = place[0], place[1:]
    if isinstance(body, Mapping):
        if rest and isinstance(body.get(step), Mapping | list | tuple):
            return {**body, step: _without(body[step], rest)}
        return {name: value for name, value in body.items() if name != step}
    if isinstance(body, list | tuple) and isinstance(step, int):
        item = _without(body[step], rest) if rest and isinstance(body[step], Mapping | list | tuple) else {}
        return [*body[:step], item, *body[step + 1 :]]
    return {}
