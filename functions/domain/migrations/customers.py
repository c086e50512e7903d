"""Step 3: customers who were stored before searches found them by `search` (docs/decisions/0032)."""

from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.customers.search import with_search_keys
from functions.domain.kernel.decisions import NOTHING, Changes, Reading, get
from functions.domain.orgs.org import Org


def migrate(org: Org, id: str, now: datetime) -> Reading[Changes]:
    """Quiet as an import: it sets no automation off. Bills 1 read a customer, and 1 write for each whom no search
    finds.
    """
    customer = yield from get(Customer, id)
    if customer is None or (after := with_search_keys(customer)) == customer:
        return NOTHING
    quiet = org.model_copy(update={"is_quiet": True})
    facts = Facts("customer_changed", Customer.collection, f"{id}:{now:%Y%m%dT%H%M%S}", now)
    reaction = yield from react(quiet, customer, after, facts=facts, now=now)
    return Changes(create=reaction.create, put=reaction.put)
