"""Commands about campaigns: a part of the table in kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form


def _save_campaign() -> Act[Any]:
    from functions.domain.commands.campaigns import CampaignForm, save_campaign

    return by_form(CampaignForm, save_campaign)


def _record_redemption() -> Act[Any]:
    from functions.domain.commands.campaigns import RedemptionForm, record_redemption

    return by_form(RedemptionForm, record_redemption)


CAMPAIGN_KINDS: Mapping[str, Kind] = {
    "save_campaign": Kind(
        roles=frozenset({"owner", "manager", "marketing"}),
        by_customers=False,
        act=_save_campaign,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
        feature="crm",
    ),
    # Those to whom a customer shows the offer.
    "record_redemption": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support"}),
        by_customers=False,
        act=_record_redemption,
        late="it was redeemed at `redeemed_at`, else `made_at`; an order redeems a campaign once",
        feature="crm",
    ),
}
