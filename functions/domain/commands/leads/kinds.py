"""Commands about people who are no customers yet: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form


def _save_lead() -> Act[Any]:
    from functions.domain.commands.leads.saving import LeadForm, save_lead

    return by_form(LeadForm, save_lead)


def _convert_lead() -> Act[Any]:
    from functions.domain.commands.leads.conversion import ConversionForm, convert_lead

    return by_form(ConversionForm, convert_lead)


def _close_lead() -> Act[Any]:
    from functions.domain.commands.leads.saving import ClosingForm, close_lead

    return by_form(ClosingForm, close_lead)


LEAD_KINDS: Mapping[str, Kind] = {
    # Those who meet people who are no customers yet; marketing's campaigns bring them.
    "save_lead": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "marketing"}),
        by_customers=False,
        act=_save_lead,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
        feature="crm",
    ),
    "convert_lead": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support"}),
        by_customers=False,
        act=_convert_lead,
        late="the first holds; a later one is answered as the first was",
        feature="crm",
    ),
    "close_lead": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "marketing"}),
        by_customers=False,
        act=_close_lead,
        late="the first holds; refused where the lead became a customer by then",
        feature="crm",
    ),
}
