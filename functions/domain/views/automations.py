"""Why an automation did, or did not, run, as staff read it who may read automations, the customer and the document."""

from datetime import datetime
from typing import Any

from functions.domain.configuration.kinds import KINDS
from functions.domain.explaining.explanations import About, explain_automation
from functions.domain.kernel.decisions import Decision
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.permissions import permitted
from functions.domain.staff.readers import readers_of

_KIND = KINDS["automations"]


def automation_story(org: Org, uid: str, id: str, *, about: About, now: datetime) -> Decision[dict[str, Any]]:
    """An automation's id, and in `explanation` why it did or did not run for a customer, or a document of theirs.

    Bills 1 read for the member, and what the explanation does. Raises Forbidden if `uid` is no member whose role reads
    automations, all customers, and all documents that the automation watches; FeatureOff, NotFound, Malformed.
    """
    automation = org.automations.get(id)
    watched = automation.watches if automation is not None else "customers"
    yield from permitted(uid, _KIND.roles & readers_of("customers").all & readers_of(watched).all)
    require(org, "crm")
    changes, lines = yield from explain_automation(org, id, about, now=now)
    return changes, {"id": id, "explanation": lines}
