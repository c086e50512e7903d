"""`/tasks`: what members have to do about customers; `/insights/agent_day`: a member's own day."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.commands.kinds import KINDS
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import is_date
from functions.domain.staff.readership import EVERY_ROLE
from functions.domain.tasks.documents import Outcome, TaskStatus
from functions.domain.views.pages import Wanted
from functions.domain.views.tasks import TasksWanted, listed_tasks, own_day
from functions.http.staff_api.giving import body_of, given, makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.parameters import word_faults
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shown
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer

_DONE, _GIVEN = frozenset({"outcome"}), frozenset({"assignee_uid", "is_pooled"})


class TasksQuery(PageQuery):
    whose: Annotated[Literal["own", "all"], Field(description="`all`: of those who see all tasks")] = "own"
    assignee_uid: Annotated[str | None, Field(description="one member's, whose tasks the caller may see")] = (
        None
    )
    status: Annotated[TaskStatus, Field(description="how they stand")] = "open"
    due: Annotated[str | None, Field(description="a day like 2025-01-31: due then or before")] = None


class TaskChange(BaseModel):
    """What came of a task (`complete_task`), or to whom it goes (`assign_task`): by which fields are there."""

    model_config = ConfigDict(defer_build=True)
    outcome: Outcome | None = None
    done_at: str | None = None
    notes: str | None = None
    next_action: str | None = None
    next_action_on: str | None = None
    interaction_type: str | None = None
    assignee_uid: str | None = None
    is_pooled: bool | None = None


def _wanted(asked: Asked) -> TasksWanted:
    query, faults = asked.query, word_faults(asked.query, TasksQuery)
    status: Any = query.get("status") or "open"
    due = query.get("due") or None
    if due is not None and not is_date(due):
        faults.add("due", "is not a day like 2025-01-31")
    faults.raise_any()
    of_uid = query.get("assignee_uid") or (None if query.get("whose") == "all" else asked.uid)
    return TasksWanted(of_uid, status, due)


def _list(asked: Asked) -> Reply:
    what, wanted = _wanted(asked), Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed_tasks(asked.org, asked.uid, what, wanted=wanted)))


def _change(asked: Asked) -> Reply:
    data = body_of(asked, task_id=asked.path["id"])
    return Reply(given(asked, _kind_of(data), data).value)


def _kind_of(data: dict[str, Any]) -> str:
    """Which command the body is. Malformed where it is neither, or both."""
    completes, assigns = not _DONE.isdisjoint(data), not _GIVEN.isdisjoint(data)
    if completes and assigns:
        raise Malformed("body", [FieldFault("outcome", "goes without assignee_uid and is_pooled")])
    if not completes and not assigns:
        raise Malformed("body", [FieldFault("outcome", "is needed, or assignee_uid, or is_pooled")])
    return "complete_task" if completes else "assign_task"


def _day(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: own_day(asked.org, asked.uid)))


OPERATIONS = (
    Operation(
        "GET",
        "/tasks",
        "Tasks, the earliest due first",
        _list,
        ListAnswer,
        query=TasksQuery,
        roles=EVERY_ROLE,
    ),
    Operation(
        "POST",
        "/tasks",
        "Give a member something to do",
        makes("create_task", "tasks", "task_id"),
        CommandAnswer,
        201,
        kind="create_task",
    ),
    Operation(
        "PATCH",
        "/tasks/<string(maxlength=400):id>",
        "Say what came of a task, or give it to another member",
        _change,
        CommandAnswer,
        form=TaskChange,
        given=("task_id",),
        roles=KINDS["complete_task"].roles,
    ),
    Operation(
        "GET",
        "/insights/agent_day",
        "The member's own day: counts, and calls by their worth",
        _day,
        DocumentAnswer,
        roles=EVERY_ROLE,
    ),
)
