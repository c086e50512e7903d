"""What FCM answers for one device."""

from dataclasses import dataclass

from functions.domain.kernel.errors import RegularsError

MOST_TOKENS = 500


@dataclass(frozen=True)
class DeviceAnswer:
    """The message's name if FCM took it, the problem otherwise. `is_dead`: the token is not registered any more."""

    name: str | None = None
    problem: RegularsError | None = None
    is_dead: bool = False
