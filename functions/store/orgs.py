"""Organisations, read through a cache that lives a minute per instance: an event does not pay for its settings."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from functions.domain.kernel.errors import StoreAway, UnknownOrg
from functions.domain.orgs.documents import OrgDocument, OrgSecrets, org_from
from functions.domain.orgs.org import Org
from functions.store.commit import Backend, OutcomeUnknown
from functions.store.documents import path_of, to_model
from functions.store.firestore import store

LIFE_SECONDS = 60.0
MOST_KEPT = 1000


@dataclass(frozen=True)
class _Kept:
    org: Org | None
    at: float


class Orgs:
    """The organisations that this instance has met, those that do not exist included. `clock` counts seconds."""

    def __init__(self, backend: Backend, clock: Callable[[], float] = time.monotonic) -> None:
        self._backend, self._clock = backend, clock
        self._kept: dict[str, _Kept] = {}
        self._lock = Lock()

    def find(self, org_id: str, max_age_seconds: float = LIFE_SECONDS) -> Org | None:
        """An organisation, or None. Bills 2 reads where it was not read within `max_age_seconds`.

        One that exists and one that does not take the same calls.
        """
        kept = self._kept.get(org_id)
        if kept is None or self._clock() - kept.at > max_age_seconds:
            kept = _Kept(self._load(org_id), self._clock())
            with self._lock:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                self._kept[org_id] = kept
        return kept.org

    def get(self, org_id: str) -> Org:
        """An organisation that must be there. Raises UnknownOrg."""
        org = self.find(org_id)
        if org is None:
            raise UnknownOrg(org_id)
        return org

    def _load(self, org_id: str) -> Org | None:
        paths = [path_of(org_id, OrgDocument, org_id), path_of(org_id, OrgSecrets, org_id)]
        try:
            found, kept = self._backend.read(paths)
        except OutcomeUnknown as error:
            raise StoreAway(str(error)) from error
        document, secrets = to_model(OrgDocument, found), to_model(OrgSecrets, kept)
        return org_from(document, secrets) if document and secrets else None


@lru_cache(maxsize=1)
def orgs() -> Orgs:
    """This instance's cache, made on first use."""
    return Orgs(store().backend)
