"""When a queue may send: the tokens of its rate, the pauses between attempts, the end of a task's attempts."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from local.hosting.manifests import TaskTrigger

# "Maximum task retention": https://cloud.google.com/tasks/docs/quotas
KEPT_FOR = timedelta(days=31)
_BURST_S = 0.2


class Tokens:
    """A bucket that fills at the rate of the clock and holds a burst of a fifth of a second."""

    def __init__(self, per_second: float, now: datetime) -> None:
        self._per_second = per_second
        self.burst = max(1.0, per_second * _BURST_S)
        self._count = self.burst
        self._filled_at = now

    def take(self, now: datetime) -> timedelta:
        """Take a token, or answer how long until there is one."""
        refill = (now - self._filled_at).total_seconds() * self._per_second
        self._count = min(self.burst, self._count + refill)
        self._filled_at = now
        if self._count >= 1:
            self._count -= 1
            return timedelta(0)
        return timedelta(seconds=(1 - self._count) / self._per_second, microseconds=1)


def is_exhausted(limits: TaskTrigger, attempts: int, since_first: timedelta) -> bool:
    """A task is given up when its attempts and its time are both used up; no limit of time counts as used up."""
    has_attempts_left = limits.max_attempts <= 0 or attempts < limits.max_attempts
    return not has_attempts_left and since_first.total_seconds() >= limits.max_retry_s


def of_task(message: Any, queue: TaskTrigger) -> TaskTrigger:
    """A task's own limits: what its retry_config sets goes before what its queue has."""
    if not message.HasField("retry_config"):
        return queue
    config = message.retry_config
    wanted: dict[str, Any] = {
        name: getattr(config, name) for name in ("max_attempts", "max_doublings") if getattr(config, name)
    }
    for field, limit in (
        ("max_retry_duration", "max_retry_s"),
        ("min_backoff", "min_backoff_s"),
        ("max_backoff", "max_backoff_s"),
    ):
        if config.HasField(field):
            wanted[limit] = getattr(config, field).ToTimedelta().total_seconds()
    return replace(queue, **wanted)
