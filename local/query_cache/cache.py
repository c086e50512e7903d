"""The watcher that answers queries which the emulator would scan all documents for.

An answer is kept until something is written to what the query asks for. Queries that name the current time are never
the same twice; an index of the values of the fields that they compare spares their scans too. A query whose comparisons
no document can pass is answered with nothing, and one whose bounds lie between the same values as those of an earlier
one is answered as that was. Only an admin's queries are answered: security rules may deny others
anything. Reads in a transaction or as of a time go to the emulator. It must be the last watcher and see every write:
the first connection to the emulator's own port bypasses it until a reset.
"""

import threading
from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from google.cloud.firestore_v1 import types

from local.firestore.background_reads import BackgroundReads
from local.firestore.watching import AnsweredHere, Call
from local.query_cache.answers import Answers, Running, as_of_now
from local.query_cache.comparisons import Group, Question, read_question
from local.query_cache.effects import Value
from local.query_cache.field_index import FieldIndex, Known
from local.query_cache.keys import field_at, key_of
from local.query_cache.values import Values
from local.query_cache.writes import (
    READS,
    REFUSALS,
    WRITES,
    Writing,
    commit_time,
    writing_of,
    writing_of_stream,
)
from local.wire.protobuf_fields import top_fields

_MOST_SHAPES = 10_000
_DOCUMENT_FIELD = 1  # of a RunQueryResponse


@dataclass
class _Asked:
    """A query that the emulator is asked. `gaps` it has in common with those that find the same."""

    question: Question
    running: Running
    gaps: Hashable | None


@dataclass
class _Written:
    """The writes of a call that are on their way; a stream has several, answered in order."""

    writings: deque[Writing] = field(default_factory=deque)


class QueryCache:
    """A watcher of the proxy; see the module."""

    def __init__(self, reads: BackgroundReads) -> None:
        self._reads = reads
        self._lock = threading.RLock()
        self._answers = Answers()
        self._values = Values()
        self._empty_answers: dict[tuple[object, ...], list[bytes]] = {}
        self._suspended_count = 0
        self._is_bypassed = False

    def bypass(self) -> None:
        """From now on something may be written unseen, until a reset."""
        with self._lock:
            self._is_bypassed = True
            self._forget()

    def reset(self) -> None:
        """All documents have been deleted, and nobody is left who writes unseen."""
        with self._lock:
            self._is_bypassed = False
            self._forget()

    def suspend(self) -> None:
        """From now on something may be written unseen."""
        with self._lock:
            self._suspended_count += 1
            self._forget()

    def resume(self) -> None:
        """Nothing is written unseen any more."""
        with self._lock:
            self._suspended_count -= 1

    def started(self, call: Call) -> None:
        if call.method in _QUERIES:
            if call.is_admin:
                self._look_up(call)
        elif call.method in WRITES:
            writing = writing_of(call.method, call.request)
            call.notes[self] = _Written(deque([writing]))
            self._begin_writing(writing)
        elif call.method == "Write":
            call.notes[self] = _Written()
        elif call.method not in READS:
            self.suspend()
            call.notes[self] = None

    def asked(self, call: Call, message: bytes) -> None:
        if call.method == "Write":
            writing = writing_of_stream(message)
            call.notes[self].writings.append(writing)
            self._begin_writing(writing)

    def answered(self, call: Call, message: bytes) -> None:
        note = call.notes.get(self)
        if isinstance(note, _Asked):
            note.running.answers.append(message)
        elif isinstance(note, _Written) and call.method == "Commit":
            note.writings[0].time = commit_time(message)
        elif isinstance(note, _Written) and call.method == "Write":
            self._end_writing(note.writings.popleft(), is_done=True)

    def ended(self, call: Call, is_ok: bool) -> None:
        """What was written without an answer that says how it ended may yet be done: it stays on its way for good."""
        if self not in call.notes:
            return
        note = call.notes[self]
        is_over = is_ok or call.refused_with in REFUSALS
        if isinstance(note, _Asked):
            self._end_query(call, note, is_ok)
        elif note is None and is_over:
            self.resume()
        elif isinstance(note, _Written) and is_over and call.method != "Write":
            self._end_writing(note.writings.popleft(), is_done=is_ok)

    def _is_off(self) -> bool:
        return self._is_bypassed or self._suspended_count > 0

    def _forget(self) -> None:
        self._answers.clear()
        self._values.clear()

    def _look_up(self, call: Call) -> None:
        with self._lock:
            if self._is_off():
                return
            known = self._answers.find(call.request)
        if known is not None:
            raise AnsweredHere(known)
        question = _QUERIES[call.method](call.request)
        if question is None:
            return
        with self._lock:
            empty = self._empty_answers.get(question.shape)
            if empty is not None and self._values.prove_empty(question):
                raise AnsweredHere(as_of_now(empty))
            gaps = self._values.gaps_of(question)
            known = None if gaps is None else self._answers.find(gaps)
            if known is not None:
                raise AnsweredHere(known)
            call.notes[self] = _Asked(question, self._answers.begin(question.scope), gaps)
            if self._is_off():
                call.notes[self].running.is_stale = True

    def _end_query(self, call: Call, asked: _Asked, is_ok: bool) -> None:
        answers = asked.running.answers
        with self._lock:
            self._answers.end(asked.running)
            if not is_ok or asked.running.is_stale:
                return
            self._answers.keep(call.request, asked.running)
            if asked.gaps is not None:
                self._answers.keep(asked.gaps, asked.running)
            elif call.method == "RunAggregationQuery":
                self._index(asked.question)
            if call.method == "RunQuery" and not any(
                _DOCUMENT_FIELD in top_fields(answer) for answer in answers
            ):
                self._learn_empty(asked.question, answers)

    def _learn_empty(self, question: Question, answers: list[bytes]) -> None:
        """The emulator takes queries of this shape, and this is how it answers one that finds nothing."""
        if len(self._empty_answers) >= _MOST_SHAPES:
            self._empty_answers.clear()
        self._empty_answers[question.shape] = answers
        self._index(question)

    def _index(self, question: Question) -> None:
        for index in self._values.note_use(question):
            self._fill(question.group, index)

    def _fill(self, group: Group, index: FieldIndex) -> None:
        def fill(answers: list[Any]) -> None:
            read = _values_in(answers, index) if answers else None
            with self._lock:
                self._values.fill(group, index, read)

        request = _all_with(group, index)
        self._reads.ask("RunQuery", request, types.RunQueryResponse.pb(), on_answered=fill)

    def _begin_writing(self, writing: Writing) -> None:
        with self._lock:
            self._answers.begin_writing(writing.scopes)
            self._values.begin_writing(writing)

    def _end_writing(self, writing: Writing, *, is_done: bool) -> None:
        with self._lock:
            self._values.end_writing(writing, is_done=is_done)
            self._answers.end_writing(writing.scopes)


def _question_of_query(request: bytes) -> Question | None:
    run = types.RunQueryRequest.pb().FromString(request)
    if run.WhichOneof("consistency_selector") or run.HasField("explain_options"):
        return None
    return read_question(run.parent, run.structured_query)


def _question_of_aggregation(request: bytes) -> Question | None:
    run = types.RunAggregationQueryRequest.pb().FromString(request)
    if run.WhichOneof("consistency_selector") or run.HasField("explain_options"):
        return None
    query = run.structured_aggregation_query.structured_query
    aggregations = type(run.structured_aggregation_query)(
        aggregations=run.structured_aggregation_query.aggregations
    )
    return read_question(
        run.parent, query, made_of_results=aggregations.SerializeToString(deterministic=True)
    )


_QUERIES = {"RunQuery": _question_of_query, "RunAggregationQuery": _question_of_aggregation}


def _all_with(group: Group, index: FieldIndex) -> Any:
    """Every document of the group that has the field, with that field alone."""
    path = ".".join(index.field)
    request = types.RunQueryRequest.pb()(parent=group.root)
    query = request.structured_query
    query.select.fields.add(field_path=path)
    query.from_.add(collection_id=group.collection, all_descendants=True)
    query.order_by.add().field.field_path = path
    return request


def _values_in(answers: Iterable[Any], index: FieldIndex) -> list[tuple[str, Known]]:
    documents = [answer.document for answer in answers if answer.HasField("document")]
    return [(document.name, _known(document, index)) for document in documents]


def _known(document: Any, index: FieldIndex) -> Known:
    stored = field_at(document.fields, index.field)
    value: Value = None if stored is None else key_of(stored)
    return Known(value, document.update_time.ToNanoseconds())
