"""`/campaigns`: offers that are tracked, to which segments, and how often they were redeemed. Nothing is sent."""

from typing import Any

from functions.domain.campaigns.documents import Campaign
from functions.domain.views.campaigns import CAMPAIGNS, campaign_shown, campaign_tallies, with_counts
from functions.domain.views.lists import listed
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer
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
    return Reply(_counted(asked, [row])[0])


def _create(asked: Asked) -> Reply:
    data = body_of(asked)
    data.pop("campaign_id", None)
    result = given(asked, "save_campaign", data).value
    return Reply(result, 201, {"Location": f"campaigns/{result['campaign_id']}"})


def _change(asked: Asked) -> Reply:
    return Reply(given(asked, "save_campaign", body_of(asked, campaign_id=asked.path["id"])).value)


def _redeem(asked: Asked) -> Reply:
    return Reply(given(asked, "record_redemption", body_of(asked, campaign_id=asked.path["id"])).value, 201)


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
        "Track an offer to segments",
        _create,
        CommandAnswer,
        status=201,
        kind="save_campaign",
        given=("campaign_id",),
    ),
    Operation(
        "GET",
        _ONE,
        "A campaign with its segments' sizes and its redemptions",
        _show,
        DocumentAnswer,
        reads=Campaign.collection,
    ),
    Operation(
        "PATCH",
        _ONE,
        "Change a campaign",
        _change,
        CommandAnswer,
        kind="save_campaign",
        given=("campaign_id",),
    ),
    Operation(
        "POST",
        f"{_ONE}/redemptions",
        "Record that a customer took the offer",
        _redeem,
        CommandAnswer,
        status=201,
        kind="record_redemption",
        given=("campaign_id",),
    ),
)
