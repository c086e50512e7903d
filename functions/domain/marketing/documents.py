"""The documents that marketing reads: the analytics of a period, how chats stand now, and what ads cost."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from pydantic import Field

from functions.domain.kernel.decisions import Document, Value

COLLECTION: Final = "marketing"
DASHBOARD: Final = "dashboard"
FRESH_FOR: Final = timedelta(minutes=1)


class ConversionMetrics(Value):
    """`total_leads`: the journeys that began in the period. The others: how many of these came so far or further.
    `conversion_rate`: those that paid, of all; None of none.
    """

    total_leads: int = 0
    leads_to_interest: int = 0
    interest_to_booking: int = 0
    booking_to_paid: int = 0
    conversion_rate: str | None = None


class CampaignRow(Value):
    """`clicks`: as they were posted for the days of the period, None where none were; `ad_chats`: chats that came by an
    ad's own click. `conversion`: bookings of clicks. `cost_minor`: None where none was posted; `roi`: what came in over
    what it cost, less one. `other_currency`: bookings that were paid in another one, and are not in the revenue.
    """

    campaign_code: str
    clicks: int | None = None
    conversations: int = 0
    bookings: int = 0
    conversion: str | None = None
    paid: int = 0
    ad_chats: int = 0
    revenue_minor: int = 0
    cost_minor: int | None = None
    cost_per_booking_minor: int | None = None
    roi: str | None = None
    other_currency: int = 0


class AiPerformance(Value):
    """`avg_response_time`: as S003-34 writes it; beside it in seconds the mean, the median and what 90 % came within.
    `successful_conversations`: answered, and never given to a person but for a payment; `escalation_rate`: given to one
    for another reason; of all. `conversation_completion`: of the chats that ended. `satisfaction_score`: mean of
    `satisfaction_count` ratings from 1 to 5.
    """

    avg_response_time: str | None = None
    successful_conversations: str | None = None
    escalation_rate: str | None = None
    satisfaction_score: float | None = None
    satisfaction_count: int = 0
    satisfaction_asked: int = 0
    avg_response_s: float | None = None
    median_response_s: float | None = None
    p90_response_s: float | None = None
    answers: int = 0
    turns: int = 0
    conversation_completion: str | None = None
    ended: int = 0
    completed: int = 0
    escalated: int = 0
    successful: int = 0
    handovers: dict[str, int] = Field(default_factory=dict)


class CommonQuestion(Value):
    """`frequency`: how often it was asked; `ai_success_rate`: how often the assistant answered it by itself."""

    question_pattern: str
    frequency: int = 0
    ai_success_rate: str | None = None
    faq_id: str | None = None


class DropOff(Value):
    """Each the share that was lost on the way: 100 % less the conversion (S003-36). None where nobody came so far."""

    leads_to_interest: str | None = None
    interest_to_booking: str | None = None
    booking_to_payment: str | None = None


class ArmRow(Value):
    """A variant of an experiment: how many journeys had it, and how many of these came so far or further."""

    experiment: str
    arm: str
    leads: int = 0
    interest: int = 0
    booking: int = 0
    paid: int = 0
    escalated: int = 0
    booking_rate: str | None = None


class SuccessMetrics(Value):
    """Against the period before, in percentage points, more is better; None where that was not counted."""

    escalation_reduction: str | None = None
    conversion_improvement: str | None = None
    completion_improvement: str | None = None
    compared_with: str | None = None


class Roi(Value):
    """Of all campaign codes whose cost was posted."""

    revenue_minor: int = 0
    cost_minor: int | None = None
    roi: str | None = None
    currency: str | None = None


class Analytics(Document):
    """`marketing/analytics:{period}`: the period's journeys in figures, as of `as_of`; `counted_at`: when they were
    counted. `shares`: what the next period is compared with.
    """

    collection: ClassVar[str] = COLLECTION
    period: str = ""
    since: datetime | None = None
    until: datetime | None = None
    conversion_metrics: ConversionMetrics = ConversionMetrics()
    campaign_performance: tuple[CampaignRow, ...] = ()
    ai_performance: AiPerformance = AiPerformance()
    common_questions: tuple[CommonQuestion, ...] = ()
    drop_off_analysis: DropOff = DropOff()
    experiments: tuple[ArmRow, ...] = ()
    success_metrics: SuccessMetrics = SuccessMetrics()
    roi: Roi = Roi()
    without_code: int = 0
    other_codes: int = 0
    questions_left_out: int = 0
    shares: dict[str, float] = Field(default_factory=dict)
    as_of: datetime | None = None
    counted_at: datetime | None = None


class MarketingDashboard(Document):
    """`marketing/dashboard`: how many chats stand where, as of `counted_at`. Whom they are with is in none of it."""

    collection: ClassVar[str] = COLLECTION
    active_conversations: int = 0
    phase_distribution: dict[str, int] = Field(default_factory=dict)
    pending_count: int = 0
    escalated_conversations: int = 0
    counted_at: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether it was counted a moment ago, by whatever clock."""
        return not self.odd_fields and self.counted_at is not None and abs(now - self.counted_at) < FRESH_FOR


def analytics_id(period_id: str) -> str:
    return f"analytics:{period_id}"
