"""What Interakt's error codes mean for a message."""

from collections.abc import Mapping

from functions.domain.providers.events import Problem
from functions.providers.error_tables import problem_in, problems
from functions.providers.meta_errors import PASSED_ON

PROBLEMS: Mapping[int, Problem] = {
    **PASSED_ON,
    **problems([("not_on_whatsapp", "suppress", (1013,))]),  # from before WhatsApp's Cloud API
}


def problem_of(code: int | None) -> Problem:
    """What the code of a failure means, which is WhatsApp's."""
    return problem_in(PROBLEMS, code)
