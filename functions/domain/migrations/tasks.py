"""Step 5: open tasks that were stored before each had its worth: no list that goes by worth finds them."""

from datetime import datetime
from typing import ClassVar

from functions.domain.customers.customer import standing_customer
from functions.domain.insights.agent_day import Move, days_after
from functions.domain.kernel.decisions import NOTHING, Changes, Document, Get, Reading, get_both
from functions.domain.orgs.org import Org
from functions.domain.tasks.documents import Task
from functions.domain.tasks.worth import appraised


class FormerTask(Document):
    """The fields of a task that this step writes."""

    collection: ClassVar[str] = Task.collection
    is_part: ClassVar[bool] = True
    sparse: ClassVar[frozenset[str]] = frozenset(
        {"worth_reasons", "temperature", "customer_name", "customer_phone"}
    )
    worth: int | None = None
    worth_reasons: tuple[str, ...] = ()
    temperature: str | None = None
    customer_name: str | None = None
    customer_phone: str | None = None


def migrate(org: Org, id: str, now: datetime) -> Reading[Changes]:
    """The task with what it is worth, in the day of its agent. Bills 1 read a task; 2 reads and 2 writes more of an
    open one without a worth, and where its agent's day is made anew 1 read for each of their open tasks.
    """
    former, task = yield from get_both(Get(FormerTask, id), Get(Task, id))
    if former is None or task is None or former.worth is not None or task.status != "open":
        return NOTHING
    customer = (yield from standing_customer(task.customer_id)) if task.customer_id is not None else None
    after = appraised(org.settings.calls.worth, task, customer)
    days = yield from days_after(org, (Move(before=None, after=after),), now=now)
    written = former.with_changes(**{name: getattr(after, name) for name in _WRITTEN})
    return Changes(put=(written, *days))


_WRITTEN = tuple(name for name in FormerTask.model_fields if name not in ("id", "odd_fields"))
