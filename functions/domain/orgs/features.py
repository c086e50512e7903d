"""The switches of a business (S004-39). While one is off, nothing that its feature owns happens; what came in the
meantime is not made up for when it is on again (docs/data.md, Features).
"""

from typing import Literal

from functions.domain.kernel.errors import FeatureOff
from functions.domain.orgs.org import Feature, Org, is_on

OffReason = Literal["crm_off", "loyalty_off"]

_LOYALTY_RULES = "loyalty."


def require(org: Org, feature: Feature) -> None:
    """Raises FeatureOff where the feature does not work."""
    if not is_on(org, feature):
        raise FeatureOff("loyalty" if feature == "loyalty" and is_on(org, "crm") else "crm")


def why_off(org: Org, rule: str) -> OffReason | None:
    """Why nothing may come of a rule now; None where its feature is on. Every rule but loyalty's is of the CRM."""
    if not is_on(org, "crm"):
        return "crm_off"
    return "loyalty_off" if rule.startswith(_LOYALTY_RULES) and not is_on(org, "loyalty") else None
