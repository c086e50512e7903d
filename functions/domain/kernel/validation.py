"""What every request and client's document is checked with: exact amounts, instants with a zone, faults by field."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from functions.domain.kernel.decisions import LARGEST
from functions.domain.kernel.errors import FieldFault, Malformed

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
EARLIEST_YEAR = 2000
LATEST = datetime.max.replace(tzinfo=UTC)  # what Firestore keeps; west of London 9999 ends after it
# A rule between fields says itself where: `on.field: is not one of ..`.
_SAYS_WHERE = re.compile(r"([a-z_]+(?:\.[a-z_]+)*): (.+)", re.DOTALL)
_OF_A_CLASS = re.compile(r"(?<=valid dictionary) or instance of \w+$")


def _exact(value: object) -> object:
    """A float is its shortest decimal: Firestore keeps a client's 387.5 so."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("must be a decimal number, as text or exact")
    text = f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
    if not DECIMAL.fullmatch(text):
        raise ValueError("must be a decimal number like 387.00")
    return Decimal(text)


def _instant_text(value: object) -> object:
    plain = value.strip() if isinstance(value, str) else value
    if not isinstance(plain, datetime) and not (isinstance(plain, str) and _INSTANT.match(plain)):
        raise ValueError("must be an instant like 2025-01-25T10:30:00+05:30")
    return plain


def _keepable(at: datetime) -> datetime:
    if at > LATEST:
        raise ValueError("is after the year 9999")
    return at


def _plausible_year(at: datetime) -> datetime:
    if at.year < EARLIEST_YEAR:
        raise ValueError(f"is before the year {EARLIEST_YEAR}")
    return at


def _something(quantity: Decimal) -> Decimal:
    if quantity == 0:
        raise ValueError("is nothing")
    return quantity


def _not_reserved(id: str) -> str:
    """What Firestore keeps for itself: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields"""
    if id in (".", "..") or (id.startswith("__") and id.endswith("__")):
        raise ValueError("is not a document's id")
    return id


def blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def capitals(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


Exact = Annotated[Decimal, BeforeValidator(_exact)]
Amount = Annotated[Exact, Field(ge=0, le=Decimal(10) ** 10)]
SignedAmount = Annotated[Exact, Field(ge=-(Decimal(10) ** 10), le=Decimal(10) ** 10)]
Quantity = Annotated[Exact, Field(ge=-(Decimal(10) ** 6), le=Decimal(10) ** 6), AfterValidator(_something)]
ClockTime = Annotated[AwareDatetime, BeforeValidator(_instant_text), AfterValidator(_keepable)]
Instant = Annotated[ClockTime, AfterValidator(_plausible_year)]
# Of a machine whose clock is not believed: one that is too far ahead is taken for now, however far it is.
DoubtedInstant = Annotated[AwareDatetime, BeforeValidator(_instant_text), AfterValidator(_plausible_year)]
# Strict: bytes are no text.
Text = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
LongText = Annotated[str, Field(strict=True, min_length=1, max_length=10_000)]
Whole = Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]  # what a document takes
MinorAmount = Annotated[Whole, Field(ge=0, le=10**12)]  # never below zero, and sums of many fit the store
# Their note in schemas: an empty one is taken, as absent.
_TextOrBlank = Annotated[str, Field(max_length=200)]
_IdOrBlank = Annotated[str, Field(max_length=200, pattern=r"^[^/\x00-\x1f\x7f]*$")]
OptionalText = Annotated[
    Text | None, BeforeValidator(blank_is_none, json_schema_input_type=_TextOrBlank | None)
]
IdPart = Annotated[str, Field(strict=True, min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f\x7f]+$")]
DocumentId = Annotated[IdPart, AfterValidator(_not_reserved)]
OptionalId = Annotated[
    DocumentId | None, BeforeValidator(blank_is_none, json_schema_input_type=_IdOrBlank | None)
]


class Form(BaseModel):
    """What a sender wrote. Fields that we do not know are left out; the ones that we know must be right."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)


def read_form(form: type[M], body: object, what: str) -> M:
    """The body as a form; Malformed with a fault for each wrong field. No fault repeats what was sent."""
    try:
        return form.model_validate(body)
    except ValidationError as error:
        raise Malformed(what, field_faults(error)) from None


def number_in(text: str, least: int, most: int) -> int | None:
    """The number that a text writes in plain digits, however many zeros are in front; None where it is not from `least`
    to `most`. It never makes a number of more digits than `most` has.
    """
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0") or "0"
    number = int(digits) if len(digits) <= len(str(most)) else most + 1
    return number if least <= number <= most else None


def is_date(text: str) -> bool:
    """Whether it is a day written as 2025-01-31."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def field_faults(error: ValidationError) -> list[FieldFault]:
    """Pydantic's errors as faults: `lines.0.quantity`, and the reason."""
    errors = error.errors(include_input=False, include_url=False, include_context=False)
    places = [e["loc"] for e in errors]
    return [
        _fault(e["loc"], e["msg"])
        for e in errors
        if e["type"] != "too_short" or not any(_is_below(e["loc"], place) for place in places)
    ]


def _is_below(place: tuple[int | str, ...], other: tuple[int | str, ...]) -> bool:
    """A list whose items are wrong counts as empty for pydantic: that is no fault of its own."""
    return len(other) > len(place) and other[: len(place)] == place


def _fault(place: tuple[int | str, ...], message: str) -> FieldFault:
    """A form of several is no part of a path: its tag stands in brackets (settings/types.py, `form_of`), and pydantic's
    own words for one are none either, and a class of ours is no word to a client.
    """
    parts = [str(part) for part in place if not str(part).startswith(("(", "literal[", "function-"))]
    reason = message.removeprefix("Value error, ")
    if reason != message and (says := _SAYS_WHERE.fullmatch(reason)):
        parts, reason = [*parts, says[1]], says[2]
    return FieldFault(".".join(parts) or "body", _OF_A_CLASS.sub("", reason))


class Faults:
    """Collects what is wrong beyond a field's own type, so that the sender hears of all of it at once."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.found: list[FieldFault] = []

    def add(self, path: str, message: str) -> None:
        self.found.append(FieldFault(path, message))

    def checked(self, path: str, make: Callable[[], T], instead: T) -> T:
        """What `make` gives; where it raises ValueError, a fault at the path, and `instead`."""
        try:
            return make()
        except ValueError as error:
            self.add(path, str(error))
            return instead

    def gathered(self, make: Callable[[], T]) -> T | None:
        """What `make` gives; where it raises Malformed, its faults, and None."""
        try:
            return make()
        except Malformed as error:
            self.found.extend(error.faults)
            return None

    def raise_any(self) -> None:
        if self.found:
            raise Malformed(self.what, self.found)
