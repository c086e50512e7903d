"""The switches of a business (S004-39). While one is off, nothing that its feature owns happens; what came in the
meantime is not made up for when it is on again (docs/data.md, Features).
"""

from typing import Literal

from functions.domain.kernel.errors import FeatureOff
from functions.domain.orgs.org import Feature, Org, is_on
from functions.domain.settings.events import LOYALTY_EVENTS

CAMPAIGN_RULE = "campaign"  # whose ids may be those of automations too
OffReason = Literal["crm_off", "loyalty_off"]


def require(org: Org, feature: Feature) -> None:
    """Raises FeatureOff where the feature does not work."""
    if not is_on(org, feature):
        raise FeatureOff("loyalty" if feature == "loyalty" and is_on(org, "crm") else "crm")


def why_off(org: Org, rule: str) -> OffReason | None:
    """Why nothing may come of a rule now; None where its feature is on. Every rule is of the CRM, an automation of
    tiers, or of points that expire, of loyalty too.
    """
    if not is_on(org, "crm"):
        return "crm_off"
    kind, _, id = rule.partition(":")
    automation = org.automations.get(id) if kind != CAMPAIGN_RULE else None
    is_of_loyalty = automation is not None and automation.on in LOYALTY_EVENTS
    return "loyalty_off" if is_of_loyalty and not is_on(org, "loyalty") else None


def campaign_of(rule: str) -> str | None:
    """The campaign that a message's rule names; None where it names none."""
    kind, _, id = rule.partition(":")
    return id if kind == CAMPAIGN_RULE and id else None
