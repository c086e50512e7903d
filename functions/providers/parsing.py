"""What reading callbacks has in common, whoever sends them: comparing proofs, phones, and keeping what is broken."""

import hashlib
import hmac
import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from functions.domain.customers.identities import normal_phone
from functions.domain.kernel.errors import Malformed
from functions.domain.providers.events import BrokenItem

NO_COUNTRY = "ZZ"
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_OWN_ID = re.compile(r"[^/\x00-\x1f\x7f\ufffd]{1,512}")


def text_of(value: object) -> str | None:
    """A text out of a part that nobody checked; None where it is empty or no text."""
    return whole(value) or None if isinstance(value, str) else None


def whole(text: str) -> str:
    """The text without halves of characters: JSON can say one, where somebody cut an emoji, and nothing can keep it."""
    return _SURROGATE.sub("\ufffd", text)


Text = Annotated[str, AfterValidator(whole)]
Id = Annotated[str, Field(min_length=1, max_length=512), AfterValidator(whole)]


def _or_empty(value: object) -> object:
    return {} if value is None else value


ABSENT_IS_EMPTY = BeforeValidator(_or_empty)  # some say null where others leave a part out


def is_same(told: str | None, right: str) -> bool:
    """Whether a proof is the right one, in constant time. Bytes are compared: a header may hold anything."""
    return hmac.compare_digest((told or "").encode("utf-8", "replace"), right.encode())


def phone_of(text: str | None) -> str | None:
    """The phone in E.164, of its digits with or without a plus; None where it is none."""
    if not text:
        return None
    try:
        return normal_phone(text if text.startswith("+") else f"+{text}", NO_COUNTRY)
    except ValueError:
        return None


def own_id(value: object) -> str | None:
    """Our id of a message, as a provider gives it back; None where that cannot be one of ours."""
    text = text_of(value)
    return text if text is not None and _OWN_ID.fullmatch(text) else None


def broken(provider: str, body: bytes, error: Malformed) -> BrokenItem:
    """A body that holds one item, and that one cannot be read. Its id is the same when it comes again."""
    raw = body.decode("utf-8", "replace")
    return BrokenItem(provider=provider, id=hashlib.sha256(body).hexdigest(), reason=str(error), raw=raw)
