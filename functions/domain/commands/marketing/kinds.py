"""Commands about what marketing counts: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS


def _record_ad_clicks() -> Act[Any]:
    from functions.domain.commands.marketing.clicks import ClicksForm, record_ad_clicks

    return by_form(ClicksForm, record_ad_clicks)


MARKETING_KINDS: Mapping[str, Kind] = {
    "record_ad_clicks": Kind(
        roles=LEADERS | {"marketing"},
        by_customers=False,
        act=_record_ad_clicks,
        late="of two of one code and day the one made last holds, by `made_at`; `outdated` says that it was not",
        feature="crm",
    ),
}
