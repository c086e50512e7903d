"""`python -m functions.importer FILE --org ORG`: brings customers or orders of another program in, from CSV or Excel.

Each row is a command, checked as everywhere; what is refused goes to a file with its reasons. The same file again goes
on where it stopped, and changes nothing where it was through. Automations stay quiet unless they are asked for.
"""

import argparse
import codecs
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import yaml

from functions.command_line import ERRORS
from functions.domain.imports.cells import Customs
from functions.domain.imports.documents import Import, ImportKind
from functions.domain.imports.headers import LEFT_OUT, fields_of, mapped
from functions.domain.imports.rows import COMMANDS, Reading
from functions.domain.imports.taking import close_import, open_import, require_right
from functions.domain.kernel.errors import FieldFault, Malformed, Retryable
from functions.domain.orders.documents import Source
from functions.domain.orgs.org import Org
from functions.importer.files import Line, about_how_many, digest_of_file, lines_of
from functions.importer.progress import Progress
from functions.importer.refusals import OWN_HEADERS, Refusals
from functions.importer.running import Counts, Importing, gathered, run
from functions.importer.undoing import undo
from functions.store.commit import Memory, Store
from functions.store.firestore import backend, store
from functions.store.orgs import orgs

MOST_WORKERS = 64


class _Known(Memory):
    """No document is presumed to be missing: a dry run has no commit whose guard would tell."""

    def __contains__(self, path: str) -> bool:
        return True


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, 2 where rows were refused, or 1 with a message that names what is wrong."""
    options = _parser().parse_args(arguments)
    try:
        org = orgs().get(options.org)
        org = org.model_copy(update={"is_quiet": not options.with_automations or options.undo is not None})
        if options.undo is not None:
            return _undo(org, options.undo)
        if options.file is None:
            raise Malformed("command line", [FieldFault("FILE", "is needed, or --undo")])
        return _import(org, options)
    except (*ERRORS, yaml.YAMLError) as error:
        print(f"importer: {error}", file=sys.stderr)
        if isinstance(error, Retryable):
            print("importer: the same command goes on where this stopped", file=sys.stderr)
        return 1


def _undo(org: Org, import_id: str) -> int:
    counts = undo(org, import_id)
    print(f"orders cancelled: {counts['cancelled']}")
    print(f"customers removed: {counts['removed']}")
    print(f"kept, since others touched them: {counts['kept']}")
    return 0


def _import(org: Org, options: argparse.Namespace) -> int:
    lines = lines_of(options.file, options.encoding)
    header = next(lines, None)
    if header is None:
        raise Malformed("file", [FieldFault("", "is empty")])
    headers = [str(cell).strip() for cell in header.cells]
    columns = mapped(options.kind, headers, _chosen(options.mapping, headers))
    for unmapped in columns.unmapped:
        print(f"column left out, it maps to no field: {unmapped}")
    rejected = _rejected(options)
    importing = _importing(org, options)
    rows = gathered(importing.reading, _limited(lines, options.limit), columns)
    progress = Progress(about_how_many(options.file))
    with Refusals(rejected, headers) as refusals:
        counts = run(importing, rows, refusals=refusals, progress=progress)
    progress.end()
    if not importing.is_dry_run and options.limit is None:
        _close(org, importing.opened.id, counts, refused=refusals.count)
    _report(importing, counts, refusals)
    return 2 if refusals.count else 0


def _rejected(options: argparse.Namespace) -> Path:
    """The file of refused rows. Malformed where it would replace what is imported."""
    path: Path = options.rejected or options.file.with_name(f"{options.file.stem}.rejected.csv")
    if path.resolve() == options.file.resolve():
        raise Malformed("command line", [FieldFault("--rejected", "is the file itself")])
    return path


def _importing(org: Org, options: argparse.Namespace) -> Importing:
    zone = ZoneInfo(org.settings.timezone)
    customs = Customs(org.settings.country, zone, org.settings.country == "US", _group_sign(org))
    reading = Reading(org, options.kind, customs, options.source, _required(options))
    opened = Import(
        id=f"{options.kind}-{digest_of_file(options.file)}",
        kind=options.kind,
        by_uid=options.by,
        is_quiet=org.is_quiet,
        started_at=datetime.now(UTC),
    )
    if options.by is not None:
        store().commit(org.id, partial(require_right, options.by, COMMANDS[options.kind]))
    if options.dry_run:
        used, is_resumed = Store(backend(), _Known()), False
    else:
        wanted = opened
        opened = store().commit(org.id, partial(open_import, opened)).value
        used = store()
        is_resumed = opened.started_at != wanted.started_at
    return Importing(
        used,
        reading,
        opened,
        workers=options.workers,
        is_dry_run=options.dry_run,
        is_resumed=is_resumed,
        as_interactions=options.as_interactions,
    )


def _required(options: argparse.Namespace) -> frozenset[str]:
    """The fields without which a row is refused. Raises Malformed if there is no such field."""
    wanted = frozenset(filter(None, (options.require or "").split(",")))
    if unknown := sorted(wanted - fields_of(options.kind)):
        raise Malformed("command line", [FieldFault("--require", f"{each} is no field") for each in unknown])
    return wanted


def _group_sign(org: Org) -> str:
    from babel.numbers import get_group_symbol

    return get_group_symbol(org.settings.locale.replace("-", "_"))


def _limited(lines: Iterator[Line], most: int | None) -> Iterator[Line]:
    return lines if most is None else islice(lines, most)


def _chosen(path: Path | None, headers: list[str]) -> Mapping[str, str]:
    """Header -> field as the mapping file says it, and the columns of our own file of refusals, which are left out."""
    own = {header: LEFT_OUT for header in headers if header in OWN_HEADERS}
    if path is None:
        return own
    written: Any = yaml.safe_load(path.read_bytes())
    if not isinstance(written, dict):
        raise Malformed("mapping", [FieldFault("", "must be a map of headers to fields")])
    return own | {str(header): LEFT_OUT if field is None else str(field) for header, field in written.items()}


def _close(org: Org, id: str, counts: Counts, *, refused: int) -> None:
    now = datetime.now(UTC)
    store().commit(org.id, lambda: close_import(id, taken=counts.taken, refused=refused, now=now))


def _report(importing: Importing, counts: Counts, refusals: Refusals) -> None:
    would = "would be " if importing.is_dry_run else ""
    print(f"rows {would}taken: {counts.taken}, of which {counts.new_customers} make a new customer")
    print(f"rows that were taken before: {counts.known}")
    print(f"rows {would}taken but for what is wrong in them: {counts.warned}")
    print(f"rows refused: {refusals.count}")
    if refusals.count or counts.warned:
        print(f"their reasons are in {refusals.path}")
    if not importing.is_dry_run:
        print(f"to take it back: --undo {importing.opened.id}")


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise argparse.ArgumentTypeError(f"{name} is no encoding") from None


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a whole number from 1 on")
    return int(text)


def _workers(text: str) -> int:
    return min(_count(text), MOST_WORKERS)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.importer", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="CSV or Excel")
    parser.add_argument("--org", required=True, help="the organisation's id")
    parser.add_argument("--kind", choices=get_args(ImportKind), default="customers")
    parser.add_argument("--by", metavar="UID", help="a member who may do what the rows ask; else the system")
    parser.add_argument("--dry-run", action="store_true", help="tell what would happen, and write nothing")
    parser.add_argument(
        "--mapping", type=Path, metavar="MAP", help="YAML: header -> field, `-` leaves one out"
    )
    parser.add_argument("--encoding", type=_encoding, help="of CSV, where it is not found by itself")
    parser.add_argument("--source", choices=get_args(Source), default="pos", help="of orders that name none")
    parser.add_argument(
        "--require", metavar="FIELDS", help="fields without which a row is refused: name,phone"
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="the first rows alone")
    parser.add_argument("--rejected", type=Path, metavar="OUT", help="the file of rows that were refused")
    parser.add_argument("--as-interactions", action="store_true", help="leave each order in the timeline too")
    parser.add_argument("--with-automations", action="store_true", help="rows set automations off")
    parser.add_argument("--workers", type=_workers, default=8, help="rows that are taken side by side")
    parser.add_argument("--undo", metavar="IMPORT", help="take an import back")
    return parser


if __name__ == "__main__":
    sys.exit(main())
