"""A form of which only some fields matter: a wrong one of the others is left out, with a warning that names it."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ValidationError

from functions.domain.kernel.decisions import Value
from functions.domain.kernel.errors import Malformed
from functions.domain.kernel.leaving_out import without
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
        body = without(body, places, keeps_numbers=True)


def bounded(warnings: Sequence[Warned]) -> tuple[Warned, ...]:
    """The first warnings, and how many more there were: a document has a size."""
    if len(warnings) <= MOST_WARNINGS:
        return tuple(warnings)
    more = Warned(path="", message=f"and {len(warnings) - MOST_WARNINGS + 1} more")
    return (*warnings[: MOST_WARNINGS - 1], more)


def as_written(words: Any, **others: str) -> BeforeValidator:
    """For a Literal's words in any case and with any signs between: `DINE_IN`, `Dine in`; a blank text is None.
    `others`: further spellings of its words.
    """
    by_letters = {_letters(word): word for word in get_args(words)} | others

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        return by_letters.get(_letters(value), value.strip() or None)

    return BeforeValidator(read)


def _letters(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum())
