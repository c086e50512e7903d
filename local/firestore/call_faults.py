"""Functions' calls to Firestore that go wrong at the wire: reads fail, commits are aborted or never answered."""

import grpc

from local.faults.faults import Faults
from local.firestore.request_names import READS, read_names, written_names
from local.firestore.watching import Call
from local.wire.refusal import Refused

_CONTENDED = "Too much contention on these documents. Please try again."


class CallFaults:
    """A watcher of the proxy that refuses what the faults in force strike. Clients meet no faults."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def started(self, call: Call) -> None:
        """Reads fail before the first message of the answer: clients do not get over a stream that breaks later."""
        if call.method in READS and self._strikes("fail_reads", call):
            raise Refused(grpc.StatusCode.UNAVAILABLE, "The service is currently unavailable.")
        if call.method == "Commit" and self._strikes("abort_commits", call):
            raise Refused(grpc.StatusCode.ABORTED, _CONTENDED)

    def asked(self, call: Call, message: bytes) -> None:
        """Streams of writes are a client's."""

    def answered(self, call: Call, message: bytes) -> None:
        if call.method == "Commit" and self._strikes("lose_answers", call):
            raise Refused(grpc.StatusCode.UNAVAILABLE, "The answer was lost.")

    def ended(self, call: Call, is_ok: bool) -> None:
        """Nothing to tidy."""

    def _strikes(self, fault: str, call: Call) -> bool:
        if call.caller is None or not self._faults.may_strike(fault):
            return False
        names = written_names if call.method == "Commit" else read_names
        concerned = sorted(names(call.method, call.request))
        return self._faults.strike(fault, call.caller, *concerned) is not None
