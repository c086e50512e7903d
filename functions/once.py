"""What an instance makes once, on first use, though its first requests come together."""

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import RLock
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

T = TypeVar("T")


def once(make: Callable[[], T]) -> "_lru_cache_wrapper[T]":
    """For what makes a client or a cache that all requests of an instance share: callers who come while it is made wait
    for it, where `lru_cache` alone calls `make` for each of them. What it raises is not kept. `cache_clear` forgets it.
    """
    made, lock = lru_cache(maxsize=1)(make), RLock()

    @wraps(make)
    def shared() -> T:
        with lock:
            return made()

    shared.cache_clear = made.cache_clear  # type: ignore[attr-defined]
    return cast("_lru_cache_wrapper[T]", shared)
