"""Operations under the names that a business's own programs have for them: `/cdm/customer360`, `/crm/automation/...`.

Each is the operation of another path, with its command, its rights and its answer.
"""

from collections.abc import Iterator
from dataclasses import replace

from functions.http.staff_api import configuration, customers, tasks
from functions.http.staff_api.operations import Operation

_CUSTOMER, _AUTOMATION = "/cdm/customer360", "/crm/automation"


def _of_customers() -> Iterator[Operation]:
    """All that is below one customer."""
    for each in customers.OPERATIONS:
        if each.path.startswith(customers.ONE):
            yield replace(each, path=_CUSTOMER + each.path.removeprefix("/customers"))


def _of_automation() -> Iterator[Operation]:
    """What sets messages and tasks off, and the tasks."""
    for each in (*tasks.OPERATIONS, *configuration.OPERATIONS):
        if each.subject != "settings":
            yield replace(each, path=_AUTOMATION + each.path)


OPERATIONS = (*_of_customers(), *_of_automation())
