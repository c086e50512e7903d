"""What reading Meta's and WAHA's callbacks shares: ids that may be empty, instants in seconds, broken parts kept."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError

from functions.domain.customers.identities import normal_phone
from functions.domain.kernel.errors import Malformed
from functions.domain.kernel.json_bodies import NotJson, read_json
from functions.domain.kernel.validation import field_faults
from functions.domain.providers.events import BrokenItem, ProviderEvent
from functions.providers.contract import Callback

LAST_SECOND = 4_102_444_800  # the year 2100: a larger number is in milliseconds
ID_DIGITS = 32


def _blank_is_none(value: object) -> object:
    return None if value == "" else value


def _instant(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("must be an instant in seconds")
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        raise ValueError("must be an instant in seconds") from None
    if seconds > LAST_SECOND:
        seconds /= 1000
    if not 0 < seconds <= LAST_SECOND:
        raise ValueError("must be an instant in seconds")
    return datetime.fromtimestamp(seconds, UTC)


Id = Annotated[str, Field(min_length=1)]
OptionalId = Annotated[str | None, BeforeValidator(_blank_is_none)]
EpochInstant = Annotated[datetime, PlainValidator(_instant)]


def phone_of(digits: str | None) -> str | None:
    """A number as WhatsApp writes it, without a plus, in E.164; None where it is no number that is known."""
    if not digits:
        return None
    try:
        return normal_phone(f"+{digits.removeprefix('+')}", "ZZ")
    except ValueError:
        return None


def read_body(callback: Callback) -> Any:
    """A body as it can be kept anywhere: exact fractions as text, and a question mark for half a character, which
    JSON can say and UTF-8 cannot. Raises NotJson.
    """
    try:
        text = json.dumps(read_json(callback.body), ensure_ascii=False, default=str)
        return json.loads(text.encode("utf-8", "replace"))
    except RecursionError:
        raise NotJson from None


def fingerprint(value: Any) -> str:
    """An id for a part that has none, the same whenever it comes again."""
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:ID_DIGITS]


def read_each(
    provider: str, parts: object, read: Callable[[Any], Iterable[ProviderEvent]]
) -> Iterator[ProviderEvent]:
    """What each of many parts says. Where one cannot be read, it is kept as it came and the others go on; so is
    what should be many parts and is not.
    """
    if not isinstance(parts, list):
        yield _broken(provider, parts, "must be a list")
        return
    for part in parts:
        yield from read_one(provider, part, read)


def read_one(
    provider: str, part: object, read: Callable[[Any], Iterable[ProviderEvent]]
) -> list[ProviderEvent]:
    try:
        return list(read(part))
    except ValidationError as error:
        return [_broken(provider, part, str(Malformed("item", field_faults(error))))]
    except ValueError as error:
        return [_broken(provider, part, str(error))]


def _broken(provider: str, part: object, reason: str) -> BrokenItem:
    id = part.get("id") if isinstance(part, dict) else None
    known = id if isinstance(id, str) and id else fingerprint(part)
    return BrokenItem(provider=provider, id=known, reason=reason, raw=part)
