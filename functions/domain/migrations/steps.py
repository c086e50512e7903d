"""The steps in their order. A step is never changed or taken out once it was released: what follows is a new one.

Each goes through the documents of a collection, and brings one of the former form into today's. One that is right
already it leaves alone, so that it may come twice, and beside live traffic (docs/decisions/0065).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from functions.domain.conversations.documents import Conversation
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading
from functions.domain.migrations import chats, configuration, customers, deals, products, tasks
from functions.domain.orgs.documents import OrgDocument
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from functions.domain.shop.products import Product
from functions.domain.tasks.documents import Task

# What one document needs, of the organisation and by its id; NOTHING where it is right.
Migrate = Callable[[Org, str, datetime], Reading[Changes]]


@dataclass(frozen=True)
class Step:
    """`number`: the `data_version` of an organisation that has passed it. `model`: whose collection it goes through."""

    number: int
    name: str
    model: type[Document]
    migrate: Migrate


STEPS = (
    Step(1, "settings that were dropped or moved", OrgDocument, configuration.migrate),
    Step(2, "costs apart from their products", Product, products.migrate),
    Step(3, "what searches find customers by", Customer, customers.migrate),
    Step(4, "what stages of deals mean", Opportunity, deals.migrate),
    Step(5, "what open tasks are worth", Task, tasks.migrate),
    Step(6, "leads of bookings that were due", Conversation, chats.migrate),
)


def migrate_document(step: Step, org: Org, id: str, *, now: datetime, is_dry_run: bool) -> Decision[bool]:
    """Bring one document into today's form, and say whether it was not; a dry run says it alone. Bills what the step
    says, and no write where the document is right.
    """
    changes = yield from step.migrate(org, id, now)
    is_former = changes != NOTHING
    return (NOTHING if is_dry_run else changes), is_former
