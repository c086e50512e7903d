"""What a failure that is reported later means: each provider's codes, and what they say of the address."""

from collections.abc import Mapping

import pytest

from functions.domain.kernel.errors import Advice
from functions.domain.providers.events import Problem
from functions.providers.error_tables import Meaning, problem_of
from functions.providers.gupshup.errors import GUPSHUP_ERRORS
from functions.providers.interakt.errors import INTERAKT_ERRORS
from functions.providers.twilio.errors import TWILIO_ERRORS


@pytest.mark.parametrize(
    ("table", "code", "reason", "advice"),
    [
        (TWILIO_ERRORS, None, "undelivered", "fallback"),
        (TWILIO_ERRORS, 30001, "rate_limited:30001", "fallback"),
        (TWILIO_ERRORS, 30003, "unreachable:30003", "fallback"),
        (TWILIO_ERRORS, 30004, "blocked:30004", "fallback"),
        (TWILIO_ERRORS, 30005, "unknown_number:30005", "suppress"),
        (TWILIO_ERRORS, 30006, "landline:30006", "suppress"),
        (TWILIO_ERRORS, 30007, "filtered:30007", "fallback"),
        (TWILIO_ERRORS, 30008, "not_deliverable:30008", "fallback"),
        (TWILIO_ERRORS, 21610, "opted_out:21610", "opt_out"),
        (TWILIO_ERRORS, 63003, "unknown_number:63003", "suppress"),
        (TWILIO_ERRORS, 63005, "content_refused:63005", "stop"),
        (TWILIO_ERRORS, 63016, "window_closed:63016", "fallback"),
        (TWILIO_ERRORS, 63018, "rate_limited:63018", "fallback"),
        (TWILIO_ERRORS, 63024, "not_deliverable:63024", "fallback"),
        (TWILIO_ERRORS, 63049, "marketing_limit:63049", "fallback"),
        (TWILIO_ERRORS, 30002, "account_wrong:30002", "pause"),
        (TWILIO_ERRORS, 1002, "undelivered:1002", "fallback"),
        (GUPSHUP_ERRORS, 1002, "not_on_whatsapp:1002", "suppress"),
        (GUPSHUP_ERRORS, 1003, "account_blocked:1003", "pause"),
        (GUPSHUP_ERRORS, 1005, "window_closed:1005", "fallback"),
        (GUPSHUP_ERRORS, 1012, "opted_out:1012", "opt_out"),
        (GUPSHUP_ERRORS, 4001, "rate_limited:4001", "fallback"),
        (GUPSHUP_ERRORS, 4003, "template_wrong:4003", "stop"),
        (GUPSHUP_ERRORS, 131026, "undeliverable:131026", "suppress"),
        (GUPSHUP_ERRORS, 131047, "window_closed:131047", "fallback"),
        (GUPSHUP_ERRORS, 131050, "opted_out:131050", "opt_out"),
        (GUPSHUP_ERRORS, 1013, "undelivered:1013", "fallback"),
        (GUPSHUP_ERRORS, None, "undelivered", "fallback"),
        (INTERAKT_ERRORS, 1013, "not_on_whatsapp:1013", "suppress"),
        (INTERAKT_ERRORS, 1002, "undelivered:1002", "fallback"),
        (INTERAKT_ERRORS, 131049, "marketing_limit:131049", "fallback"),
        (INTERAKT_ERRORS, 131050, "opted_out:131050", "opt_out"),
        (INTERAKT_ERRORS, 132000, "template_places:132000", "stop"),
        (INTERAKT_ERRORS, 132015, "template_paused:132015", "fallback"),
        (INTERAKT_ERRORS, 131056, "pair_rate_limit:131056", "fallback"),
        (INTERAKT_ERRORS, None, "undelivered", "fallback"),
    ],
)
def test_a_code_means_what_its_provider_says_it_means(
    table: Mapping[int, Meaning], code: int | None, reason: str, advice: Advice
) -> None:
    assert problem_of(table, code) == Problem(reason=reason, advice=advice)
