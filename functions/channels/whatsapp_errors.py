"""WhatsApp's own error codes, as those pass them on who stand between a business and Meta."""

from functions.channels.answers import Row, problems

_ROWS: tuple[Row, ...] = (
    ("window_closed", "fallback", (470, 131047)),
    ("not_deliverable", "fallback", (131026, 130472)),
    ("too_many_to_one", "retry", (131056,)),
    ("rate_limited", "retry", (4, 80007, 130429)),
    ("spam_limit", "fallback", (131048,)),
    ("marketing_limit", "fallback", (131049,)),
    ("opted_out", "opt_out", (131050,)),
    ("template_wrong", "stop", (132000, 132005, 132007, 132008, 132012)),
    ("template_unavailable", "fallback", (132001, 132015, 132016)),
    ("request_wrong", "stop", (100, 131008, 131009, 131021, 131051)),
    ("media_failed", "fallback", (131052, 131053)),
    ("account_blocked", "fallback", (10, 190, 368, 131031, 131042, 131062, 131063, 131064)),
    ("away", "retry", (1, 2, 131000, 131016, 131057)),
)
PROBLEMS = problems(_ROWS)
