"""`python -m functions.migrate ORG [--dry-run]`, or `all`: brings documents of a former version into today's form.

Beside live traffic, page by page. One that was stopped goes on where it was; a whole one that is repeated changes
nothing and bills the reads. Run it again when no instance of the version before runs any more (docs/upgrading.md).
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from functions.command_line import command
from functions.domain.kernel.errors import RegularsError, Retryable
from functions.domain.migrations.runs import MigrationRun, note_passed, note_whole_run, run_under_way
from functions.domain.migrations.steps import STEPS, Step, migrate_document
from functions.domain.orgs.documents import DATA_VERSION, OrgDocument
from functions.domain.orgs.org import Org
from functions.store.documents import id_in, path_of
from functions.store.firestore import backend, store
from functions.store.orgs import orgs
from functions.store.pages import pages_by_id
from functions.store.queries import names_query
from functions.store.snapshots import Snapshot

PAGE_SIZE = 300
ALL = "all"


@dataclass
class Tally:
    """How many documents a run met, how many of them in a former form, and how many it could not read."""

    seen: int = 0
    former: int = 0
    unreadable: int = 0


@command("migrate")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong: a document, each with its reason, or the run."""
    given = _parser().parse_args(arguments)
    org_ids = _org_ids() if given.org == ALL else (given.org,)
    return int(sum(_migrate(org_id, is_dry_run=given.dry_run) for org_id in org_ids) > 0)


def _org_ids() -> Iterator[str]:
    """Bills 1 read each."""
    after = None
    while page := backend().run(names_query(OrgDocument.collection, PAGE_SIZE, after=after)):
        for snapshot in page:
            after = backend().name_of(snapshot.path)
            yield id_in(OrgDocument, snapshot.path)


def _migrate(org_id: str, *, is_dry_run: bool) -> int:
    """One organisation; how much of it could not be read. Where that is the organisation itself, the others go on."""
    try:
        orgs().get(org_id, max_age_seconds=0)
    except Retryable:
        raise
    except RegularsError as error:
        _tell(path_of(org_id, OrgDocument, org_id), error)
        return 1
    known = None if is_dry_run else store().commit(org_id, run_under_way).value
    unreadable = 0
    for step in STEPS:
        if known is not None and step.number < known.step:
            continue
        tally = _pass(org_id, step, _starts_after(known, step), is_dry_run=is_dry_run)
        unreadable += tally.unreadable
        print(f"{org_id}: {step.number} {step.name}: {_words(tally, is_dry_run=is_dry_run)}")
    if not is_dry_run:
        before = store().commit(org_id, lambda: note_whole_run(org_id)).value
        print(f"{org_id}: data_version {before or 0} -> {DATA_VERSION}")
    return unreadable


def _starts_after(known: MigrationRun | None, step: Step) -> str | None:
    return known.after_id if known is not None and known.step == step.number else None


def _words(tally: Tally, *, is_dry_run: bool) -> str:
    what = "would change" if is_dry_run else "changed"
    lacking = f", {tally.unreadable} could not be read" if tally.unreadable else ""
    return f"{tally.seen} looked at, {tally.former} {what}{lacking}"


def _pass(org_id: str, step: Step, after_id: str | None, *, is_dry_run: bool) -> Tally:
    """Go through a step's documents. The place is noted after each page in which something changed: what had nothing to
    change costs no more than its reads when it is passed again.
    """
    tally = Tally()
    for page in _pages(org_id, step, after_id):
        org, former = orgs().get(org_id), tally.former
        for snapshot in page:
            _one(org, step, snapshot, tally=tally, is_dry_run=is_dry_run)
        if tally.former > former and not is_dry_run and not step.model.at_root:
            last_id = id_in(step.model, page[-1].path)
            store().commit(org_id, partial(note_passed, step.number, last_id, datetime.now(UTC)))
        _show(f"{org_id}: {step.number} {step.name}: {tally.seen}")
    return tally


def _pages(org_id: str, step: Step, after_id: str | None) -> Iterator[list[Snapshot]]:
    """Bills 1 read a document, 1 at the least."""
    if step.model.at_root:
        yield backend().read([path_of(org_id, step.model, org_id)])
    else:
        yield from pages_by_id(org_id, step.model.collection, after_id=after_id)


def _one(org: Org, step: Step, snapshot: Snapshot, *, tally: Tally, is_dry_run: bool) -> None:
    """One document, as the page has it: it is read again where it has changed since."""
    tally.seen += 1
    id, now = id_in(step.model, snapshot.path), datetime.now(UTC)
    decide = partial(migrate_document, step, org, id, now=now, is_dry_run=is_dry_run)
    try:
        committed = store().commit(org.id, decide, [snapshot])
    except Retryable:
        raise
    except Exception as error:
        tally.unreadable += 1
        _tell(snapshot.path, error)
        return
    tally.former += committed.value
    orgs().note(committed.known)


def _tell(path: str, error: Exception) -> None:
    """The place and the reason, of a mistake of our own its kind alone: its words may hold what the document says."""
    reason = error if isinstance(error, RegularsError) else type(error).__name__
    print(f"migrate: {path}: {reason}", file=sys.stderr)


def _show(line: str) -> None:
    """How far the run is, on a terminal alone."""
    if sys.stderr.isatty():
        print(line, end="\r", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.migrate", description=__doc__)
    parser.add_argument("org", help=f"the organisation's id, or `{ALL}`")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
