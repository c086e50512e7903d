"""What Twilio's error codes mean for a message (twilio.com/docs/api/errors)."""

from functions.domain.providers.events import Problem
from functions.providers.error_tables import Row, problem_in, problems

# twilio.com/docs/api/errors. A code that is not here is `undelivered`: another channel may do better.
_ROWS: tuple[Row, ...] = (
    ("rate_limited", "retry", (14107, 20429, 21611, 30001, 30022, 63018)),
    ("away", "retry", (63010, 63012)),
    ("invalid_number", "suppress", (21211, 21614)),
    ("unknown_number", "suppress", (30005, 63003)),
    ("landline", "suppress", (30006,)),
    ("opted_out", "opt_out", (21610,)),
    ("country_not_enabled", "fallback", (21408, 21612)),
    ("unreachable", "fallback", (30003,)),
    ("blocked", "fallback", (30004, 63014)),
    ("filtered", "fallback", (30007,)),
    ("too_long", "fallback", (21617, 63029)),
    ("request_wrong", "stop", (21602, 21656, 63006, 63021, 63028, 63030, 63031)),
    ("content_refused", "stop", (63005, 63013)),
    ("media_failed", "fallback", (21620, 63019)),
    ("template_unavailable", "fallback", (21655, 63027)),
    ("window_closed", "fallback", (63016,)),
    ("not_deliverable", "fallback", (30008, 63015, 63023, 63024, 63032)),
    ("marketing_limit", "fallback", (63049,)),
)
PROBLEMS = problems(_ROWS)
# The account or a sender is at fault: once that is set right the same message may go.
SET_UP = frozenset(
    {20003, 20403, 20404, 21212, 21606, 21608, 21659, 21660, 21703, 21705}
    | {30002, 63001, 63002, 63007, 63008, 63020, 63022}
)


def problem_of(code: int | None) -> Problem:
    """What the error of a status means."""
    return problem_in(PROBLEMS, code)
