"""A campaign before it goes out: how many would get it, how many not and why, what it costs, and how it reads.

The gate that a page asks is asked here too, of a sample or of all, and nothing is written. Ids of customers are hashes,
so the first ones by id are a fair sample.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from functions.domain.campaign_runs.pages import audience_of, waits_for_approval
from functions.domain.campaigning.reaching import ReachedCustomer, counted_in, is_among, lacking, reach
from functions.domain.campaigns.documents import Campaign, Progress
from functions.domain.commands.campaigns.texts import channels_of, template_faults, tried
from functions.domain.commands.editing import refuse
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, Reading
from functions.domain.kernel.paging import page_by_id
from functions.domain.kernel.tallies import count
from functions.domain.kernel.validation import Form
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel
from functions.domain.templates.previews import Preview
from functions.domain.views.campaigns import campaign_read

SAMPLE: Final = 200
MOST_EXACT: Final = 5_000
AT_ONCE: Final = 500
EXAMPLES: Final = 3


class PreviewForm(Form):
    """`exact`: every customer is asked about, in place of a sample."""

    exact: bool = False


@dataclass(frozen=True)
class _Tried:
    """What became of those who were asked about."""

    progress: Progress
    asked: int
    kinds: Mapping[tuple[str, Channel, str], int]


def campaign_preview(
    org: Org, uid: str, id: str, *, is_exact: bool, now: datetime
) -> Decision[dict[str, Any]]:
    """What a campaign would do now. Bills 2 reads, 1 for each 1,000 customers of its segments, and 1 for each of a
    sample of 200: 302 for 100,000 customers. Exact 1 read for each customer, of at most 5,000.

    Raises what `campaign_shown` does; Malformed where it lacks what it sends or to whom, and at `exact` of one that is
    to more.
    """
    campaign = yield from campaign_read(org, uid, id)
    _require_content(org, campaign)
    audience = yield from count(audience_of(campaign))
    if is_exact and audience > MOST_EXACT:
        raise refuse("exact", f"is for at most {MOST_EXACT} customers: ask for a sample")
    most = MOST_EXACT if is_exact else SAMPLE
    found = yield from _tried(org, campaign, most, now=now)
    return NOTHING, _shown(org, campaign, found, audience=audience)


def _require_content(org: Org, campaign: Campaign) -> None:
    if campaign.status is None:
        raise refuse("campaign_id", "is tracked only: nothing of it is sent")
    if not campaign.segment_ids:
        raise refuse("segment_ids", "is needed")
    if not campaign.templates:
        raise refuse("template", "is needed")
    if lacking(org, campaign) is not None:
        raise refuse("campaign_id", "names a segment, template or offer that is gone")


def _tried(org: Org, campaign: Campaign, most: int, *, now: datetime) -> Reading[_Tried]:
    progress, kinds, asked, after = Progress(), Counter[tuple[str, Channel, str]](), 0, None
    while asked < most:
        limit = min(AT_ONCE, most - asked)
        among = ("segment_ids", campaign.segment_ids)
        page = yield from page_by_id(Customer, after, limit, containing=among)
        for customer in filter(lambda each: is_among(campaign, each), page):
            reached = reach(org, campaign, customer, now=now)
            progress = counted_in(org, progress, reached)
            kinds.update(_kinds(reached))
        asked, after = asked + len(page), page[-1].id if page else None
        if len(page) < limit:
            break
    return _Tried(progress, asked, kinds)


def _kinds(reached: ReachedCustomer) -> list[tuple[str, Channel, str]]:
    """By which text, channel and language it goes: what an example is made of."""
    message = reached.message
    if message.template is None or message.channel is None or message.status != "queued":
        return []
    return [(message.template, message.channel, message.locale)]


def _shown(org: Org, campaign: Campaign, found: _Tried, *, audience: int) -> dict[str, Any]:
    share = audience / found.asked if found.asked else 0.0
    progress = found.progress

    def scaled(number: int) -> int:
        return round(number * share)

    would = {name: scaled(getattr(progress, name)) for name in ("queued", "called", "held_out", "suppressed")}
    return {
        "id": campaign.id,
        "audience": audience,
        "asked": found.asked,
        "is_exact": found.asked >= audience,
        "is_approval_needed": waits_for_approval(org, campaign.with_changes(audience=audience)),
        "would_get": would["queued"] + would["called"],
        **would,
        "left_out": scaled(found.asked - progress.passed),
        "reasons": {name: scaled(number) for name, number in sorted(progress.reasons.items())},
        "cost": _cost(org, audience, would, money=scaled(progress.cost_minor)),
        "is_within_budget": _is_within(campaign, would, scaled(progress.cost_minor)),
        "examples": [_example(each) for each in _examples(org, campaign, found)],
        "problems": [
            {"path": fault.path, "message": fault.message} for fault in template_faults(org, campaign)
        ],
    }


def _cost(org: Org, audience: int, would: Mapping[str, int], *, money: int) -> dict[str, int]:
    """Documents that pages bill, and claims and results after them; and the money of the messages."""
    pages = audience // org.settings.campaigns.page_size + 1
    sending = 2 * would["queued"] + 3 * would["called"] + would["held_out"] + would["suppressed"]
    return {
        "reads": audience + pages + would["queued"],
        "writes": sending + pages + 2 * would["queued"],
        "money_minor": money,
    }


def _is_within(campaign: Campaign, would: Mapping[str, int], money: int) -> bool:
    messages = would["queued"] + would["called"]
    return (campaign.budget_messages is None or messages <= campaign.budget_messages) and (
        campaign.budget_minor is None or money <= campaign.budget_minor
    )


def _examples(org: Org, campaign: Campaign, found: _Tried) -> list[Preview]:
    """The most frequent texts, for a customer who is made up: no one's data is shown."""
    kinds = [kind for kind, _ in Counter(found.kinds).most_common(EXAMPLES)]
    usual = [
        (template, channel, org.settings.locale)
        for template in campaign.templates
        for channel in channels_of(org, campaign, template)
    ]
    chosen = list(dict.fromkeys([*kinds, *usual]))[:EXAMPLES]
    return [
        tried(org, campaign, template, channel=channel, locale=locale) for template, channel, locale in chosen
    ]


def _example(found: Preview) -> dict[str, Any]:
    content = found.content
    return {
        "channel": found.channel,
        "locale": found.locale,
        "title": content.title if content else None,
        "text": content.text if content else None,
        "size": found.size,
        "problems": list(found.faults),
    }
