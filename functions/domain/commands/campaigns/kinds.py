"""Commands about campaigns: a part of the table in commands/kinds.py."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS
from functions.domain.staff.roles import Role

_MARKETERS: Final[frozenset[Role]] = LEADERS | {"marketing"}
_BY_STEP: Final = "refused where another step was made after it"


def _save_campaign() -> Act[Any]:
    from functions.domain.commands.campaigns.saving import CampaignForm, save_campaign

    return by_form(CampaignForm, save_campaign)


def _schedule_campaign() -> Act[Any]:
    from functions.domain.commands.campaigns.steps import CampaignStepForm, schedule_campaign

    return by_form(CampaignStepForm, schedule_campaign)


def _approve_campaign() -> Act[Any]:
    from functions.domain.commands.campaigns.steps import CampaignStepForm, approve_campaign

    return by_form(CampaignStepForm, approve_campaign)


def _pause_campaign() -> Act[Any]:
    from functions.domain.commands.campaigns.steps import CampaignStepForm, pause_campaign

    return by_form(CampaignStepForm, pause_campaign)


def _resume_campaign() -> Act[Any]:
    from functions.domain.commands.campaigns.steps import CampaignStepForm, resume_campaign

    return by_form(CampaignStepForm, resume_campaign)


def _cancel_campaign() -> Act[Any]:
    from functions.domain.commands.campaigns.steps import CampaignStepForm, cancel_campaign

    return by_form(CampaignStepForm, cancel_campaign)


def _try_campaign() -> Act[Any]:
    from functions.domain.commands.campaigns.texts import TrialForm, send_trial

    return by_form(TrialForm, send_trial)


def _record_redemption() -> Act[Any]:
    from functions.domain.commands.campaigns.saving import RedemptionForm, record_redemption

    return by_form(RedemptionForm, record_redemption)


def _make_coupon_codes() -> Act[Any]:
    from functions.domain.commands.campaigns.coupon_codes import CodesForm, make_coupon_codes

    return by_form(CodesForm, make_coupon_codes)


def _take_snapshot() -> Act[Any]:
    from functions.domain.commands.campaigns.snapshots import SnapshotForm, take_snapshot

    return by_form(SnapshotForm, take_snapshot)


def _kind(act: Callable[[], Act[Any]], late: str, roles: frozenset[Role] = _MARKETERS) -> Kind:
    return Kind(roles=roles, by_customers=False, act=act, late=late, feature="crm")


CAMPAIGN_KINDS: Mapping[str, Kind] = {
    "save_campaign": _kind(
        _save_campaign,
        "of each field the change that was made last holds, by `made_at`; `outdated` names the others. What is sent,"
        " to whom and when may not change once it has begun",
    ),
    "schedule_campaign": _kind(_schedule_campaign, _BY_STEP),
    # Before more customers get it than `settings.campaigns.approval_above`.
    "approve_campaign": _kind(
        _approve_campaign, "refused where the campaign was changed after it was made", LEADERS
    ),
    "pause_campaign": _kind(_pause_campaign, _BY_STEP),
    "resume_campaign": _kind(_resume_campaign, _BY_STEP),
    "cancel_campaign": _kind(_cancel_campaign, _BY_STEP),
    "try_campaign": _kind(_try_campaign, "it goes when it arrives"),
    "make_coupon_codes": _kind(_make_coupon_codes, "the codes are made when it arrives"),
    "take_snapshot": _kind(_take_snapshot, "it is taken when it arrives"),
    # Those to whom a customer shows the offer.
    "record_redemption": _kind(
        _record_redemption,
        "it was redeemed at `redeemed_at`, else `made_at`; an order redeems a campaign once",
        frozenset({"owner", "manager", "sales_rep", "agent", "support"}),
    ),
}
