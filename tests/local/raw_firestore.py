"""Firestore as bytes on a channel, for what google-cloud-firestore does not send: verify, streams, single documents."""

import queue
import threading
from collections.abc import Iterator
from typing import Any, Self

import grpc
from google.cloud.firestore_v1 import types

_SERVICE = "/google.firestore.v1.Firestore/"
_PRECONDITION_FIELD, _VERIFY_FIELD = 4, 5
_WITHIN_S = 30
_NO_CHANGE = types.TargetChange.TargetChangeType.NO_CHANGE


class RawFirestore:
    """One channel to a Firestore; as an administrator, unless told otherwise."""

    def __init__(self, host: str, project: str) -> None:
        self.channel = grpc.insecure_channel(host)
        self.database = f"projects/{project}/databases/(default)"
        self.root = f"{self.database}/documents"
        self._metadata = [("google-cloud-resource-prefix", self.database)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.channel.close()

    def call(self, method: str, request: Any, *, is_admin: bool = True) -> bytes:
        """One request given as a message or as its bytes, one answer."""
        ask = self.channel.unary_unary(_SERVICE + method)
        return bytes(ask(_as_bytes(request), metadata=self.metadata(is_admin), timeout=_WITHIN_S))

    def read(self, method: str, request: Any) -> list[bytes]:
        """One request, a stream of answers."""
        ask = self.channel.unary_stream(_SERVICE + method)
        return list(ask(_as_bytes(request), metadata=self.metadata(), timeout=_WITHIN_S))

    def metadata(self, is_admin: bool = True) -> list[tuple[str, str]]:
        return [*self._metadata, *([("authorization", "Bearer owner")] if is_admin else [])]

    def update(self, path: str, number: int) -> types.Write:
        fields = {"n": {"integer_value": number}}
        return types.Write(update={"name": f"{self.root}/{path}", "fields": fields})

    def delete(self, path: str) -> types.Write:
        return types.Write(delete=f"{self.root}/{path}")

    def verify(self, path: str) -> bytes:
        """A Write that checks that a document exists; the client's own types do not know of it."""
        exists = types.Precondition.serialize(types.Precondition(exists=True))
        name = f"{self.root}/{path}".encode()
        return _field(_VERIFY_FIELD, name) + _field(_PRECONDITION_FIELD, exists)


class Stream:
    """A stream both ways: what is put into it goes out, what comes is taken in order."""

    def __init__(self, raw: RawFirestore, method: str, answer_type: Any) -> None:
        self._out: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._in: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._answer_type = answer_type
        self._call = raw.channel.stream_stream(_SERVICE + method)(
            iter(self._out.get, None), metadata=raw.metadata()
        )
        threading.Thread(target=self._take, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._out.put(None)
        self._call.cancel()

    def put(self, request: Any) -> None:
        self._out.put(_as_bytes(request))

    def next(self) -> Any:
        return self._in.get(timeout=_WITHIN_S)

    def _take(self) -> None:
        try:
            for message in self._call:
                self._in.put(self._answer_type.deserialize(message))
        except grpc.RpcError:
            return  # cancelled by the test


class Listener(Stream):
    """A Listen stream; targets are numbered by the test."""

    def __init__(self, raw: RawFirestore) -> None:
        super().__init__(raw, "Listen", types.ListenResponse)
        self._raw = raw

    def add(self, target: int, query: dict[str, Any], token: bytes = b"") -> bytes:
        """Listen to a query of `things` and wait for its result; the token to resume from."""
        query = {"from_": [{"collection_id": "metered"}], **query}
        return self._add(target, token, query={"parent": self._raw.root, "structured_query": query})

    def add_documents(self, target: int, *paths: str) -> bytes:
        names = [f"{self._raw.root}/{path}" for path in paths]
        return self._add(target, b"", documents={"documents": names})

    def remove(self, target: int) -> None:
        self.put(types.ListenRequest(database=self._raw.database, remove_target=target))

    def wait_past(self, time: Any) -> bytes:
        """Wait until all is known up to an instant; the token to resume from."""
        for answer in self._answers():
            change = answer.target_change
            is_whole = change.target_change_type == _NO_CHANGE and not change.target_ids
            if is_whole and change.read_time and (time is None or change.read_time >= time):
                return bytes(change.resume_token)
        raise AssertionError("the stream ended")

    def _add(self, target: int, token: bytes, **what: Any) -> bytes:
        resumed = {"resume_token": token} if token else {}
        asked = {"target_id": target, **what, **resumed}
        self.put(types.ListenRequest(database=self._raw.database, add_target=asked))
        for answer in self._answers():
            if target in answer.target_change.target_ids and answer.target_change.resume_token:
                return self.wait_past(None)
        raise AssertionError("the stream ended")

    def _answers(self) -> Iterator[Any]:
        while True:
            yield self.next()


def commit_of(raw: RawFirestore, *writes: types.Write | bytes) -> bytes:
    """A Commit of these writes, as bytes."""
    return _field(1, raw.database.encode()) + b"".join(_field(2, _as_bytes(write)) for write in writes)


def _as_bytes(message: Any) -> bytes:
    return message if isinstance(message, bytes) else bytes(type(message).serialize(message))


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited field, of at most 16,383 bytes."""
    low, high = len(content) & 0x7F, len(content) >> 7
    length = bytes([low | 0x80, high] if high else [low])
    return bytes([number << 3 | 2]) + length + content
