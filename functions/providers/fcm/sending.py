"""Push by Firebase Cloud Messaging: a message goes to all of its customer's devices, those of many in one call.

Firebase's library is imported when something is sent (fcm/client.py).
"""

from collections.abc import Callable, Sequence
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
from functions.providers.error_tables import stops_all
from functions.providers.fcm.devices import MOST_TOKENS, DeviceAnswer
from functions.providers.fcm.settings import NAME, FcmSettings

DEAD = "unregistered"


def make(channel: Channel, settings: FcmSettings) -> "Fcm":
    return Fcm(settings)


_NO_DEVICE = DeviceAnswer(is_dead=True)
# If several devices have a problem, the first kind of these decides: a message that may have arrived on one device
# must not arrive there twice.
_GRAVEST: tuple[Callable[[RegularsError], bool], ...] = (
    lambda problem: isinstance(problem, ProviderSilent),
    lambda problem: isinstance(problem, ProviderAway) and not problem.is_down,
    lambda problem: isinstance(problem, ProviderAway | Misconfigured),
    lambda problem: True,
)


@dataclass(frozen=True)
class Fcm:
    """A message counts as sent if at least one device took it; tokens that FCM reports as unregistered are returned."""

    settings: FcmSettings
    name: str = NAME
    most_at_once: int = MOST_TOKENS

    def send(self, outgoing: Outgoing) -> Sent:
        (result,) = self.send_all([outgoing])
        if isinstance(result, RegularsError):
            raise result
        return result

    def send_all(self, outgoing: Sequence[Outgoing]) -> list[Sent | RegularsError]:
        """One call of the library for every 500 devices of all messages."""
        from functions.providers.fcm.client import send_each

        devices = [(message, token) for message in outgoing for token in _tokens(message) if token]
        answers: list[DeviceAnswer] = []
        for start in range(0, len(devices), MOST_TOKENS):
            page = devices[start : start + MOST_TOKENS]
            is_down = bool(answers) and stops_all(answers[-1].problem)
            answers += (
                [answers[-1]] * len(page)
                if is_down
                else send_each(self.settings, page, now=datetime.now(UTC))
            )
        remaining = iter(answers)
        return [
            _result(
                message, [(token, next(remaining) if token else _NO_DEVICE) for token in _tokens(message)]
            )
            for message in outgoing
        ]


def _tokens(outgoing: Outgoing) -> tuple[str, ...]:
    """Each device once, whatever a client has written."""
    return tuple(dict.fromkeys(outgoing.tokens)) or (outgoing.to,)


def _result(outgoing: Outgoing, answers: Sequence[tuple[str, DeviceAnswer]]) -> Sent | RegularsError:
    """One result for all of a customer's devices."""
    dead = tuple(token for token, answer in answers if answer.is_dead)
    name = next((answer.name for _, answer in answers if answer.name is not None), None)
    if name is not None:
        return Sent(NAME, name, outgoing.content.text, dead)
    problem = _gravest([answer.problem for _, answer in answers if answer.problem is not None])
    return problem or ProviderRefused(NAME, DEAD, advice="fallback", dead_tokens=dead)


def _gravest(problems: Sequence[RegularsError]) -> RegularsError | None:
    """Of the kind that decides, the problem that asks for the longest wait."""
    for is_of_kind in _GRAVEST:
        if of_kind := [problem for problem in problems if is_of_kind(problem)]:
            return max(of_kind, key=_wait)
    return None


def _wait(problem: RegularsError) -> timedelta:
    return getattr(problem, "retry_after", None) or timedelta(0)
