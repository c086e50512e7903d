"""An organisation and its settings: all that differs between one business and the next."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

ORG_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")

Channel = Literal["push", "whatsapp", "sms", "email"]
Purpose = Literal["marketing", "transactional"]
Metric = Literal["orders", "spend", "lifetime_points"]


def _country(code: str) -> str:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("is not a country that libphonenumber knows (ISO 3166, like IN)")
    return code


def _currency(code: str) -> str:
    if code not in list_currencies():
        raise ValueError("is not a currency (ISO 4217, like INR)")
    return code


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


class Setting(BaseModel):
    """Settings are written by people: a name that is not known is a mistake, not an extra."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Features(Setting):
    """Switches of S004 §7. Without `crm` orders are kept and credited to nobody; without `loyalty` nobody earns."""

    crm: bool = True
    loyalty: bool = True


class EarnRule(Setting):
    """`points` for every full `per_amount` (major unit) of a bill: floor(bill / per_amount) * points (S004 §3.6)."""

    per_amount: Annotated[Decimal, Field(gt=0)]
    points: Annotated[int, Field(ge=1)] = 1


class Tier(Setting):
    """A tier is satisfied by any, or by all, of its thresholds (>=); one without thresholds is everybody's."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    any: Mapping[Metric, Annotated[Decimal, Field(ge=0)]] = {}
    all: Mapping[Metric, Annotated[Decimal, Field(ge=0)]] = {}

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.any and self.all:
            raise ValueError("has thresholds under both `any` and `all`; give one of them")
        return self


class LoyaltySettings(Setting):
    """Tiers stand from the lowest to the highest; the highest that is satisfied is the customer's."""

    earn: EarnRule
    tiers: tuple[Tier, ...] = ()
    upgrade_template: str | None = None

    @model_validator(mode="after")
    def _ladder(self) -> Self:
        names = [tier.name for tier in self.tiers]
        if len(set(names)) < len(names):
            raise ValueError("tiers: two have the same name")
        for tier in self.tiers[1:]:
            if not tier.any and not tier.all:
                raise ValueError(
                    f"tiers: {tier.name} has no threshold, so nobody would be in the tier below it"
                )
        return self


class WinbackStep(Setting):
    """After `days` without an order, this template, with these variables beside the usual ones."""

    days: Annotated[int, Field(ge=1, le=3650)]
    template: str
    variables: Mapping[str, str | int] = {}


class WinbackSettings(Setting):
    """`late_by_days`: a step that is overdue by more than this (an import of old orders) is left out."""

    steps: tuple[WinbackStep, ...] = ()
    late_by_days: Annotated[int, Field(ge=1)] = 7


class TemplateSettings(Setting):
    """A message's text by language. `resend`: whether it may go out again when nobody knows if it did."""

    purpose: Purpose
    bodies: Annotated[Mapping[Annotated[str, AfterValidator(_locale)], str], Field(min_length=1)]
    resend: bool = False


class Settings(Setting):
    """What an organisation is set to. A preset is a file of these."""

    country: Annotated[str, AfterValidator(_country)]
    locale: Annotated[str, AfterValidator(_locale)]
    timezone: Annotated[str, AfterValidator(_timezone)]
    currency: Annotated[str, AfterValidator(_currency)]
    features: Features = Features()
    loyalty: LoyaltySettings
    winback: WinbackSettings = WinbackSettings()
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)] = ("push", "whatsapp", "email")
    templates: Mapping[str, TemplateSettings] = {}

    @model_validator(mode="after")
    def _templates_exist(self) -> Self:
        used = {"loyalty.upgrade_template": self.loyalty.upgrade_template}
        used |= {f"winback.steps.{i}.template": step.template for i, step in enumerate(self.winback.steps)}
        for path, template in used.items():
            if template is not None and template not in self.templates:
                raise ValueError(f"{path} names {template}, which is not among the templates")
        return self


class Org(BaseModel):
    """An organisation as decisions see it. Its secrets do not print."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    preset: str
    settings: Settings
    hook_secret: SecretStr
    identity_key: SecretStr

    @property
    def id_key(self) -> bytes:
        """The key of the hashes that stand in ids."""
        return self.identity_key.get_secret_value().encode()
