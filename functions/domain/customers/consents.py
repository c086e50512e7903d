"""What a customer agreed to and refused, by channel and purpose, with the proof: when, how, by whom.

A channel's `..._opt_in` says that the customer may be reached there at all; an entry here says it for one purpose. Both
must agree. What the customer refused in person (a keyword, the preferences page) no client's field brings back.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, get_args

from pydantic import StrictBool

from functions.domain.kernel.decisions import UNKNOWN_AT, Value
from functions.domain.settings.types import Channel, ConsentPurpose

# How staff or an app say that a customer said it; the others are ways in which a customer says it to the server itself.
Reported = Literal["in_person", "phone", "paper", "app", "web", "import"]
How = Reported | Literal["order", "keyword", "preferences", "one_click", "provider"]
# The field in which a client says that a channel may be used at all; a phone's own settings say it for push.
OPT_INS: Mapping[Channel, str] = {
    "whatsapp": "whatsapp_opt_in",
    "sms": "sms_opt_in",
    "email": "email_opt_in",
}
PURPOSES: tuple[ConsentPurpose, ...] = get_args(ConsentPurpose)
CHANNELS: tuple[Channel, ...] = get_args(Channel)


class Consent(Value):
    """One yes or no. `how` it was said, `by` whom: `customer`, or the uid of a member of staff."""

    # What stands in for a part that was spoilt by hand is a refusal, and any answer is later than it.
    granted: StrictBool = False
    at: datetime = UNKNOWN_AT
    how: How = "provider"
    by: str = "unknown"
    detail: str | None = None


Consents = Mapping[Channel, Mapping[ConsentPurpose, Consent]]


def is_refused(consents: Consents, channel: Channel, purpose: ConsentPurpose) -> bool:
    consent = consents.get(channel, {}).get(purpose)
    return consent is not None and not consent.granted


def with_consent(
    consents: Consents, channel: Channel, consent: Consent, *, purposes: Iterable[ConsentPurpose] = PURPOSES
) -> Consents:
    """The consents with this one in force for the channel's purposes. A later one than it stays."""
    known = consents.get(channel, {})
    newer = {p: consent for p in purposes if p not in known or known[p].at <= consent.at}
    return {**consents, channel: {**known, **newer}}
