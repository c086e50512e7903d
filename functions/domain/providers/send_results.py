"""What became of a message that was handed to a provider."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.kernel.errors import Advice

COMPLAINT = "complaint"  # the reason of a failure that a reader's complaint caused


@dataclass(frozen=True)
class Sent:
    """A provider took the message. `dead_tokens`: devices of the customer that are not registered any more."""

    provider: str
    provider_message_id: str
    body: str
    dead_tokens: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotSent:
    """A provider, or the template, did not let it go: the reason, and what to do about it.

    `retry_after`: how long the provider asks to be left alone. `at`: the instant of which it tells, where that is not
    now.
    """

    reason: str
    advice: Advice
    retry_after: timedelta | None = None
    provider: str | None = None
    dead_tokens: tuple[str, ...] = ()
    at: datetime | None = None

    @property
    def is_by_person(self) -> bool:
        """Whether the customer refused, and not a machine on the way to them."""
        return self.advice == "opt_out" or self.reason == COMPLAINT


SendResult = Sent | NotSent
