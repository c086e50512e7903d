"""A campaign's results: what those who were written to bought, beside those who were held out, and each variant.

They are counted from the campaign's messages by the store and kept on its document, which a phone reads for one read.
Nothing counts twice, however often an order or a status comes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, Final

from functions.domain.campaign_runs.reach import reach_of, reach_tallies
from functions.domain.campaigns.documents import (
    ArmResult,
    Campaign,
    CampaignMetrics,
    KpiResult,
    UpliftResult,
    VariantTest,
)
from functions.domain.campaigns.kpis import OF_MESSAGES, kpi_result, sums_of
from functions.domain.campaigns.times import final_at
from functions.domain.campaigns.uplift import Arm, after_holm, p_value, uplift
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.tallies import Tally, count
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org

FRESH_FOR: Final = timedelta(minutes=10)
_OF_VARIANT: Final = ("orders", "revenue_minor")
_OF_ARM: Final = (
    *_OF_VARIANT,
    *("last_touch_orders", "last_touch_minor", "first_touch_orders", "first_touch_minor"),
)
_ARMS: Final = ("treated", "held_out")


def counted_for_good(org: Org, id: str, now: datetime) -> Decision[None]:
    """The results of a campaign that is over, and that no order moves any more. Bills 1 read and 1 write, and what
    counting does.
    """
    campaign = yield from get(Campaign, id)
    if campaign is None or campaign.wake_at is None or campaign.wake_at > now:
        return NOTHING, None
    metrics = yield from counted(org, campaign, now)
    wake_at = None if metrics.is_final else final_at(org, campaign)
    return Changes(put=(campaign.with_changes(metrics=metrics, wake_at=wake_at),)), None


def is_fresh(metrics: CampaignMetrics, now: datetime) -> bool:
    """Whether they were counted a moment ago, by whatever clock, or stand for good."""
    return metrics.is_final or abs(now - metrics.counted_at) < FRESH_FOR


def counted(org: Org, campaign: Campaign, now: datetime) -> Reading[CampaignMetrics]:
    """The results as the messages have them now."""
    found: dict[str, int] = {}
    for name, tally in result_tallies(campaign).items():
        found[name] = yield from count(tally)
    until = final_at(org, campaign)
    return metrics_of(campaign, found, now=now, is_final=until is not None and until <= now)


def result_tallies(campaign: Campaign) -> Mapping[str, Tally]:
    """What is counted, of each group and of each variant."""
    tallies = dict(_tallies(campaign)) | reach_tallies(campaign)
    if campaign.offer_id is None:
        return tallies
    from functions.domain.campaign_runs.offers import offer_tallies

    return tallies | offer_tallies(campaign)


def metrics_of(
    campaign: Campaign, found: Mapping[str, int], *, now: datetime, is_final: bool
) -> CampaignMetrics:
    treated, held_out = (_result(found, arm) for arm in _ARMS)
    variants = {each.id: _result(found, f"variant.{each.id}") for each in campaign.variants}
    gained = uplift(_arm(treated), _arm(held_out))
    cost = campaign.progress.cost_minor
    return CampaignMetrics(
        counted_at=now,
        is_final=is_final,
        treated=treated,
        held_out=held_out,
        uplift=UpliftResult(
            verdict=gained.verdict,
            points=gained.points,
            low=gained.low,
            high=gained.high,
            revenue_minor=gained.revenue_minor,
        ),
        variants=variants,
        tests=_tests(variants),
        **reach_of(campaign, found, treated=treated, variants=variants),
        **_of_offer(campaign, found, treated=treated, variants=variants),
        cost_minor=cost,
        roi=_roi(gained.revenue_minor, cost, discount_minor=found.get("offer.discount_minor", 0)),
        kpi=_kpi(campaign, found),
    )


def _of_offer(
    campaign: Campaign, found: Mapping[str, int], *, treated: ArmResult, variants: Mapping[str, ArmResult]
) -> dict[str, Any]:
    if campaign.offer_id is None:
        return {}
    from functions.domain.campaign_runs.offers import offers_of

    return offers_of(found, treated=treated, variants=variants)


def _kpi(campaign: Campaign, found: Mapping[str, int]) -> KpiResult | None:
    if campaign.kpi is None:
        return None
    treated, held_out = (sums_of(found, arm) for arm in _ARMS)
    return kpi_result(campaign.kpi, treated, held_out, target=campaign.kpi_target)


def _tallies(campaign: Campaign) -> Iterator[tuple[str, Tally]]:
    for arm in _ARMS:
        yield from _group(arm, (("campaign_id", campaign.id), ("arm", arm)), _OF_ARM)
    if campaign.kpi is not None:
        yield from _kpi_tallies(campaign)
    for variant in campaign.variants:
        where = (("campaign_id", campaign.id), ("arm", "treated"), ("variant", variant.id))
        yield from _group(f"variant.{variant.id}", where, _OF_VARIANT)


def _kpi_tallies(campaign: Campaign) -> Iterator[tuple[str, Tally]]:
    """What its figure needs beside orders and revenue: at most two sums of each group."""
    if campaign.kpi == "new_leads":
        from functions.domain.occasions.watched import model_of
        from functions.domain.referrals.documents import Referral

        yield "treated.leads", Tally(model_of("leads"), (("campaign_id", campaign.id),))
        for arm in _ARMS:
            yield f"{arm}.friends", Tally(Referral, containing=("campaigns", f"{campaign.id}:{arm}"))
    if campaign.kpi not in OF_MESSAGES:
        return
    for arm in _ARMS:
        where = (("campaign_id", campaign.id), ("arm", arm))
        for name in ("kpi_base", "kpi_gain"):
            yield f"{arm}.{name}", Tally(Message, where, having=(name,), sum_of=name)


def _group(
    name: str, where: tuple[tuple[str, Any], ...], summed: Sequence[str]
) -> Iterator[tuple[str, Tally]]:
    yield f"{name}.people", Tally(Message, where)
    bought = ("result.orders", 1)
    yield f"{name}.buyers", Tally(Message, where, at_least=bought, having=("result.orders",))
    for field in summed:
        path = f"result.{field}"
        yield f"{name}.{field}", Tally(Message, where, having=(path,), sum_of=path)


def _result(found: Mapping[str, int], name: str) -> ArmResult:
    fields = {field: found.get(f"{name}.{field}", 0) for field in ArmResult.model_fields}
    return ArmResult(**fields)


def _arm(result: ArmResult) -> Arm:
    return Arm(result.people, min(result.buyers, result.people), result.revenue_minor)


def _tests(variants: Mapping[str, ArmResult]) -> tuple[VariantTest, ...]:
    pairs = {
        (one, other): p_value(_arm(variants[one]), _arm(variants[other]))
        for one, other in combinations(variants, 2)
    }
    known = {" ".join(pair): p for pair, p in pairs.items() if p is not None}
    corrected = after_holm(known)
    return tuple(
        VariantTest(first=one, second=other, p_value=corrected.get(f"{one} {other}")) for one, other in pairs
    )


def _roi(revenue_minor: int | None, cost_minor: int, *, discount_minor: int) -> float | None:
    """The discount that was given is a cost. Revenue is what was paid, so that it lacks it already: it is taken off
    once, and stands among what the campaign cost.
    """
    spent_minor = cost_minor + discount_minor
    if revenue_minor is None or not spent_minor:
        return None
    return round((revenue_minor - cost_minor) / spent_minor, 4)
