"""An automation that is not saved is tried: checked as one that is saved would be, and put into the organisation."""

from datetime import datetime

from functions.domain.configuration.kinds import DOCUMENT_ID
from functions.domain.configuration.loading import validated
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import save_configuration
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.orgs.org import Org

UNNAMED = "trial"


def trial_id(name: str) -> str:
    """What an automation of a file of this name is called: as if it were saved so."""
    return name if DOCUMENT_ID.fullmatch(name) else UNNAMED


def try_automation(org: Org, id: str, content: object, *, now: datetime) -> Decision[Org]:
    """The organisation as it would be with this automation; it goes over a saved one of that id. Writes nothing.

    Bills what saving it reads. Raises Malformed with every fault by its path.
    """
    ref = Ref("automations", id)
    yield from save_configuration(org.id, ref, content=content, by=UNNAMED, now=now)
    return NOTHING, org.model_copy(update={"automations": {**org.automations, id: validated(ref, content)}})
