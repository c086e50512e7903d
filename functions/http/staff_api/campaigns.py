"""`/campaigns`: what is offered to which segments, from the draft to its end, and how often it was redeemed."""

from typing import Any

from functions.domain.campaigns.documents import Campaign
from functions.domain.kernel.validation import read_form
from functions.domain.views.campaign_previews import PreviewForm, campaign_preview
from functions.domain.views.campaign_results import campaign_results
from functions.domain.views.campaigns import (
    CAMPAIGNS,
    campaign_shown,
    campaign_tallies,
    recipient_tallies,
    with_counts,
    with_recipients,
)
from functions.domain.views.lists import listed
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import body_of, gives, makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import (
    CampaignPreviewAnswer,
    CampaignResultsAnswer,
    CommandAnswer,
    DocumentAnswer,
    ListAnswer,
)
from functions.store.tallies import tallied

_ONE = "/campaigns/<string(maxlength=400):id>"


def _counted(asked: Asked, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their figures, which are counted when they are asked for."""
    counted = tallied(asked.org.id, campaign_tallies(rows))
    return [with_counts(row, counted) for row in rows]


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    found = read(asked, lambda: listed(asked.org, asked.uid, CAMPAIGNS, wanted=wanted))
    return Reply({**found, "items": _counted(asked, found["items"])})


def _show(asked: Asked) -> Reply:
    row = read(asked, lambda: campaign_shown(asked.org, asked.uid, asked.path["id"]))
    shown = _counted(asked, [row])[0]
    if shown["status"] in (None, "draft", "scheduled"):
        return Reply(shown)
    return Reply(with_recipients(shown, tallied(asked.org.id, recipient_tallies(row["id"]))))


def _preview(asked: Asked) -> Reply:
    form = read_form(PreviewForm, body_of(asked), "body")
    id = asked.path["id"]
    return Reply(
        read(
            asked,
            lambda: campaign_preview(asked.org, asked.uid, id, is_exact=form.exact, now=asked.now),
        )
    )


def _results(asked: Asked) -> Reply:
    id = asked.path["id"]
    return Reply(read(asked, lambda: campaign_results(asked.org, asked.uid, id, now=asked.now)))


def _step(word: str, summary: str, *, kind: str | None = None) -> Operation:
    """A step of a campaign's life: `POST /campaigns/{id}/{word}`."""
    kind = kind or f"{word}_campaign"
    answer = gives(kind, "campaign_id")
    return Operation(
        "POST", f"{_ONE}/{word}", summary, answer, CommandAnswer, kind=kind, given=("campaign_id",)
    )


OPERATIONS = (
    Operation(
        "GET",
        "/campaigns",
        "Campaigns, the latest changed first",
        _list,
        ListAnswer,
        query=PageQuery,
        reads=Campaign.collection,
    ),
    Operation(
        "POST",
        "/campaigns",
        "Begin a campaign, or track an offer to segments",
        makes("save_campaign", "campaigns", "campaign_id", is_new=True),
        CommandAnswer,
        status=201,
        kind="save_campaign",
        given=("campaign_id",),
    ),
    Operation(
        "GET",
        _ONE,
        "A campaign with its segments' sizes, its recipients and its redemptions",
        _show,
        DocumentAnswer,
        reads=Campaign.collection,
    ),
    Operation(
        "PATCH",
        _ONE,
        "Change a campaign",
        gives("save_campaign", "campaign_id"),
        CommandAnswer,
        kind="save_campaign",
        given=("campaign_id",),
    ),
    _step("schedule", "Schedule a draft: it begins at its start, or at once"),
    _step("approve", "Approve a campaign as it stands"),
    _step("pause", "Pause a campaign, with what it has queued"),
    _step("resume", "Have a campaign go on"),
    _step("cancel", "End a campaign: nothing of it goes out any more"),
    _step("test", "Send a campaign's text to yourself", kind="try_campaign"),
    Operation(
        "POST",
        f"{_ONE}/preview",
        "Who would get a campaign, who not and why, what it costs, and how it reads",
        _preview,
        CampaignPreviewAnswer,
        form=PreviewForm,
        reads=Campaign.collection,
    ),
    Operation(
        "GET",
        f"{_ONE}/results",
        "What a campaign's customers bought, beside those who were held out, and each variant",
        _results,
        CampaignResultsAnswer,
        reads=Campaign.collection,
    ),
    Operation(
        "POST",
        f"{_ONE}/redemptions",
        "Record that a customer took the offer",
        gives("record_redemption", "campaign_id", status=201),
        CommandAnswer,
        status=201,
        kind="record_redemption",
        given=("campaign_id",),
    ),
)
