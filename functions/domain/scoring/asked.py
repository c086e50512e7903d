"""A customer as the rules of a score ask about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from functions.domain.conditions.subjects import with_lists
from functions.domain.customers.customer import Customer
from functions.domain.loyalty.tiers import figures_of, is_met, rank
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.loyalty import Metric
from functions.domain.settings.scoring import Known, ScoringSettings, Since, Thresholds

# What is worked out from a score, or written with it, and what no condition needs.
_APART = {"engagement", "segment_ids", "runs", "met", "due", "wake_at", "edits"}


@dataclass(frozen=True)
class ScoredCustomer:
    """The customer of an organisation, with what is worked out once for all instants."""

    org: Org
    scoring: ScoringSettings
    customer: Customer

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(zone_of(self.org, self.customer.timezone))

    @cached_property
    def subject(self) -> Mapping[str, Any]:
        subject: Mapping[str, Any] = with_lists(self.customer.model_dump(exclude=_APART))
        return subject

    @cached_property
    def figures(self) -> Mapping[Metric, Decimal]:
        return figures_of(self.org, self.customer.stats, self.customer.loyalty.lifetime_points)

    def last(self, since: Since) -> datetime | None:
        """When the customer last did this. The last order counts as activity, and as a visit of who never made one."""
        stats = self.customer.stats
        found: dict[Since, datetime | None] = {
            "order": stats.last_order_at,
            "visit": stats.last_visit_at or stats.last_order_at,
            "interaction": stats.last_interaction_at,
            "activity": stats.last_activity_at or stats.last_order_at,
            "signup": self.customer.created_at,
        }
        return found[since]

    def knows(self, known: Known) -> bool:
        customer = self.customer
        found: dict[Known, bool] = {
            "birthday": bool(customer.birthday),
            "email": bool(customer.email),
            "phone": bool(customer.phone),
            "app": customer.has_app,
            "opt_in": customer.whatsapp_opt_in or customer.email_opt_in or customer.sms_opt_in,
        }
        return found[known]

    def is_from(self, tier: str | None) -> bool:
        """Whether the customer is on a tier or above it; the lowest one, which is everybody's, counts once they are."""
        ladder, own = self.org.settings.loyalty, self.customer.loyalty.tier
        return tier is not None and own is not None and rank(ladder, own) >= rank(ladder, tier)

    def meets_any(self, thresholds: Thresholds) -> bool:
        return any(is_met(threshold, self.figures[metric]) for metric, threshold in thresholds.items())
