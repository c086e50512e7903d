"""What an instance makes once, on first use, though its first requests come together."""

from collections.abc import Callable
from functools import update_wrapper
from threading import RLock
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """A function without arguments that is called once: callers who come meanwhile wait for what it makes. What it
    raises is not kept, so the next caller tries again.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        update_wrapper(self, make)
        self._make = make
        self._made: tuple[T, ...] = ()
        self._lock = RLock()

    def __call__(self) -> T:
        made = self._made
        if not made:
            with self._lock:
                made = self._made = self._made or (self._make(),)
        return made[0]

    def cache_clear(self) -> None:
        """Have it made anew."""
        self._made = ()


def once(make: Callable[[], T]) -> Once[T]:
    """For what makes a client or a cache that all requests of an instance share. `lru_cache` calls it for each of the
    first ones.
    """
    return Once(make)
