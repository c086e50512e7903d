"""What Meta's error codes mean for a message: in the answer to a send, and in a status that says it failed.

Meta asks to decide by the code: titles change, and the HTTP status says little.
https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from functions.domain.kernel.errors import Advice
from functions.domain.providers.events import Problem


@dataclass(frozen=True)
class Meaning:
    """A reason in a word, what to do about it, and how long Meta wants to be left alone."""

    reason: str
    advice: Advice
    wait: timedelta | None = None


_SHORTLY = timedelta(seconds=10)
_A_MINUTE = timedelta(minutes=1)
_ONE_PAIR = timedelta(seconds=6)  # one message in six seconds to one person, after a burst

_TROUBLE = Meaning("provider_trouble", "retry")
_BAD_TOKEN = Meaning("account_token", "pause")
_NO_PERMISSION = Meaning("account_permission", "pause")
_NUMBER_GONE = Meaning("account_number_gone", "pause")
_NOT_REGISTERED = Meaning("account_number_not_registered", "pause")
_INVALID = Meaning("invalid_parameter", "stop")
_MEDIA = Meaning("media_failed", "stop")
_WINDOW = Meaning("window_closed", "fallback")

MEANINGS: Mapping[int, Meaning] = {
    # too fast: the same may go later
    4: Meaning("rate_limit", "retry", _A_MINUTE),
    80007: Meaning("rate_limit", "retry", _A_MINUTE),
    130429: Meaning("rate_limit", "retry", _SHORTLY),
    131056: Meaning("pair_rate_limit", "retry", _ONE_PAIR),
    132069: Meaning("rate_limit", "retry", _A_MINUTE),  # of a flow
    # Meta's own trouble
    1: _TROUBLE,
    2: _TROUBLE,
    131000: _TROUBLE,
    131016: _TROUBLE,
    131057: _TROUBLE,
    133004: _TROUBLE,
    # the account: nobody gets anything until its owner has seen to it (200 to 299 are permissions too)
    0: _BAD_TOKEN,
    190: _BAD_TOKEN,
    3: _NO_PERMISSION,
    10: _NO_PERMISSION,
    131005: _NO_PERMISSION,
    33: _NUMBER_GONE,
    368: Meaning("account_blocked", "pause"),
    131031: Meaning("account_locked", "pause"),
    131037: Meaning("account_name_not_approved", "pause"),
    131042: Meaning("account_payment", "pause"),
    131045: _NOT_REGISTERED,
    133010: _NOT_REGISTERED,
    # this person, or this moment: another channel may do
    470: _WINDOW,
    131047: _WINDOW,
    130472: Meaning("experiment_group", "fallback"),
    130497: Meaning("country_not_allowed", "fallback"),
    131021: Meaning("own_number", "fallback"),
    131026: Meaning("undeliverable", "suppress"),
    131030: Meaning("not_a_test_number", "fallback"),
    131048: Meaning("spam_limit", "fallback"),
    131049: Meaning("marketing_limit", "fallback"),  # the person's own, for 24 hours at least
    131050: Meaning("opted_out", "opt_out"),
    131062: Meaning("user_id_not_allowed", "fallback"),
    131063: Meaning("marketing_not_allowed", "fallback"),
    131064: Meaning("template_limit", "fallback"),
    132015: Meaning("template_paused", "fallback"),
    132016: Meaning("template_disabled", "fallback"),
    # what we sent is wrong
    100: _INVALID,
    131008: _INVALID,
    131009: _INVALID,
    135000: _INVALID,
    131051: Meaning("unsupported_type", "stop"),
    131052: _MEDIA,
    131053: _MEDIA,
    132000: Meaning("template_places", "stop"),
    132001: Meaning("template_unknown", "stop"),
    132005: Meaning("template_too_long", "stop"),
    132007: Meaning("template_against_policy", "stop"),
    132008: Meaning("template_value", "stop"),
    132012: Meaning("template_value", "stop"),
    132018: Meaning("template_value", "stop"),
    132068: Meaning("flow_blocked", "stop"),
}
PERMISSIONS = range(200, 300)
NO_SUCH_OBJECT = 33  # a sub-code of 100: the number's id is wrong, or the token may not use it


def meaning_of(code: int, subcode: int | None = None) -> Meaning | None:
    """What a code means; None where nobody has told us."""
    if code == 100 and subcode == NO_SUCH_OBJECT:
        return _NUMBER_GONE
    if code in PERMISSIONS:
        return _NO_PERMISSION
    return MEANINGS.get(code)


def problem_of(code: int) -> Problem:
    """The same for a message that Meta had taken and did not deliver: what may go later is not sent twice, but another
    way.
    """
    meaning = meaning_of(code) or Meaning(f"code_{code}", "fallback")
    advice = "fallback" if meaning.advice in ("retry", "pause") else meaning.advice
    return Problem(reason=meaning.reason, advice=advice)


def _passed_on(code: int, meaning: Meaning) -> Problem:
    """As somebody tells it who stands between us and Meta: trouble of their account is not ours to wait for."""
    advice = "fallback" if meaning.advice == "pause" else meaning.advice
    return Problem(reason=f"{meaning.reason}:{code}", advice=advice)


PASSED_ON: Mapping[int, Problem] = {code: _passed_on(code, meaning) for code, meaning in MEANINGS.items()}
