"""All that a business can be set to."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from functions.domain.settings.accounts import AccountSettings
from functions.domain.settings.activities import ActivitySettings
from functions.domain.settings.assignment import AssignmentSettings
from functions.domain.settings.assistant import AssistantSettings
from functions.domain.settings.bookings import BookingSettings
from functions.domain.settings.business_kpis import BusinessKpiSettings
from functions.domain.settings.calls import CallSettings
from functions.domain.settings.campaigns import CampaignSettings
from functions.domain.settings.consumption import ReminderSettings
from functions.domain.settings.custom_fields import MOST_DEFINED, CustomField
from functions.domain.settings.inventory import InventorySettings
from functions.domain.settings.leads import LeadScoring, LeadSettings
from functions.domain.settings.loyalty import LoyaltySettings
from functions.domain.settings.messages import MessageSettings
from functions.domain.settings.offer_calendar import OfferCalendarSettings
from functions.domain.settings.order_webhook import OrderWebhook
from functions.domain.settings.recommendations import RecommendationSettings
from functions.domain.settings.retention import RetentionSettings
from functions.domain.settings.sales import SalesSettings
from functions.domain.settings.scoring import ScoringSettings
from functions.domain.settings.staff import StaffSettings
from functions.domain.settings.types import Channel, Digits, LocaleTag, Setting, TimeZoneName, is_stored


def _country(code: str, info: ValidationInfo) -> str:
    if not re.fullmatch("[A-Z]{2}", code) or not (is_stored(info) or _is_region(code)):
        raise ValueError("is not a country that libphonenumber knows (ISO 3166, like IN)")
    return code


def _currency(code: str, info: ValidationInfo) -> str:
    if not re.fullmatch("[A-Z]{3}", code) or not (is_stored(info) or _is_currency(code)):
        raise ValueError("is not a currency (ISO 4217, like INR)")
    return code


def _is_region(code: str) -> bool:
    from phonenumbers import SUPPORTED_REGIONS

    return code in SUPPORTED_REGIONS


def _is_currency(code: str) -> bool:
    from babel.numbers import list_currencies

    return code in list_currencies()


Category = Annotated[str, Field(min_length=1, max_length=100)]


class Features(Setting):
    """Switches (S004-39). Without `crm` orders are kept without a customer; without `loyalty` no customer earns."""

    crm: bool = True
    loyalty: bool = True


class Settings(Setting):
    """What an organisation is set to, beside its documents of configuration. What it names among those is held against
    them where it is saved (domain/configuration). Without `scoring` customers have no score, stage or type. `digits`:
    with which figures Bengali texts write numbers, amounts and days. `consumable_categories`: categories of order lines
    that are used up and bought again. `reminders`: when customers are reminded of what their consumption profiles say;
    `recommendations`: when what recommendation rules say comes. `assignment`: who gets which task of the day. `calls`:
    what these are worth, and what follows them. `retention`: how long what is kept. `custom_fields`: of
    customers, which the business defines. `lead_scoring`: what a lead's score adds up from; `leads`: their stages, and
    the task that a new one makes. `sales`: how quotes are made. `activities`: what interactions are, and which orders
    leave one. `accounts`: what their orders are warned of. `campaigns`: who approves them, and what they cost;
    `offer_calendar`: when those of the year are proposed.
    `order_webhook`: where orders that are made here go out to. `inventory`: what is told of stock. `assistant`: how
    chats are answered. `bookings`: how long seats of packages are held. `business_kpis`: how often the figures of the
    business as a whole are worked out.
    """

    country: Annotated[str, AfterValidator(_country)]
    locale: LocaleTag
    digits: Digits = "latin"
    timezone: TimeZoneName
    currency: Annotated[str, AfterValidator(_currency)]
    features: Features = Features()
    loyalty: LoyaltySettings = LoyaltySettings()
    lifespan_months: Annotated[int, Field(ge=1, le=600)] = 36
    scoring: ScoringSettings | None = None
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)] = ("push", "whatsapp", "email")
    messages: MessageSettings = MessageSettings()
    staff: StaffSettings = StaffSettings()
    consumable_categories: tuple[Category, ...] = ()
    reminders: ReminderSettings = ReminderSettings()
    calls: CallSettings = CallSettings()
    assignment: AssignmentSettings = AssignmentSettings()
    recommendations: RecommendationSettings = RecommendationSettings()
    retention: RetentionSettings = RetentionSettings()
    activities: ActivitySettings = ActivitySettings()
    accounts: AccountSettings = AccountSettings()
    lead_scoring: LeadScoring = LeadScoring()
    leads: LeadSettings = LeadSettings()
    sales: SalesSettings = SalesSettings()
    campaigns: CampaignSettings = CampaignSettings()
    offer_calendar: OfferCalendarSettings = OfferCalendarSettings()
    order_webhook: OrderWebhook = OrderWebhook()
    inventory: InventorySettings = InventorySettings()
    assistant: AssistantSettings = AssistantSettings()
    bookings: BookingSettings = BookingSettings()
    business_kpis: BusinessKpiSettings = BusinessKpiSettings()
    custom_fields: Annotated[tuple[CustomField, ...], Field(max_length=MOST_DEFINED)] = ()

    @model_validator(mode="after")
    def _defines_each_field_once(self) -> Self:
        names = [field.name for field in self.custom_fields]
        if len(set(names)) < len(names):
            raise ValueError("custom_fields: two have the same name")
        return self

    @model_validator(mode="after")
    def _names_tiers(self) -> Self:
        if self.scoring is None:
            return self
        types, ladder = self.scoring.customer_types, {tier.name for tier in self.loyalty.tiers}
        for path in ("repeat_from_tier", "vip_from_tier"):
            name = getattr(types, path)
            if name is not None and name not in ladder:
                raise ValueError(f"scoring.customer_types.{path}: {name} is no tier")
        return self
