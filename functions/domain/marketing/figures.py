"""From what was counted to figures as S003 names them (docs/assistant.md, 'Figures', says of each what it divides)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from functions.domain.conversations.answer_times import MS, percentile_s
from functions.domain.marketing.clicks import Spent
from functions.domain.marketing.documents import (
    AiPerformance,
    Analytics,
    ArmRow,
    CampaignRow,
    CommonQuestion,
    ConversionMetrics,
    DropOff,
    Roi,
    SuccessMetrics,
    analytics_id,
)
from functions.domain.marketing.periods import Period
from functions.domain.marketing.questions import Group, common_questions
from functions.domain.marketing.tallies import ARM, CODE, OTHER_CODES, Counting, Tallies
from functions.domain.orgs.org import Org

MOST_QUESTIONS: Final = 20
MOST_CAMPAIGNS: Final = 200
_HANDOVER = "handover:"


@dataclass(frozen=True)
class Beside:
    """What figures need beside what was counted: by what and until when that was done, what was spent by code, and the
    period before.
    """

    by: Counting
    counted_at: datetime
    spent: Mapping[str, Spent]
    before: Analytics | None


def analytics_of(org: Org, period: Period, tallies: Tallies, *, beside: Beside) -> Analytics:
    """The page of a period."""
    counts, by = tallies.counts, beside.by
    campaigns = _campaigns(counts, beside.spent)
    shares = _shares(counts)
    return Analytics(
        id=analytics_id(period.id),
        period=period.id,
        since=by.since,
        until=by.until,
        conversion_metrics=_conversion(counts),
        campaign_performance=tuple(campaigns[:MOST_CAMPAIGNS]),
        ai_performance=_performance(tallies),
        common_questions=_questions(org, common_questions(tallies.questions, MOST_QUESTIONS)),
        drop_off_analysis=_drop_off(counts),
        experiments=_arms(counts),
        success_metrics=_success(shares, beside.before),
        roi=_roi(campaigns, by.currency),
        without_code=counts.get("without_code", 0),
        other_codes=counts.get(OTHER_CODES, 0) + len(campaigns[MOST_CAMPAIGNS:]),
        questions_left_out=tallies.questions_left_out,
        shares=shares,
        as_of=by.now,
        counted_at=beside.counted_at,
    )


def share_text(part: int, whole: int) -> str | None:
    """A share as people read it: `8%`, `7.5%`; None of nothing."""
    return None if whole <= 0 else f"{_plain(Decimal(100 * part) / whole)}%"


def seconds_text(ms: int, count: int) -> str | None:
    """`3 seconds`, `2.4 seconds`; None of no answer."""
    if count <= 0:
        return None
    text = _plain(Decimal(ms) / count / MS)
    return f"{text} second" if text == "1" else f"{text} seconds"


def _plain(number: Decimal) -> str:
    """To a tenth, a half goes up."""
    tenths = number.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{abs(tenths) if tenths == 0 else tenths:f}".removesuffix(".0")


def _conversion(counts: Mapping[str, int]) -> ConversionMetrics:
    leads, paid = counts.get("leads", 0), counts.get("paid", 0)
    return ConversionMetrics(
        total_leads=leads,
        leads_to_interest=counts.get("interest", 0),
        interest_to_booking=counts.get("booking", 0),
        booking_to_paid=paid,
        conversion_rate=share_text(paid, leads),
    )


def _drop_off(counts: Mapping[str, int]) -> DropOff:
    def lost(before: str, after: str) -> str | None:
        came = counts.get(before, 0)
        return share_text(came - counts.get(after, 0), came)

    return DropOff(
        leads_to_interest=lost("leads", "interest"),
        interest_to_booking=lost("interest", "booking"),
        booking_to_payment=lost("booking", "paid"),
    )


def _performance(tallies: Tallies) -> AiPerformance:
    counts, times = tallies.counts, tallies.answered_in
    leads, answers, rated = counts.get("leads", 0), counts.get("answers", 0), counts.get("rated", 0)
    ended, completed = counts.get("ended", 0), counts.get("completed", 0)
    return AiPerformance(
        avg_response_time=seconds_text(counts.get("answer_ms", 0), answers),
        successful_conversations=share_text(counts.get("successful", 0), leads),
        escalation_rate=share_text(counts.get("escalated", 0), leads),
        satisfaction_score=round(counts.get("rating", 0) / rated, 2) if rated else None,
        satisfaction_count=rated,
        satisfaction_asked=counts.get("rating_asked", 0),
        avg_response_s=round(counts.get("answer_ms", 0) / answers / MS, 3) if answers else None,
        median_response_s=percentile_s(times, 0.5),
        p90_response_s=percentile_s(times, 0.9),
        answers=answers,
        turns=counts.get("turns", 0),
        conversation_completion=share_text(completed, ended),
        ended=ended,
        completed=completed,
        escalated=counts.get("escalated", 0),
        successful=counts.get("successful", 0),
        handovers={
            name.removeprefix(_HANDOVER): n for name, n in counts.items() if name.startswith(_HANDOVER)
        },
    )


def _campaigns(counts: Mapping[str, int], spent: Mapping[str, Spent]) -> list[CampaignRow]:
    """The codes that chats came with or clicks were posted for, those with most chats first."""
    by_code: dict[str, dict[str, int]] = {code: {} for code in spent}
    for name, count in counts.items():
        if name.startswith(CODE):
            code, _, measure = name.removeprefix(CODE).rpartition(":")
            by_code.setdefault(code, {})[measure] = count
    rows = [_campaign(code, measures, spent.get(code)) for code, measures in by_code.items()]
    return sorted(rows, key=lambda row: (-row.conversations, -(row.clicks or 0), row.campaign_code))


def _campaign(code: str, measures: Mapping[str, int], spent: Spent | None) -> CampaignRow:
    bookings, revenue = measures.get("bookings", 0), measures.get("revenue_minor", 0)
    cost = spent.cost_minor if spent is not None else None
    return CampaignRow(
        campaign_code=code,
        clicks=spent.clicks if spent is not None else None,
        conversations=measures.get("conversations", 0),
        bookings=bookings,
        conversion=share_text(bookings, spent.clicks) if spent is not None else None,
        paid=measures.get("paid", 0),
        ad_chats=measures.get("ads", 0),
        revenue_minor=revenue,
        cost_minor=cost,
        cost_per_booking_minor=round(cost / bookings) if cost is not None and bookings else None,
        roi=share_text(revenue - cost, cost) if cost else None,
        other_currency=measures.get("other_currency", 0),
    )


def _roi(campaigns: Iterable[CampaignRow], currency: str) -> Roi:
    known = [row for row in campaigns if row.cost_minor is not None]
    revenue, cost = sum(row.revenue_minor for row in known), sum(row.cost_minor or 0 for row in known)
    return Roi(
        revenue_minor=revenue,
        cost_minor=cost if known else None,
        roi=share_text(revenue - cost, cost),
        currency=currency,
    )


def _questions(org: Org, groups: Iterable[Group]) -> tuple[CommonQuestion, ...]:
    found = []
    for group in groups:
        faq = org.faqs.get(group.faq_id or "")
        pattern = faq.topic if faq is not None else group.faq_id or " ".join(group.words)
        found.append(
            CommonQuestion(
                question_pattern=pattern,
                frequency=group.asked,
                ai_success_rate=share_text(group.answered, group.asked),
                faq_id=group.faq_id,
            )
        )
    return tuple(found)


def _arms(counts: Mapping[str, int]) -> tuple[ArmRow, ...]:
    by_arm: dict[tuple[str, str], dict[str, int]] = {}
    for name, count in counts.items():
        if name.startswith(ARM):
            measure, experiment, arm = name.removeprefix(ARM).split(":", 2)
            by_arm.setdefault((experiment, arm), {})[measure] = count
    return tuple(
        ArmRow(
            experiment=experiment,
            arm=arm,
            **{name: measures.get(name, 0) for name in ("leads", "interest", "booking", "paid", "escalated")},
            booking_rate=share_text(measures.get("booking", 0), measures.get("leads", 0)),
        )
        for (experiment, arm), measures in sorted(by_arm.items())
    )


def _shares(counts: Mapping[str, int]) -> dict[str, float]:
    """What two periods are compared by, in percent."""
    leads, ended = counts.get("leads", 0), counts.get("ended", 0)
    found = {
        "conversion": (counts.get("paid", 0), leads),
        "escalation": (counts.get("escalated", 0), leads),
        "completion": (counts.get("completed", 0), ended),
    }
    return {name: round(100 * part / whole, 2) for name, (part, whole) in found.items() if whole}


def _success(now: Mapping[str, float], before: Analytics | None) -> SuccessMetrics:
    """What became better, in points (S003-52)."""
    if before is None:
        return SuccessMetrics()
    was = before.shares

    def points(name: str, sign: int) -> str | None:
        if name not in now or name not in was:
            return None
        return f"{_plain(sign * (Decimal(str(now[name])) - Decimal(str(was[name]))))} points"

    return SuccessMetrics(
        escalation_reduction=points("escalation", -1),
        conversion_improvement=points("conversion", 1),
        completion_improvement=points("completion", 1),
        compared_with=before.period,
    )
