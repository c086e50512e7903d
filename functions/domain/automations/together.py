"""Several customers change in one commit, as in a page of a job: what follows from each, the earlier ones seen by the
later ones.
"""

from collections.abc import Iterable
from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Changes, Document, Reading
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.orgs.org import Org


def react_to_each(
    org: Org,
    changes: Iterable[tuple[Customer, Customer]],
    *,
    facts: Facts,
    now: datetime,
    beside: Iterable[Document] = (),
) -> Reading[Changes]:
    """What to create and put after these changes, each the customer as they were read and as they are. `beside`: what
    else the commit writes, which is not among it. Bills what `react` does for each.
    """
    create = tuple[Document, ...]()
    put = tuple[Document, ...]()
    for before, after in changes:
        reacting = react(org, before, after, facts=facts, now=now)
        reaction = yield from seeing((*beside, *create, *put), reacting)
        create = (*create, *reaction.create)
        put = (*not_among(reaction.put, put), *reaction.put)
    return Changes(create, put)
