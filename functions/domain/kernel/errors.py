"""What can go wrong, as one tree. Platforms ask one question of an error: is it worth trying again?

RegularsError
├── Retryable            answer 503, or raise so that the queue tries again
│   ├── Contended        other writers kept changing the same documents
│   ├── StoreAway        Firestore did not answer, so the commit may have taken effect or not
│   ├── QueueAway        Cloud Tasks did not take a task
│   ├── ProviderAway     a provider is down, slow or limits us
│   └── TooEarly         what an event is about is not recorded yet
└── Terminal             say it to the caller, or keep it on the document
    ├── Malformed        a field is not what it must be
    ├── Conflict         two different contents for one state
    ├── Outdated         another writer changed what the caller has seen
    ├── Changed          what `If-Match` names is not how the document stands
    ├── CannotBeDone     what is asked for is no longer, or never was, possible
    ├── KeyReused        an Idempotency-Key came again with another request
    ├── UnknownOrg       there is no such organisation
    ├── NotFound         what was asked for is not there
    ├── Forbidden        the one who asks has no right to it
    ├── FeatureOff       the business has switched it off
    ├── TemplateFailed   a template cannot be rendered
    ├── MissingVariable  a template asks for what the message does not have
    ├── Damaged          a stored document is not what the server writes
    ├── StoreRefused     Firestore will never take this write
    ├── Misconfigured    a channel's settings or secret are missing or wrong
    ├── ProviderSilent   a provider may have taken the message, or not
    └── ProviderRefused  a provider will never take this message
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from traceback import format_tb
from typing import Literal

# retry: the same may go later. stop: it never will. fallback: not on this channel. suppress: never again to this
# address. opt_out: the customer told the provider so. pause: as retry, and the gateway or the account is at fault, so
# that no other message would go either.
Advice = Literal["retry", "stop", "fallback", "suppress", "opt_out", "pause"]


@dataclass(frozen=True)
class FieldFault:
    """One field that is wrong: its dotted path, and the reason in words without the value."""

    path: str
    message: str


def trace_of(error: BaseException) -> str:
    """Where an unexpected error arose, for a log: without its own words, which may hold personal data."""
    return "".join([*format_tb(error.__traceback__), type(error).__name__])


class RegularsError(Exception):
    """Anything that this project raises on purpose. `code` is stable; the text is for people."""

    code = "error"


class Retryable(RegularsError):
    """The same call may succeed later."""

    code = "try_again"


class Contended(Retryable):
    code = "contended"

    def __init__(self, tries: int) -> None:
        super().__init__(f"the documents kept changing through {tries} tries")
        self.tries = tries


class StoreAway(Retryable):
    code = "store_away"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the store did not answer: {reason}")
        self.reason = reason


class QueueAway(Retryable):
    code = "queue_away"

    def __init__(self, queue: str, reason: str) -> None:
        super().__init__(f"the queue {queue} did not take the task: {reason}")
        self.queue, self.reason = queue, reason


class ProviderAway(Retryable):
    """`retry_after`: how long to leave the provider alone. `is_down`: it refuses every message, not only this one.
    `needs_owner`: it refuses the business, who has to see to it; the address is not at fault.
    """

    code = "provider_away"

    def __init__(
        self,
        provider: str,
        reason: str,
        *,
        retry_after: timedelta | None = None,
        is_down: bool = False,
        needs_owner: bool = False,
    ) -> None:
        super().__init__(f"{provider} is away: {reason}")
        self.provider, self.reason = provider, reason
        self.retry_after, self.is_down, self.needs_owner = retry_after, is_down, needs_owner


class TooEarly(Retryable):
    code = "too_early"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not recorded yet, if it is ours")
        self.what = what


class Terminal(RegularsError):
    """The same call will fail again."""

    code = "refused"


class Malformed(Terminal):
    code = "malformed"

    def __init__(self, what: str, faults: Sequence[FieldFault]) -> None:
        super().__init__(f"{what}: " + "; ".join(f"{f.path}: {f.message}" for f in faults))
        self.what, self.faults = what, tuple(faults)


class Conflict(Terminal):
    code = "conflict"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is already known with different content")
        self.what = what


class Outdated(Terminal):
    """`revision` is the current one, which the caller has not seen."""

    code = "outdated"

    def __init__(self, what: str, revision: int) -> None:
        super().__init__(f"{what} has changed: it is at revision {revision}")
        self.what, self.revision = what, revision


class Changed(Terminal):
    code = "precondition_failed"

    def __init__(self) -> None:
        super().__init__("it has changed since it was read: read it again")


class CannotBeDone(Terminal):
    code = "cannot_be_done"


class KeyReused(Terminal):
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was given with another request")


class UnknownOrg(Terminal):
    code = "unknown_org"

    def __init__(self, org_id: str) -> None:
        super().__init__(f"there is no organisation {org_id}")
        self.org_id = org_id


class NotFound(Terminal):
    code = "not_found"

    def __init__(self, what: str) -> None:
        super().__init__(f"there is no such {what}")
        self.what = what


class Forbidden(Terminal):
    """`path`: the field that names who asks or proves it, where there is one."""

    code = "forbidden"

    def __init__(
        self, reason: str = "only members of the organisation may ask this", *, path: str = ""
    ) -> None:
        super().__init__(reason)
        self.path = path


class FeatureOff(Terminal):
    code = "feature_off"

    def __init__(self, feature: str) -> None:
        super().__init__(f"{feature} is switched off for this business")
        self.feature = feature


class MissingVariable(Terminal):
    code = "missing_variable"

    def __init__(self, template: str, variable: str) -> None:
        super().__init__(f"the template {template} asks for {variable}, which the message does not have")
        self.template, self.variable = template, variable


class TemplateFailed(Terminal):
    code = "template_failed"

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(f"the template {template} cannot be rendered: {reason}")
        self.template, self.reason = template, reason


class Damaged(Terminal):
    code = "damaged"

    def __init__(self, collection: str, faults: Sequence[FieldFault]) -> None:
        super().__init__(f"stored {collection}: " + "; ".join(f"{f.path}: {f.message}" for f in faults))
        self.collection, self.faults = collection, tuple(faults)


class StoreRefused(Terminal):
    code = "store_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the store refuses this write: {reason}")
        self.reason = reason


class Misconfigured(Terminal):
    code = "misconfigured"

    def __init__(self, provider: str, reason: str) -> None:
        super().__init__(f"{provider} is not set up: {reason}")
        self.provider, self.reason = provider, reason


class ProviderSilent(Terminal):
    code = "provider_silent"

    def __init__(self, provider: str) -> None:
        super().__init__(f"{provider} did not say whether it took the message")
        self.provider = provider


class ProviderRefused(Terminal):
    """`advice` is what to do about it. `dead_tokens`: devices that are gone."""

    code = "provider_refused"

    def __init__(
        self, provider: str, reason: str, *, advice: Advice = "fallback", dead_tokens: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"{provider} refuses the message: {reason}")
        self.provider, self.reason, self.advice, self.dead_tokens = provider, reason, advice, dead_tokens
