"""Commits of functions that go wrong at the wire: aborted before the emulator sees them, or never answered."""

import grpc

from local.faults import Faults
from local.proxy import Call, Refused


class CommitFaults:
    """A watcher of the proxy that refuses what the faults in force strike."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def started(self, call: Call) -> None:
        if self._strikes("abort_commits", call):
            raise Refused(
                grpc.StatusCode.ABORTED, "Too much contention on these documents. Please try again."
            )

    def asked(self, call: Call, message: bytes) -> None:
        """Streams of writes are a client's, and clients meet no faults."""

    def answered(self, call: Call, message: bytes) -> None:
        if self._strikes("lose_answers", call):
            raise Refused(grpc.StatusCode.UNAVAILABLE, "The answer was lost.")

    def ended(self, call: Call, is_ok: bool) -> None:
        """Nothing to tidy."""

    def _strikes(self, fault: str, call: Call) -> bool:
        return call.method == "Commit" and call.caller is not None and self._faults.strikes(fault)
