"""What an instance makes once, on first use, though its first requests come together."""

from collections.abc import Callable
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

T = TypeVar("T")


def once(make: Callable[[], T]) -> "_lru_cache_wrapper[T]":
    """For what makes a client or a cache that all requests of an instance share: callers who come while it is made wait
    for it, where `lru_cache` alone calls `make` for each of them; later ones take it from the cache, without the lock.
    What `make` raises is not kept. `cache_clear` forgets what was made.
    """
    lock, made = RLock(), list[T]()  # `made`: for those who waited for the lock

    @lru_cache(maxsize=1)
    def shared() -> T:
        with lock:
            if not made:
                made.append(make())
            return made[0]

    forget = shared.cache_clear

    def cache_clear() -> None:
        made.clear()
        forget()

    shared.cache_clear = cache_clear  # type: ignore[method-assign]
    shared.__wrapped__ = make
    shared.__doc__ = make.__doc__
    return shared
