"""The models of what operations answer, for the OpenAPI document: what a client may rely on."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """More fields may come."""

    model_config = ConfigDict(extra="allow", defer_build=True)


class CommandAnswer(Answer):
    """What a command answers (docs/contracts.md, Commands): ids, and `outdated` where a later change is known."""


class DocumentAnswer(Answer):
    id: str


class ListAnswer(Answer):
    """A page of rows. `next`: the cursor of the page after it, absent or null after the last one."""

    items: list[dict[str, Any]]
    next: str | None = None


class NearbyAnswer(Answer):
    """`is_complete`: whether all that lie there are shown; where not, fewer metres show more."""

    items: list[dict[str, Any]]
    is_complete: bool


class RouteAnswer(Answer):
    """`leg_m`: the metres from the stop before, as the crow flies; `total_m` of all. `unplaced`: with a `reason`."""

    date: str
    stops: list[dict[str, Any]]
    total_m: int
    unplaced: list[dict[str, Any]]


class CampaignPreviewAnswer(DocumentAnswer):
    """`audience`: customers in its segments; the figures below it are those of the `asked` ones, scaled to all of them
    unless `is_exact`. `left_out`: by the segments that are excluded. `reasons`: why customers would not get it. `cost`:
    documents that are read and written until all has gone out, and money.
    """

    audience: int
    asked: int
    is_exact: bool
    is_approval_needed: bool
    would_get: int
    queued: int
    called: int
    held_out: int
    suppressed: int
    left_out: int
    reasons: dict[str, int]
    cost: dict[str, int]
    is_within_budget: bool
    examples: list[dict[str, Any]]
    problems: list[dict[str, Any]]


class MembershipAnswer(DocumentAnswer):
    """`progress`: how far the next tier is, 0 to 1; null at the top. `next`: what is missing to it. `redemptions`:
    those among the last 50 entries, `history`, with the reward where one was given at the desk.
    """

    points: int
    wallet_minor: int
    tier: str | None
    since: str | None
    benefits: dict[str, Any]
    next: dict[str, Any] | None
    progress: float | None
    history: list[dict[str, Any]]
    redemptions: list[dict[str, Any]]
    preferred_rewards: list[dict[str, Any]]
    rewards_in_reach: list[dict[str, Any]]
    member_since: str | None
    anniversary_on: str | None


class CampaignResultsAnswer(Answer):
    """See docs/campaigns.md, Results. `treated`, `held_out`, each of `variants`: people, buyers, orders and revenue.
    `reach`: what became of the messages, and what their customers did; the same of each variant and channel.
    `uplift`: the difference of the shares of buyers, with its interval. `roi`: of the uplift's revenue. `offer`, and of
    each variant `variant_offers`: what was redeemed of its offer; null without one. `kpi`: by what it is judged.
    """

    counted_at: str
    is_final: bool
    treated: dict[str, int]
    held_out: dict[str, int]
    uplift: dict[str, Any]
    variants: dict[str, dict[str, int]]
    tests: list[dict[str, Any]]
    reach: dict[str, Any]
    variant_reach: dict[str, dict[str, Any]]
    channels: dict[str, dict[str, Any]]
    offer: dict[str, Any] | None
    variant_offers: dict[str, dict[str, Any]]
    cost_minor: int
    roi: float | None
    kpi: dict[str, Any] | None


class ProposalsAnswer(Answer):
    """`items`: pairs with `support`, `confidence` and `lift`, the counts of which they follow, and the `rule` that each
    would be. They are of the `baskets` bought from `since` until `counted_at`, null where none were counted yet.
    `more_pairs`, `more_names`: what the table has no room for. `is_counting`: other figures are on their way.
    """

    items: list[dict[str, Any]]
    of: str
    since: str | None
    counted_at: str | None
    baskets: int
    more_pairs: int
    more_names: int
    is_counting: bool


class DashboardAnswer(Answer):
    """`repeat_rate`: the share of those who bought that bought twice or more. `average_visits`: of all customers."""

    customers: int
    new_customers: int
    buyers: int
    repeat_buyers: int
    visits: int
    repeat_rate: float | None
    average_visits: float | None
    counted_at: str


class FiguresAnswer(Answer):
    """`figures`: by id {`value`, `unit`}; money in minor units, its unit the currency. What is not there is 0.
    `as_of`: when they were made, null where there are no deals.
    """

    month: str
    figures: dict[str, Any]
    as_of: str | None


class BusinessAnswer(FiguresAnswer):
    """`since` and `until`: of which time they are; `is_over`: of a whole month. A figure without customers is null
    (docs/insights.md); `as_of` where they were not counted.
    """

    since: str | None
    until: str | None
    is_over: bool


class ConfigurationAnswer(DocumentAnswer):
    """The content, and our own fields beside it."""

    revision: int
    updated_by: str | None = None
    updated_at: str | None = None


class ApprovalsAnswer(DocumentAnswer):
    """`approvals`: for each language `name` and `code` at WhatsApp, and `state`, null while none is known."""

    approvals: list[dict[str, Any]]


class TemplatePreviewAnswer(DocumentAnswer):
    """`previews`: for each channel and language what its reader would get, its `size`, and `problems` for which it
    would not be sent. `approved`: the call of WhatsApp's approved template.
    """

    previews: list[dict[str, Any]]


class RemovalAnswer(DocumentAnswer):
    revision: int


class MarketingDashboardAnswer(Answer):
    """`active_conversations`: with a message in the last 24 hours; `phase_distribution`: with one in the last 30 days,
    by the phase in which they are. `escalated_conversations`: those that wait for a person since the assistant could
    not go on. `pending_handover`: who waits, 20 at the most, the oldest first; empty to roles that see no customers;
    `pending_count`: how many do. `kpis`: of this month, as they were counted last.
    """

    active_conversations: int
    phase_distribution: dict[str, int]
    pending_handover: list[dict[str, Any]]
    pending_count: int
    escalated_conversations: int
    kpis: dict[str, Any]
    counted_at: str | None


class MarketingAnalyticsAnswer(Answer):
    """docs/assistant.md, 'Figures', says what each divides. `as_of`: null where the period was never counted;
    `is_being_counted`: figures are on their way.
    """

    period: str
    conversion_metrics: dict[str, Any]
    campaign_performance: list[dict[str, Any]]
    ai_performance: dict[str, Any]
    common_questions: list[dict[str, Any]]
    drop_off_analysis: dict[str, Any]
    experiments: list[dict[str, Any]]
    success_metrics: dict[str, Any]
    roi: dict[str, Any]
    as_of: str | None
    is_being_counted: bool


class RefreshAnswer(Answer):
    period: str
    is_being_counted: bool
