"""Push by Firebase Cloud Messaging: a message goes to all of its customer's devices, those of many in one call.

What Firebase's library needs is imported when something is sent (fcm_calls.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from functions.domain.kernel.errors import (
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers.fcm.devices import MOST_TOKENS, DeviceAnswer
from functions.providers.fcm.settings import NAME, FcmSettings

DEAD = "unregistered"


def make(channel: Channel, settings: FcmSettings) -> "Fcm":
    return Fcm(settings)


_NO_DEVICE = DeviceAnswer(is_dead=True)


@dataclass(frozen=True)
class Fcm:
    """A message is sent where at least one of the customer's devices has it; the others that are no more are named."""

    settings: FcmSettings
    name: str = NAME
    most_at_once: int = MOST_TOKENS

    def send(self, outgoing: Outgoing) -> Sent:
        (said,) = self.send_all([outgoing])
        if isinstance(said, RegularsError):
            raise said
        return said

    def send_all(self, outgoing: Sequence[Outgoing]) -> list[Sent | RegularsError]:
        """One call of the library for every 500 devices, whoever's they are."""
        from functions.providers.fcm.client import send_each

        devices = [(each, token) for each in outgoing for token in _tokens(each) if token]
        answers: list[DeviceAnswer] = []
        for start in range(0, len(devices), MOST_TOKENS):
            page = devices[start : start + MOST_TOKENS]
            answers += send_each(self.settings, page, now=datetime.now(UTC))
        said = iter(answers)
        return [
            _said(each, [(token, next(said) if token else _NO_DEVICE) for token in _tokens(each)])
            for each in outgoing
        ]


def _tokens(outgoing: Outgoing) -> tuple[str, ...]:
    """Each device once, whatever a client has written."""
    return tuple(dict.fromkeys(outgoing.tokens)) or (outgoing.to,)


def _said(outgoing: Outgoing, answers: Sequence[tuple[str, DeviceAnswer]]) -> Sent | RegularsError:
    """One word for all of a customer's devices. Whoever may have it on one must not get it twice."""
    dead = tuple(token for token, answer in answers if answer.is_dead)
    name = next((answer.name for _, answer in answers if answer.name is not None), None)
    if name is not None:
        return Sent(NAME, name, outgoing.content.text, dead)
    problems = [answer.problem for _, answer in answers if answer.problem is not None]
    for kind in (ProviderSilent, ProviderAway, Misconfigured):
        if found := [problem for problem in problems if isinstance(problem, kind)]:
            return max(found, key=_wait)
    if problems:
        return problems[0]
    return ProviderRefused(NAME, DEAD, advice="fallback", dead_tokens=dead)


def _wait(problem: RegularsError) -> timedelta:
    return getattr(problem, "retry_after", None) or timedelta(0)
