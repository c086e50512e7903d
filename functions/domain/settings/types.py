"""What every part of an organisation's settings is made of, and the words that settings share."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict

Channel = Literal["push", "whatsapp", "sms", "email"]
Purpose = Literal["marketing", "transactional"]
CustomerGroup = Literal["b2b", "b2c"]


class Setting(BaseModel):
    """Settings are written by people: a name that is not known is a mistake, not an extra."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _locale(tag: str) -> str:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError("is not a language tag that CLDR knows (like en-IN)") from None
    return tag


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not a time zone (IANA, like Asia/Kolkata)") from None
    return name


LocaleTag = Annotated[str, AfterValidator(_locale)]
TimeZoneName = Annotated[str, AfterValidator(_timezone)]
