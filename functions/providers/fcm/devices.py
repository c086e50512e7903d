"""What FCM answers for one device."""

from dataclasses import dataclass

from functions.domain.kernel.errors import RegularsError

MOST_TOKENS = 500


@dataclass(frozen=True)
class DeviceAnswer:
    """What FCM said of one device: the message's name where it was taken, what is wrong otherwise."""

    name: str | None = None
    problem: RegularsError | None = None
    is_dead: bool = False
