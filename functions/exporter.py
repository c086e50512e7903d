"""`python -m functions.exporter --org ORG --kind KIND`: writes an organisation's documents as CSV or JSON Lines.

A page at a time, by allow-lists; the columns stay as they are. What it writes of customers imports again to the same
customers (`python -m functions.importer`).
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO, get_args

from functions.command_line import command, whole_file
from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org
from functions.domain.views.exports import Export, ExportKind, Row, as_cell, as_json, exports
from functions.store.documents import path_of, to_model
from functions.store.firestore import backend
from functions.store.orgs import orgs
from functions.store.pages import pages_by_id
from functions.store.snapshots import Snapshot


@command("exporter")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    options = _parser().parse_args(arguments)
    org, export = orgs().get(options.org), exports()[options.kind]
    with whole_file(options.out, is_csv=options.format == "csv") as out:
        write = _csv_writer(out, export) if options.format == "csv" else _lines_writer(out)
        count = sum(write(row) for row in _rows(org, export))
    print(f"rows of {options.kind}: {count}", file=sys.stderr)
    return 0


def _rows(org: Org, export: Export) -> Iterator[Row]:
    """The rows of all documents. Bills 1 read each, and 1 for each customer of a page of orders."""
    for page in pages_by_id(org.id, export.model.collection):
        documents = [each for snapshot in page if (each := to_model(export.model, snapshot)) is not None]
        customers = _customers(org, documents) if export.with_customer else {}
        for document in documents:
            customer = customers.get(getattr(document, "customer_id", None) or "")
            yield from export.rows(org, document, customer)


def _customers(org: Org, documents: Sequence[Any]) -> dict[str, Customer]:
    ids = {each.customer_id for each in documents if each.customer_id}
    found: list[Snapshot] = (
        backend().read([path_of(org.id, Customer, id) for id in sorted(ids)]) if ids else []
    )
    models = (to_model(Customer, snapshot) for snapshot in found)
    return {each.id: each for each in models if each is not None}


def _csv_writer(out: TextIO, export: Export) -> Any:
    writer = csv.writer(out)
    writer.writerow(export.columns)

    def write(row: Row) -> int:
        writer.writerow([as_cell(row[name]) for name in export.columns])
        return 1

    return write


def _lines_writer(out: TextIO) -> Any:
    def write(row: Row) -> int:
        out.write(json.dumps(row, ensure_ascii=False, default=as_json) + "\n")
        return 1

    return write


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.exporter", description=__doc__)
    parser.add_argument("--org", required=True, help="the organisation's id")
    parser.add_argument("--kind", choices=get_args(ExportKind), default="customers")
    parser.add_argument("--format", choices=("csv", "jsonl"), default="csv")
    parser.add_argument("--out", type=Path, metavar="FILE", help="else the standard output")
    return parser


if __name__ == "__main__":
    sys.exit(main())
