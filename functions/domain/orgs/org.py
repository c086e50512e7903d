"""An organisation and its settings: all that differs between one business and the next."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, SecretStr

from functions.domain.kernel.money import minor_digits
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.business import Settings
from functions.domain.settings.consumption import ConsumptionProfile
from functions.domain.settings.offer_calendar import CalendarEntry
from functions.domain.settings.offers import Offer
from functions.domain.settings.packages import Faq, Package
from functions.domain.settings.pipelines import Pipeline
from functions.domain.settings.prompts import Prompt, PromptExample
from functions.domain.settings.recommendations import RecommendationRule
from functions.domain.settings.segments import SegmentSettings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.settings.territories import Territory
from functions.domain.settings.types import ApprovalState, Channel

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule

Feature = Literal["crm", "loyalty"]
ORG_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")

_RULES = "segment rules"
_NO_ORG = "-"  # looked up like any other, and no id of an organisation


def possible_org_id(text: str) -> str:
    """`text` if it is a well-formed id, else a placeholder that never exists, so that both cost the same look-up."""
    return text if ORG_ID.fullmatch(text) else _NO_ORG


class Org(BaseModel):
    """An organisation as decisions see it. Its secrets do not print.

    `templates`, `automations`, `consumption_profiles`, `recommendation_rules`, `segments`, `offers`, `offer_calendar`,
    `pipelines`, `territories`, `packages`, `faqs`, `prompts`, `prompt_examples`: the documents of that collection by
    id; each collection of configuration has a field of its name (domain/configuration/kinds.py). Of `prompts` those
    that may be used; `live_prompt`: the version that is.
    `providers`: the settings of each provider that the business uses, as its folder in functions/providers/ reads
    them; of credentials only the secrets' names. `served_by`: the provider of each channel, if the business names one;
    `windowless_channels`: those whose provider takes free text at any time. `paused_channels`: those whose gateway is
    down, with the reason; `probes_at`: when one message of such a channel is let through to see whether it works.
    `ongoing_campaigns`: which segments are entered for each campaign that takes in who comes later. `computed_rules`:
    what goes together as orders say, where it fills the gaps that `recommendation_rules` leave.
    `refused_templates`: those that WhatsApp takes no more, `{name}:{language}`, and how it stands to them.
    `is_quiet`: as an import sees it, whose rows set no automation off. It is never stored.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, defer_build=True)

    id: str
    name: str
    preset: str
    settings: Settings
    templates: Mapping[str, TemplateSettings] = {}
    automations: Mapping[str, AutomationSettings] = {}
    consumption_profiles: Mapping[str, ConsumptionProfile] = {}
    recommendation_rules: Mapping[str, RecommendationRule] = {}
    segments: Mapping[str, SegmentSettings] = {}
    offers: Mapping[str, Offer] = {}
    pipelines: Mapping[str, Pipeline] = {}
    territories: Mapping[str, Territory] = {}
    packages: Mapping[str, Package] = {}
    faqs: Mapping[str, Faq] = {}
    offer_calendar: Mapping[str, CalendarEntry] = {}
    prompts: Mapping[str, Prompt] = {}
    prompt_examples: Mapping[str, PromptExample] = {}
    live_prompt: str | None = None
    providers: Mapping[str, Mapping[str, Any]] = {}
    served_by: Mapping[Channel, str] = {}
    windowless_channels: tuple[Channel, ...] = ()
    paused_channels: Mapping[Channel, str] = {}
    probes_at: Mapping[Channel, datetime] = {}
    ongoing_campaigns: Mapping[str, tuple[str, ...]] = {}
    computed_rules: Mapping[str, RecommendationRule] = {}
    refused_templates: Mapping[str, ApprovalState] = {}
    hook_secret: SecretStr
    identity_key: SecretStr
    order_secret: SecretStr | None = None
    is_quiet: bool = False

    @property
    def id_key(self) -> bytes:
        """The key of the hashes that stand in ids."""
        return self.identity_key.get_secret_value().encode()

    @property
    def segment_rules(self) -> "Mapping[str, Rule]":
        """By id, what tells whether a customer is in a segment. Kept with the segments that they were made of: a copy
        with others has its own.
        """
        kept: tuple[Mapping[str, SegmentSettings], Mapping[str, Rule]] | None = self.__dict__.get(_RULES)
        if kept is None or kept[0] is not self.segments:
            from functions.domain.settings.segment_rules import rules_of

            kept = self.__dict__[_RULES] = (self.segments, rules_of(self.segments))
        return kept[1]

    @property
    def all_recommendation_rules(self) -> Mapping[str, RecommendationRule]:
        """By id, the business's own rules and those that fill their gaps."""
        own, computed = self.recommendation_rules, self.computed_rules
        return {**computed, **own} if computed else own

    @property
    def recommends(self) -> bool:
        """Whether it has any."""
        return bool(self.recommendation_rules or self.computed_rules)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    def local(self, at: datetime) -> datetime:
        """An instant on the clocks of the business."""
        return at.astimezone(self.zone)

    def day_of(self, at: datetime) -> date:
        """The day of an instant where the business is."""
        return self.local(at).date()

    def in_major(self, minor: int) -> Decimal:
        """An amount in the major unit of the organisation's currency."""
        return Decimal(minor).scaleb(-minor_digits(self.settings.currency))


def is_on(org: Org, feature: Feature) -> bool:
    """Whether a feature works. Loyalty is of customers: without `crm` it does not."""
    switches = org.settings.features
    return switches.crm and (feature == "crm" or switches.loyalty)


def is_watched(org: Org, collection: str) -> bool:
    """Whether an automation of the organisation watches the documents of a collection."""
    return any(each.watches == collection for each in org.automations.values())


def wants_more_of_orders(org: Org) -> bool:
    """Whether the business wants more of its orders than their figures (domain/orders/beside.py)."""
    wanted, accounts = org.settings, org.settings.accounts
    warns = wanted.custom_fields or accounts.warns_of_credit or accounts.warns_of_prices
    is_told = wanted.activities.of_orders or wanted.order_webhook.url or wanted.inventory.warns_of_stock
    return bool(warns or is_told) or is_watched(org, "orders")


def zone_of(org: Org, timezone: str | None) -> str:
    """A reader's time zone, the organisation's where theirs is not known or is none."""
    zone = timezone or org.settings.timezone
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return org.settings.timezone
    return zone


def is_recent(org: Org, happened_at: datetime, *, now: datetime) -> bool:
    """Whether what happened then may bring a message: imported orders, and those of a till that was offline for weeks,
    count without one. To a quiet organisation nothing is recent.
    """
    return not org.is_quiet and happened_at + timedelta(hours=org.settings.messages.patience_hours) >= now
