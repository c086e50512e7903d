"""What Gupshup's error codes mean for a message."""

from collections.abc import Mapping

from functions.domain.providers.events import Problem
from functions.providers.error_tables import Row, problem_in, problems
from functions.providers.meta_errors import PASSED_ON

_ROWS: tuple[Row, ...] = (
    ("away", "retry", (500, 4002)),
    ("rate_limited", "retry", (4001,)),
    ("not_on_whatsapp", "suppress", (1002,)),
    ("account_blocked", "fallback", (1001, 1003)),
    ("window_closed", "fallback", (1004, 1005, 1006, 1007, 1008)),
    ("media_failed", "fallback", (1010, 1011)),
    ("opted_out", "opt_out", (1012,)),
    ("template_wrong", "stop", (4003,)),
    ("request_wrong", "stop", (4004,)),
    ("template_unavailable", "fallback", (4005,)),
)
PROBLEMS: Mapping[int, Problem] = {**PASSED_ON, **problems(_ROWS)}


def problem_of(code: int | None) -> Problem:
    """What the code of a failure means, Gupshup's own or WhatsApp's."""
    return problem_in(PROBLEMS, code)
