"""What the table of documents that wake is made of (table.py)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from functions.domain.kernel.decisions import Decision, Document
from functions.domain.kernel.jobs import PageDone
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
class PostDue:
    """An order's post that wants a task; `count`: how often it was enqueued."""

    id: str
    count: int


@dataclass(frozen=True)
class WakeUp:
    """`wake` acts on what is due and sets the next time; its value is what wants a task of its own: a message, an order
    that goes out, or what a page of a job left to do. `model` gives the documents' model. `needs_latest`: it goes
    by the settings as they are now, not by those that this instance has read. `is_job`: nothing but its own pages
    writes the document, so one that failed is tried again by itself.
    """

    collection: str
    model: Callable[[], type[Document]]
    wake: Callable[[Org, Waking], Decision[Message | PageDone | PostDue | None]]
    needs_latest: bool = False
    is_job: bool = False
