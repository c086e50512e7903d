"""All that a business can be set to."""

from typing import Annotated

import phonenumbers
from babel.numbers import list_currencies
from pydantic import AfterValidator, Field

from functions.domain.settings.loyalty import LoyaltySettings
from functions.domain.settings.messages import MessageSettings
from functions.domain.settings.types import Channel, LocaleTag, Setting, TimeZoneName
from functions.domain.settings.winback import WinbackSettings


def _country(code: str) -> str:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("is not a country that libphonenumber knows (ISO 3166, like IN)")
    return code


def _currency(code: str) -> str:
    if code not in list_currencies():
        raise ValueError("is not a currency (ISO 4217, like INR)")
    return code


class Features(Setting):
    """Switches (S004-39). Without `crm` orders are kept and credited to nobody; without `loyalty` nobody earns."""

    crm: bool = True
    loyalty: bool = True


class Settings(Setting):
    """What an organisation is set to, beside its documents of configuration. What it names among those is held against
    them where it is saved (domain/configuration).
    """

    country: Annotated[str, AfterValidator(_country)]
    locale: LocaleTag
    timezone: TimeZoneName
    currency: Annotated[str, AfterValidator(_currency)]
    features: Features = Features()
    loyalty: LoyaltySettings = LoyaltySettings()
    winback: WinbackSettings = WinbackSettings()
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)] = ("push", "whatsapp", "email")
    messages: MessageSettings = MessageSettings()
