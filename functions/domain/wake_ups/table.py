"""The table of documents that wake: the tick asks each collection of it for what is due, page by page.

A further document that wakes is a model with `due` and `wake_at`, a decision, a row here and the index of its `wake_at`
in firestore.indexes.json; tests/unit/domain/wake_ups holds those two against each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.automations.rebuilding import Rebuild, Rebuilt, rebuild_page
from functions.domain.automations.wake import wake_customer
from functions.domain.customers.customer import Customer
from functions.domain.delivery.sweep import wake_message
from functions.domain.joins.moving import move_page
from functions.domain.kernel.decisions import Decision, Document, get
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org


@dataclass(frozen=True)
class Waking:
    """One document that is due. `batch_id`: the page that wakes it, whose worker has what the page queues delivered
    together.
    """

    id: str
    now: datetime
    batch_id: str | None


@dataclass(frozen=True)
class WakeUp:
    """`wake` acts on what is due and sets the next time; its value is what wants a task of its own: a message, or what
    a page of a rebuild left to do. `needs_latest`: it goes by the settings as they are now, not by those that this
    instance has read.
    """

    model: type[Document]
    wake: Callable[[Org, Waking], Decision[Message | Rebuilt | None]]
    needs_latest: bool = False


def _customer(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    customer = yield from get(Customer, waking.id)
    if customer is not None and customer.joined_into is not None:
        return (yield from move_page(org, waking.id, waking.now))
    changes, _ = yield from wake_customer(org, waking.id, waking.now, batch_id=waking.batch_id)
    return changes, None


def _message(org: Org, waking: Waking) -> Decision[Message | None]:
    changes, sweep = yield from wake_message(org, waking.id, waking.now)
    return changes, sweep.enqueue


def _rebuild(org: Org, waking: Waking) -> Decision[Rebuilt | None]:
    return (yield from rebuild_page(org, waking.id, waking.now))


_ALL = (
    WakeUp(Message, _message),
    WakeUp(Customer, _customer),
    WakeUp(Rebuild, _rebuild, needs_latest=True),
)
WAKE_UPS: Mapping[str, WakeUp] = {wake_up.model.collection: wake_up for wake_up in _ALL}
