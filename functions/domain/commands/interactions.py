"""An interaction that a client wrote: checked, and its customer's last activity brought up to date."""

from datetime import datetime
from typing import Literal

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.client_documents import ClientInteraction
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.validation import Form, Instant, OptionalText, Text, read_form
from functions.domain.orgs.org import Org

WHAT = "interaction"


class InteractionForm(Form):
    """What the server relies on in an interaction that staff recorded."""

    interaction_type: Text
    interaction_source: Literal["b2b_sales", "customer_service", "ai_automation", "system"]
    customer_id: OptionalText = None
    performed_at: Instant


def record_interaction(org: Org, id: str, now: datetime) -> Decision[None]:
    """Take in an interaction: the customer was active then. Bills 1 read and 2 writes; 1 write without a customer.

    The interaction itself is read from the event that brought it. Malformed where it is none.
    """
    document = yield from get(ClientInteraction, id)
    if document is None or document.recorded:
        return NOTHING, None
    form = read_form(InteractionForm, document.written, WHAT)
    customer = (yield from get(Customer, form.customer_id)) if form.customer_id else None
    taken = document.taken_in().model_copy(update={"performed_at": form.performed_at})
    if customer is None:
        return Changes(put=(taken,)), None
    stats = customer.stats
    last = max(filter(None, (stats.last_interaction_at, form.performed_at)))
    activity = max(filter(None, (stats.last_activity_at, last)))
    active = customer.with_changes(
        stats=stats.with_changes(last_interaction_at=last, last_activity_at=activity)
    )
    facts = Facts("interaction_recorded", Interaction.collection, id, now)
    reaction = yield from react(org, customer, active, facts=facts, now=now)
    return Changes(create=reaction.create, put=(taken, reaction.customer)), None
