"""What the error codes in Gupshup's reports mean for a message: its own, and WhatsApp's."""

from functions.providers.error_tables import Row, error_table
from functions.providers.meta_errors import META_ERRORS

GUPSHUP_ERRORS = {
    **META_ERRORS,
    **error_table(
        Row("away", "retry", (500, 4002)),
        Row("rate_limited", "slow_down", (4001,)),
        Row("not_on_whatsapp", "suppress", (1002,)),
        Row("account_blocked", "pause", (1001, 1003)),
        Row("window_closed", "fallback", (1004, 1005, 1006, 1007, 1008)),
        Row("media_failed", "fallback", (1010, 1011)),
        Row("opted_out", "opt_out", (1012,)),
        Row("template_wrong", "stop", (4003,)),
        Row("request_wrong", "stop", (4004,)),
        Row("template_unavailable", "fallback", (4005,)),
    ),
}
