"""What is wrong with a pipeline beside its form: a role that there is not among those who may move a deal."""

from functions.domain.kernel.errors import FieldFault
from functions.domain.orgs.org import Org
from functions.domain.staff.roles import ROLES


def pipeline_faults(org: Org, id: str) -> list[FieldFault]:
    """The faults of a pipeline of the organisation, by path."""
    return [
        FieldFault(f"stages.{place}.movers.{index}", f"is no role: {', '.join(ROLES)}")
        for place, stage in enumerate(org.pipelines[id].stages)
        for index, role in enumerate(stage.movers or ())
        if role not in ROLES
    ]
