"""Collections that docs/contracts.md promises and no code writes yet, for the page of permissions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """Collections, and who will read them. Until then no client does."""

    collections: tuple[str, ...]
    readers: str


WAITING: tuple[Waiting, ...] = ()
