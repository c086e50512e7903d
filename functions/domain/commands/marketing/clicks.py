"""`record_ad_clicks`: how often an ad's code was clicked on a day, and what that cost, as the ad's platform counts."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.edits import Edit
from functions.domain.kernel.validation import Form, IdPart, MinorAmount, Whole, is_date
from functions.domain.marketing.clicks import AdClicks, DayOfClicks, clicks_id
from functions.domain.orgs.org import Org

MOST_CLICKS = 10**9


def _code(text: str) -> str:
    """As chats have it: `umr_mar_2025_hemat ` is UMR_MAR_2025_HEMAT."""
    code = "_".join(text.upper().split())
    if not code:
        raise ValueError("is empty")
    return code


def _day(text: str) -> str:
    if not is_date(text) or text < "2000":
        raise ValueError("is not a day like 2026-11-01")
    return text


class ClicksForm(Form):
    """Of a campaign code and a day: all its `clicks`, and what they cost in the business's currency."""

    campaign_code: Annotated[IdPart, AfterValidator(_code)]
    on: Annotated[str, AfterValidator(_day)]
    clicks: Annotated[Whole, Field(ge=0, le=MOST_CLICKS)]
    cost_minor: MinorAmount | None = None


def record_ad_clicks(org: Org, request: Request[ClicksForm], now: datetime) -> Decision[Result]:
    """What is posted of a day stands in the place of what was. Of two the one that was made last holds, by `made_at`;
    `outdated` says that this one was not. Bills 1 read and 1 write; the read alone where it changes nothing.
    """
    form = request.data
    month = form.on[:7]
    if form.on > f"{now:%Y}-12-31":
        raise refuse("on", "is in a year to come")
    id = clicks_id(month, form.campaign_code)
    known = yield from get(AdClicks, id)
    document = known or AdClicks(id=id, month=month, campaign_code=form.campaign_code)
    was, edit = document.days.get(form.on), Edit(at=request.made_at, command=request.command_id)
    result: Result = {"campaign_code": form.campaign_code, "on": form.on}
    if was is not None and was.edit is not None and edit.is_before(was.edit):
        return NOTHING, {**result, "outdated": ["clicks"]}
    day = DayOfClicks(clicks=form.clicks, cost_minor=form.cost_minor, edit=edit)
    after = document.with_changes(
        month=month, campaign_code=form.campaign_code, days={**document.days, form.on: day}, updated_at=now
    )
    return (NOTHING if was == day else Changes(put=(after,))), result
