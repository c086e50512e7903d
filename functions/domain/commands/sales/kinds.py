"""Commands about deals: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form


def _change_opportunity() -> Act[Any]:
    from functions.domain.commands.sales.opportunities import OpportunityForm, change_opportunity

    return by_form(OpportunityForm, change_opportunity)


SALES_KINDS: Mapping[str, Kind] = {
    # Those who look after accounts.
    "change_opportunity": Kind(
        roles=frozenset({"owner", "manager", "sales_rep"}),
        by_customers=False,
        act=_change_opportunity,
        late="of each field the change that was made last holds, by `made_at`, the stage too: an older move changes"
        " nothing and is in no history; `outdated` names what was late",
        feature="crm",
    ),
}
