"""An organisation and its settings: all that differs between one business and the next."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

import phonenumbers
from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from functions.domain.settings.messages import MessageSettings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.settings.types import Channel, LocaleTag, Setting, TimeZoneName

ORG_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")

_NOBODY = "-"  # looked up like any other, and can be nobody's id

Metric = Literal["orders", "spend", "lifetime_points"]


def possible_org_id(text: str) -> str:
    """The text where it can be an organisation's id; otherwise one that nobody has, which takes as long to look up."""
    return text if ORG_ID.fullmatch(text) else _NOBODY


def _country(code: str) -> str:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("is not a country that libphonenumber knows (ISO 3166, like IN)")
    return code


def _currency(code: str) -> str:
    if code not in list_currencies():
        raise ValueError("is not a currency (ISO 4217, like INR)")
    return code


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


class Settings(Setting):
    """What an organisation is set to. A preset is a file of these."""

    country: Annotated[str, AfterValidator(_country)]
    locale: LocaleTag
    timezone: TimeZoneName
    currency: Annotated[str, AfterValidator(_currency)]
    features: Features = Features()
    loyalty: LoyaltySettings
    winback: WinbackSettings = WinbackSettings()
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)] = ("push", "whatsapp", "email")
    messages: MessageSettings = MessageSettings()
    templates: Mapping[str, TemplateSettings] = {}

    @model_validator(mode="after")
    def _templates_exist(self) -> Self:
        used = {"loyalty.upgrade_template": self.loyalty.upgrade_template}
        used |= {f"winback.steps.{i}.template": step.template for i, step in enumerate(self.winback.steps)}
        for path, template in used.items():
            if template is not None and template not in self.templates:
                raise ValueError(f"{path} names {template}, which is not among the templates")
        return self


SANDBOX = "sandbox"


class Org(BaseModel):
    """An organisation as decisions see it. Its secrets do not print.

    `providers`: the settings of each provider that the business uses, as its folder in functions/providers/ reads
    them; of credentials only the secrets' names. `served_by`: whose turn each channel is.
    `paused_channels`: those whose gateway is down, with the reason.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: str
    name: str
    preset: str
    settings: Settings
    providers: Mapping[str, Mapping[str, Any]] = {}
    served_by: Mapping[Channel, str] = {}
    paused_channels: Mapping[Channel, str] = {}
    hook_secret: SecretStr
    identity_key: SecretStr

    @property
    def id_key(self) -> bytes:
        """The key of the hashes that stand in ids."""
        return self.identity_key.get_secret_value().encode()

    def provider_of(self, channel: Channel) -> str:
        """Who serves a channel: the sandbox, until the business names somebody."""
        return self.served_by.get(channel, SANDBOX)
