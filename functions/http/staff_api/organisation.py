"""`/organisation`: the business's name, and what is switched on."""

from typing import Any

from functions.domain.configuration.kinds import SETTINGS_ROLES
from functions.domain.configuration.organisation import (
    OrganisationForm,
    change_organisation,
    shown_organisation,
)
from functions.domain.kernel.decisions import Decision
from functions.domain.staff.readers import ORG_READERS
from functions.http.staff_api.configuration import committed
from functions.http.staff_api.giving import require_seen
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read, shown, tagged
from functions.http.staff_api.replies import DocumentAnswer


def _show(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: shown_organisation(asked.org.id, asked.uid)))


def _change(asked: Asked) -> Reply:
    org_id = asked.org.id

    def decide() -> Decision[dict[str, Any]]:
        yield from require_seen(asked, lambda: shown_organisation(org_id, asked.uid))
        return (yield from change_organisation(org_id, asked.uid, asked.body, now=asked.now))

    return tagged(committed(asked, decide))


OPERATIONS = (
    Operation("GET", "/organisation", "The organisation", _show, DocumentAnswer, roles=ORG_READERS),
    Operation(
        "PATCH",
        "/organisation",
        "Change its name, or switch a feature on or off",
        _change,
        DocumentAnswer,
        form=OrganisationForm,
        roles=frozenset(SETTINGS_ROLES),
        compares=True,
    ),
)
