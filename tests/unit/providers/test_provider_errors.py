"""What a failure that is reported later means: each provider's codes, and what they say of the address."""

from collections.abc import Callable

import pytest

from functions.domain.kernel.errors import Advice
from functions.domain.providers.events import Problem
from functions.providers.gupshup import errors as gupshup
from functions.providers.interakt import errors as interakt
from functions.providers.twilio import errors as twilio

ProblemOf = Callable[[int | None], Problem]


@pytest.mark.parametrize(
    ("problem_of", "code", "reason", "advice"),
    [
        (twilio.problem_of, None, "undelivered", "fallback"),
        (twilio.problem_of, 30001, "rate_limited:30001", "retry"),
        (twilio.problem_of, 30003, "unreachable:30003", "fallback"),
        (twilio.problem_of, 30004, "blocked:30004", "fallback"),
        (twilio.problem_of, 30005, "unknown_number:30005", "suppress"),
        (twilio.problem_of, 30006, "landline:30006", "suppress"),
        (twilio.problem_of, 30007, "filtered:30007", "fallback"),
        (twilio.problem_of, 30008, "not_deliverable:30008", "fallback"),
        (twilio.problem_of, 21610, "opted_out:21610", "opt_out"),
        (twilio.problem_of, 63003, "unknown_number:63003", "suppress"),
        (twilio.problem_of, 63005, "content_refused:63005", "stop"),
        (twilio.problem_of, 63016, "window_closed:63016", "fallback"),
        (twilio.problem_of, 63018, "rate_limited:63018", "retry"),
        (twilio.problem_of, 63024, "not_deliverable:63024", "fallback"),
        (twilio.problem_of, 63049, "marketing_limit:63049", "fallback"),
        (twilio.problem_of, 30002, "undelivered:30002", "fallback"),
        (twilio.problem_of, 1002, "undelivered:1002", "fallback"),
        (gupshup.problem_of, 1002, "not_on_whatsapp:1002", "suppress"),
        (gupshup.problem_of, 1003, "account_blocked:1003", "fallback"),
        (gupshup.problem_of, 1005, "window_closed:1005", "fallback"),
        (gupshup.problem_of, 1012, "opted_out:1012", "opt_out"),
        (gupshup.problem_of, 4001, "rate_limited:4001", "retry"),
        (gupshup.problem_of, 4003, "template_wrong:4003", "stop"),
        (gupshup.problem_of, 131026, "undeliverable:131026", "suppress"),
        (gupshup.problem_of, 131047, "window_closed:131047", "fallback"),
        (gupshup.problem_of, 131050, "opted_out:131050", "opt_out"),
        (gupshup.problem_of, 1013, "undelivered:1013", "fallback"),
        (gupshup.problem_of, None, "undelivered", "fallback"),
        (interakt.problem_of, 1013, "not_on_whatsapp:1013", "suppress"),
        (interakt.problem_of, 1002, "undelivered:1002", "fallback"),
        (interakt.problem_of, 131049, "marketing_limit:131049", "fallback"),
        (interakt.problem_of, 131050, "opted_out:131050", "opt_out"),
        (interakt.problem_of, 132000, "template_places:132000", "stop"),
        (interakt.problem_of, 132015, "template_paused:132015", "fallback"),
        (interakt.problem_of, 131056, "pair_rate_limit:131056", "retry"),
        (interakt.problem_of, None, "undelivered", "fallback"),
    ],
)
def test_a_code_means_what_its_provider_says_it_means(
    problem_of: ProblemOf, code: int | None, reason: str, advice: Advice
) -> None:
    assert problem_of(code) == Problem(reason=reason, advice=advice)
