"""What Meta's error codes mean for a message, from Meta itself or passed on by a provider that stands before it.

Meta asks to decide by the code: titles change, and the HTTP status says little.
https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from datetime import timedelta

from functions.providers.error_tables import Meaning, Row, error_table

_SHORTLY = timedelta(seconds=10)
_A_MINUTE = timedelta(minutes=1)
_AN_HOUR = timedelta(hours=1)
_ONE_PAIR = timedelta(seconds=6)  # one message in six seconds to one person, after a burst

META_ERRORS = error_table(
    # too fast: the same may go later
    Row("rate_limit", "slow_down", (130429,), _SHORTLY),
    Row("rate_limit", "slow_down", (4, 80007, 132069), _A_MINUTE),
    Row("pair_rate_limit", "retry", (131056,), _ONE_PAIR),
    # Meta's own trouble
    Row("provider_trouble", "retry", (1, 2, 131000, 131016, 131057, 133004)),
    # the account: no message goes until its owner has seen to it (200 to 299 are permissions too)
    Row("account_token", "pause", (0, 190)),
    Row("account_permission", "pause", (3, 10, 131005, *range(200, 300))),
    Row("account_number_gone", "pause", (33,)),
    Row("account_blocked", "pause", (368,)),
    Row("account_locked", "pause", (131031,)),
    Row("account_name_not_approved", "pause", (131037,)),
    Row("account_payment", "pause", (131042,)),
    Row("account_number_not_registered", "pause", (131045, 133010)),
    # unlike a rate, it does not pass by sending slower: too many people blocked or reported this number
    Row("spam_limit", "pause", (131048,), _AN_HOUR),
    # this person, or this moment: another channel may do
    Row("window_closed", "fallback", (470, 131047)),
    Row("experiment_group", "fallback", (130472,)),
    Row("country_not_allowed", "fallback", (130497,)),
    Row("own_number", "fallback", (131021,)),
    Row("undeliverable", "suppress", (131026,)),
    Row("not_a_test_number", "fallback", (131030,)),
    Row("marketing_limit", "fallback", (131049,)),  # the person's own, for 24 hours at least
    Row("opted_out", "opt_out", (131050,)),
    Row("user_id_not_allowed", "fallback", (131062,)),
    Row("marketing_not_allowed", "fallback", (131063,)),
    Row("template_limit", "fallback", (131064,)),
    Row("template_paused", "fallback", (132015,)),
    Row("template_disabled", "fallback", (132016,)),
    # what we sent is wrong
    Row("invalid_parameter", "stop", (100, 131008, 131009, 135000)),
    Row("unsupported_type", "stop", (131051,)),
    Row("media_failed", "stop", (131052, 131053)),
    Row("template_places", "stop", (132000,)),
    Row("template_unknown", "stop", (132001,)),
    Row("template_too_long", "stop", (132005,)),
    Row("template_against_policy", "stop", (132007,)),
    Row("template_value", "stop", (132008, 132012, 132018)),
    Row("flow_blocked", "stop", (132068,)),
)
NO_SUCH_OBJECT = 33  # a sub-code of 100: the number's id is wrong, or the token may not use it


def meaning_of(code: int, subcode: int | None = None) -> Meaning | None:
    """What a code means; None if Meta's list does not have it."""
    if code == 100 and subcode == NO_SUCH_OBJECT:
        return META_ERRORS[NO_SUCH_OBJECT]
    return META_ERRORS.get(code)
