"""An interaction that a client wrote: checked, and its customer's last activity brought up to date."""

from collections.abc import Mapping
from typing import Any, Literal

from functions.domain.customers import Customer
from functions.domain.decisions import NOTHING, Changes, Decision, get
from functions.domain.forms import Form, Instant, OptionalText, Text, read_form
from functions.domain.refusals import InteractionMark

WHAT = "interaction"


class InteractionForm(Form):
    """What the server relies on in an interaction that staff recorded."""

    interaction_type: Text
    interaction_source: Literal["b2b_sales", "customer_service", "ai_automation", "system"]
    customer_id: OptionalText = None
    performed_at: Instant


def record_interaction(id: str, document: Mapping[str, Any]) -> Decision[None]:
    """Take in an interaction: the customer was active then. Bills 1 read and 2 writes; 1 write without a customer.

    The interaction itself is read from the event that brought it. Malformed where it is none.
    """
    form = read_form(InteractionForm, document, WHAT)
    mark = yield from get(InteractionMark, id)
    if mark is None or mark.recorded:
        return NOTHING, None
    taken = mark.but(recorded=True, record_error=None)
    customer = (yield from get(Customer, form.customer_id)) if form.customer_id else None
    if customer is None:
        return Changes(put=(taken,)), None
    last = max(filter(None, (customer.stats.last_activity_at, form.performed_at)))
    active = customer.but(stats=customer.stats.but(last_activity_at=last))
    return Changes(put=(taken, active)), None
