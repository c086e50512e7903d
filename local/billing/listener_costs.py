"""What one stream of listeners is billed.

A read for each document as it is first seen and each time it changed, one when it leaves a result because it changed,
and one for a result that starts empty. A deletion is free. At any change nearby the emulator resets a target and sends
all of it again, without naming what left: that is found by comparing, and the emulator is asked why it left.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from google.cloud.firestore_v1 import types

_Change = types.TargetChange.TargetChangeType
_TOKENS_KEPT = 10_000

# Documents that left, with the versions in which they were last seen, and the time at which they had left.
Leaving = Callable[[dict[str, int], Any], None]


class ResumeTokens:
    """The times (ns) that resume tokens stand for; the oldest are forgotten."""

    def __init__(self) -> None:
        self._times: OrderedDict[bytes, int] = OrderedDict()

    def remember(self, token: bytes, time: int) -> None:
        self._times[token] = time
        while len(self._times) > _TOKENS_KEPT:
            self._times.popitem(last=False)

    def find(self, token: bytes) -> int | None:
        return self._times.get(token)


@dataclass
class _Target:
    """One listener: the least that its first result costs, the time (ns) up to which it knows its documents,
    their versions (update time, ns) by name, and the names that came since a reset.
    """

    least: int
    known_until: int
    versions: dict[str, int] = field(default_factory=dict)
    resent: set[str] | None = None


class Listening:
    """Takes a stream's messages and answers the reads that each adds."""

    def __init__(self, tokens: ResumeTokens, on_left: Leaving) -> None:
        self._tokens = tokens
        self._on_left = on_left
        self._targets: dict[int, _Target] = {}

    def asked(self, message: bytes) -> None:
        request = types.ListenRequest.pb().FromString(message)
        if request.WhichOneof("target_change") == "add_target":
            self._targets[request.add_target.target_id] = self._begin(request.add_target)
        else:
            self._targets.pop(request.remove_target, None)

    def answered(self, message: bytes) -> int:
        answer = types.ListenResponse.pb().FromString(message)
        match answer.WhichOneof("response_type"):
            case "document_change":
                return self._changed(answer.document_change)
            case "document_remove":
                gone = answer.document_remove
                return self._forget(gone.document, gone.removed_target_ids)
            case "document_delete":
                gone = answer.document_delete
                self._forget(gone.document, gone.removed_target_ids)
            case "target_change":
                return self._turned(answer.target_change)
        return 0

    def _begin(self, asked: Any) -> _Target:
        """A listener that resumes pays for what changed since; any other for its whole first result."""
        known_until = self._tokens.find(asked.resume_token)
        if asked.HasField("read_time"):
            known_until = asked.read_time.ToNanoseconds()
        if known_until is not None:
            return _Target(least=0, known_until=known_until)
        return _Target(least=max(1, len(set(asked.documents.documents))), known_until=0)

    def _changed(self, change: Any) -> int:
        name, version = change.document.name, change.document.update_time.ToNanoseconds()
        reads = self._forget(name, change.removed_target_ids)
        for target in self._find(change.target_ids):
            reads += version > target.known_until and target.versions.get(name) != version
            target.versions[name] = version
            if target.resent is not None:
                target.resent.add(name)
        return reads

    def _forget(self, name: str, target_ids: Iterable[int]) -> int:
        """Take a document out of targets; how many had it."""
        return sum(target.versions.pop(name, None) is not None for target in self._find(target_ids))

    def _turned(self, change: Any) -> int:
        """A target's state changed; where none is named, all targets' did."""
        target_ids = list(change.target_ids or self._targets)
        if change.resume_token:
            self._tokens.remember(change.resume_token, change.read_time.ToNanoseconds())
        match change.target_change_type:
            case _Change.RESET:
                for target in self._find(target_ids):
                    target.resent = set()
            case _Change.CURRENT:
                return sum(self._settle(target, change.read_time) for target in self._find(target_ids))
            case _Change.REMOVE:
                for target_id in target_ids:
                    self._targets.pop(target_id, None)
        return 0

    def _settle(self, target: _Target, read_time: Any) -> int:
        """A target is complete: what a reset did not send again has left; a first result has its least price."""
        if target.resent is not None:
            left = {name: target.versions.pop(name) for name in target.versions.keys() - target.resent}
            target.resent = None
            if left:
                self._on_left(left, read_time)
        missing, target.least = max(target.least - len(target.versions), 0), 0
        return missing

    def _find(self, target_ids: Iterable[int]) -> list[_Target]:
        return [self._targets[target_id] for target_id in target_ids if target_id in self._targets]
