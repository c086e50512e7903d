"""What Twilio's error codes mean for a message (twilio.com/docs/api/errors)."""

from functions.providers.error_tables import Row, error_table

TWILIO_ERRORS = error_table(
    Row("rate_limited", "slow_down", (14107, 20429, 21611, 30001, 30022, 63018)),
    Row("away", "retry", (63010, 63012)),
    Row(
        "account_wrong",
        "pause",
        (20003, 20005, 20006, 20008, 20403, 20404, 21703, 21705, 30002, 63001, 63002, 90010),
    ),
    Row("sender_wrong", "pause", (21212, 21603, 21606, 21659, 21660, 63007, 63008, 63020, 63022)),
    Row("not_a_test_number", "fallback", (21608,)),
    Row("invalid_number", "suppress", (21211, 21614)),
    Row("unknown_number", "suppress", (30005, 63003)),
    Row("landline", "suppress", (30006,)),
    Row("opted_out", "opt_out", (21610,)),
    Row("country_not_enabled", "fallback", (21408, 21612)),
    Row("unreachable", "fallback", (30003,)),
    Row("blocked", "fallback", (30004, 63014)),
    Row("filtered", "fallback", (30007,)),
    Row("too_long", "fallback", (21617, 63029)),
    Row("request_wrong", "stop", (21602, 21656, 63006, 63021, 63028, 63030, 63031)),
    Row("content_refused", "stop", (63005, 63013)),
    Row("media_failed", "fallback", (21620, 63019)),
    Row("template_unavailable", "fallback", (21655, 63027)),
    Row("window_closed", "fallback", (63016,)),
    Row("not_deliverable", "fallback", (30008, 63015, 63023, 63024, 63032)),
    Row("marketing_limit", "fallback", (63049,)),
)
