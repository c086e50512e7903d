"""The switches of a business (S004-39). While one is off, nothing that its feature owns happens; what came in the
meantime is not made up for when it is on again (docs/data.md, Features).
"""

from typing import Literal

from functions.domain.kernel.errors import FeatureOff
from functions.domain.orgs.org import Feature, Org, is_on
from functions.domain.settings.automations import LOYALTY_EVENTS

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
    automation = org.automations.get(rule.partition(":")[2])
    is_of_loyalty = automation is not None and automation.on in LOYALTY_EVENTS
    return "loyalty_off" if is_of_loyalty and not is_on(org, "loyalty") else None
