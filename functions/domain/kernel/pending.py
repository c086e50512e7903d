"""Two decisions of one commit: what the first changes the second reads as changed, and nothing is written twice."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from functions.domain.kernel.decisions import Document, Get, Put, Read, Reading

T = TypeVar("T")
P = TypeVar("P", bound=Document | Put)


def seeing(pending: Iterable[Document | Put], reading: Reading[T]) -> Reading[T]:
    """A reading that finds documents by their id as earlier changes of its commit leave them. These bill nothing.

    Queries, and a document that is read as another model, are answered from the store.
    """
    known = {(type(each), each.id): each for each in pending if isinstance(each, Document)}
    answers: tuple[Any, ...] | None = None
    while True:
        try:
            reads = next(reading) if answers is None else reading.send(answers)
        except StopIteration as end:
            value: T = end.value
            return value
        answers = yield from _answered(reads, known)


def _answered(
    reads: tuple[Read, ...], known: Mapping[tuple[type[Any], str], Document]
) -> Reading[tuple[Any, ...]]:
    found = [known.get((read.model, read.id)) if isinstance(read, Get) else None for read in reads]
    left = tuple(read for read, each in zip(reads, found, strict=True) if each is None)
    others = iter((yield left) if left else ())
    return tuple(next(others) if each is None else each for each in found)


def not_among(later: Iterable[Document | Put], documents: Iterable[P]) -> tuple[P, ...]:
    """The documents that are not among the later ones, which go over them."""
    places = {place_of(each) for each in later}
    return tuple(each for each in documents if place_of(each) not in places)


def place_of(change: Document | Put) -> tuple[str, str]:
    """Where a change is stored: its collection and id."""
    document = change.document if isinstance(change, Put) else change
    return document.collection, document.id
