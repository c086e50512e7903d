"""Organisations, read through a cache that lives a minute per instance: an event does not pay for its configuration.

After that minute the organisation and its secrets are read again (2 reads), and of its documents of configuration those
whose revision moved (1 read each, in one call). The first time all of them are read.
"""

import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.loading import (
    content_in,
    former_contents,
    org_of,
    revisions_of,
    validated,
)
from functions.domain.configuration.references import Ref
from functions.domain.kernel.errors import Damaged, UnknownOrg
from functions.domain.orgs.documents import OrgDocument, OrgSecrets, settings_from
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Setting
from functions.once import once
from functions.store.commit import Backend
from functions.store.documents import id_in, path_of, to_model
from functions.store.firestore import store
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)

LIFE_SECONDS = 60.0
MOST_KEPT = 1000
_TURNS = 64
_NOTHING = Ref("templates", "-")  # no document has this id


@dataclass(frozen=True)
class _Entry:
    """An organisation as this instance has it: None where there is none. `contents` are its documents of configuration,
    each as last seen whole; `revisions` names those whose current revision that is. `created_at` tells it from one
    of the same id that was deleted: that one's revisions began at 1 too. `round`: how often those that do not exist had
    been forgotten when it was read.
    """

    org: Org | None
    at: float
    contents: Mapping[Ref, Setting] = field(default_factory=dict)
    revisions: Mapping[Ref, int] = field(default_factory=dict)
    created_at: datetime | None = None
    round: int = 0


class Orgs:
    """The organisations that this instance has met, those that do not exist included. `clock` counts seconds."""

    def __init__(self, backend: Backend, clock: Callable[[], float] = time.monotonic) -> None:
        self._backend, self._clock = backend, clock
        self._entries: dict[str, _Entry] = {}
        self._missing: dict[str, _Entry] = {}
        self._round = 0
        self._lock = Lock()
        self._turns = [Lock() for _ in range(_TURNS)]

    def find(self, org_id: str, max_age_seconds: float = LIFE_SECONDS) -> Org | None:
        """An organisation, or None. Bills 2 reads where it was not read within `max_age_seconds`, and 1 read for each
        of its documents that this instance does not have as it is now.

        One that exists and one that does not take the same calls. Requests that come at once read it once.
        """
        entry = self._fresh(org_id, max_age_seconds)
        if entry is None:
            with self._turns[hash(org_id) % _TURNS]:
                entry = self._fresh(org_id, max_age_seconds) or self._read_again(org_id)
        return entry.org

    def get(self, org_id: str, max_age_seconds: float = LIFE_SECONDS) -> Org:
        """An organisation that must be there. Raises UnknownOrg."""
        org = self.find(org_id, max_age_seconds)
        if org is None:
            raise UnknownOrg(org_id)
        return org

    def note(self, changed: Sequence[Snapshot]) -> None:
        """Have an organisation looked at again when it is next asked for, if this instance has just changed it."""
        for snapshot in changed:
            org_id = id_in(OrgDocument, snapshot.path)
            if snapshot.path == path_of(org_id, OrgDocument, org_id):
                with self._lock:
                    if (entry := self._entries.get(org_id)) is not None:
                        self._entries[org_id] = replace(entry, at=-math.inf)

    def _fresh(self, org_id: str, max_age_seconds: float) -> _Entry | None:
        entry = self._known(org_id)
        if entry is None or entry.round != self._round:
            return None
        return entry if self._clock() - entry.at <= max_age_seconds else None

    def _known(self, org_id: str) -> _Entry | None:
        return self._entries.get(org_id) or self._missing.get(org_id)

    def _read_again(self, org_id: str) -> _Entry:
        """Those that do not exist are kept apart: anybody may ask for a thousand, and whose documents are here would be
        read whole again after each thousand. When they are forgotten, each that does exist is asked for anew by as many
        calls as one that does not: else a thousand names and a clock would tell which is which.
        """
        entry = self._load(org_id, self._known(org_id))
        kept, others = self._entries, self._missing
        if entry.org is None:
            kept, others = others, kept
        with self._lock:
            others.pop(org_id, None)
            if len(kept) >= MOST_KEPT:
                kept.clear()
                self._round += kept is self._missing
            kept[org_id] = entry = replace(entry, round=self._round)
        return entry

    def _load(self, org_id: str, before: _Entry | None) -> _Entry:
        paths = [path_of(org_id, OrgDocument, org_id), path_of(org_id, OrgSecrets, org_id)]
        found, kept = self._backend.read(paths)
        try:
            document, secrets = to_model(OrgDocument, found), to_model(OrgSecrets, kept)
            if document is None or secrets is None:
                return self._none(org_id, before)
            if before is None or before.created_at != document.created_at:
                return self._changed(document, secrets, before=_Entry(None, 0.0))
            return self._changed(document, secrets, before=before)
        except Damaged as error:
            if before is None or before.org is None:
                raise
            _log_broken(org_id, "settings", error=error, instead="last_good")
            return replace(before, at=self._clock())

    def _none(self, org_id: str, before: _Entry | None) -> _Entry:
        """No such organisation. To find that out the first time takes the calls that finding one takes."""
        if before is None:
            self._backend.read([path_of(org_id, KINDS[_NOTHING.collection].document, _NOTHING.id)])
        return _Entry(None, self._clock())

    def _changed(self, document: OrgDocument, secrets: OrgSecrets, *, before: _Entry) -> _Entry:
        settings_from(document)  # where they are broken, no document is read in vain
        listed = revisions_of(document)
        contents = {ref: content for ref, content in before.contents.items() if ref in listed}
        broken: set[Ref] = set()
        for ref, snapshot in self._unseen(document.id, listed, before=before).items():
            try:
                contents[ref] = content_in(ref, snapshot.fields)
            except Damaged as error:
                broken.add(ref)
                instead = "last_good" if ref in contents else "none"
                _log_broken(document.id, "/".join(ref), error=error, instead=instead)
        contents |= _former(document)
        # One that is broken is read again each minute, since a repair by hand moves no revision.
        seen = {ref: revision for ref, revision in listed.items() if ref not in broken}
        org = org_of(document, secrets, contents=contents)
        return _Entry(org, self._clock(), contents, seen, document.created_at)

    def _unseen(self, org_id: str, listed: Mapping[Ref, int], *, before: _Entry) -> dict[Ref, Snapshot]:
        """The documents whose revision is not the one that this instance has."""
        refs = [ref for ref, revision in listed.items() if before.revisions.get(ref) != revision]
        paths = [path_of(org_id, KINDS[ref.collection].document, ref.id) for ref in refs]
        if not paths and (before.org is None or before.round != self._round):
            paths = [path_of(org_id, KINDS[_NOTHING.collection].document, _NOTHING.id)]
        return dict(zip(refs, self._backend.read(paths) if paths else [], strict=False))


def _former(document: OrgDocument) -> dict[Ref, Setting]:
    """Templates of the former form, those that are right."""
    contents: dict[Ref, Setting] = {}
    for ref, content in former_contents(document).items():
        try:
            contents[ref] = validated(ref, content)
        except Damaged as error:
            _log_broken(document.id, "/".join(ref), error=error, instead="none")
    return contents


def _log_broken(org_id: str, document: str, *, error: Damaged, instead: str) -> None:
    fields = ",".join(fault.path for fault in error.faults)
    log.error(
        "configuration_broken org=%s document=%s fields=%s instead=%s", org_id, document, fields, instead
    )


@once
def orgs() -> Orgs:
    """This instance's cache, made on first use."""
    return Orgs(store().backend)
