"""What every part of an organisation's settings is made of, and the words that settings share."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo

Channel = Literal["push", "whatsapp", "sms", "email"]
# What a customer agrees to or refuses. An answer to what they wrote themselves is `service`, and needs no opt-in.
ConsentPurpose = Literal["marketing", "transactional"]
CustomerPurpose = Literal[ConsentPurpose, "service"]
# `internal`: to members of staff, who need not agree.
TemplatePurpose = Literal[ConsentPurpose, "internal"]
Purpose = Literal[CustomerPurpose, "internal"]
# Each of these gets a message of its own; none: the first of the business's channels that the gate allows.
EachChannel = Annotated[tuple[Channel, ...], AfterValidator(lambda channels: once_each(channels))]
# How WhatsApp stands to a template: it takes one in the last three no more.
ApprovalState = Literal["approved", "pending", "rejected", "paused", "disabled"]
CustomerGroup = Literal["b2b", "b2c"]
# In which people and machines work for a business (domain/staff/roles.py).
Role = Literal[
    "owner", "manager", "sales_rep", "agent", "support", "marketing", "executive", "delivery", "finance"
]
# How numbers are written: with the figures 0 to 9, or in Bengali texts with those of Bengali.
Digits = Literal["latin", "bengali"]


class Setting(BaseModel):
    """Settings are written by people: a name that is not known is a mistake, not an extra."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


def has_field(form: object, name: str) -> bool:
    """Whether it has the field, as it was sent or as it was read."""
    return name in form if isinstance(form, Mapping) else hasattr(form, name)


def form_of(form: object, *names: str) -> str | None:
    """Which form of several it is: a word, or the one with the field of these names that it has. None for no form.
    Brackets keep it out of a fault's path (kernel/validation.py).
    """
    if isinstance(form, str):
        return "(word)"
    return next((f"({name})" for name in names if has_field(form, name)), None)


# The context with which stored settings are validated.
STORED = {"is_stored": True}


def is_stored(info: ValidationInfo) -> bool:
    """Whether these settings were checked when they were saved. Of what the world's tables tell (countries, currencies,
    languages) the form is enough then: an instance that only reads settings never loads the tables.
    """
    return info.context is STORED


def _locale(tag: str, info: ValidationInfo) -> str:
    if not re.fullmatch("[A-Za-z0-9]+(-[A-Za-z0-9]+)*", tag) or not (is_stored(info) or _is_language(tag)):
        raise ValueError("is not a language tag that CLDR knows (like en-IN)")
    return tag


def _reader_locale(tag: str) -> str:
    """As phones and forms write it; of a country that CLDR does not know the language counts."""
    plain = tag.strip().replace("_", "-")
    is_form = re.fullmatch("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", plain) is not None
    if not is_form or not (_is_language(plain) or _is_language(plain.partition("-")[0])):
        raise ValueError("is not a language tag that CLDR knows (like en-IN)")
    return plain


def _is_language(tag: str) -> bool:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def named_once(what: str) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Gives words on that are each named once. What it gives raises ValueError."""

    def named(words: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(set(words)) < len(words):
            raise ValueError(f"names {what} twice")
        return words

    return named


once_each = named_once("a channel")


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not a time zone (IANA, like Asia/Kolkata)") from None
    return name


LocaleTag = Annotated[str, AfterValidator(_locale)]
# A reader's, as different programs write it.
ReaderLocale = Annotated[str, AfterValidator(_reader_locale)]
TimeZoneName = Annotated[str, AfterValidator(_timezone)]
