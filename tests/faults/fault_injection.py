"""What stands in where the code under test meets the outside: a backend whose calls go wrong, an event's document."""

from collections.abc import Callable, Sequence
from typing import Any

from functions.domain.kernel.decisions import Find
from functions.domain.kernel.tallies import Tally
from functions.store.commit import GuardFailed, OutcomeUnknown
from functions.store.documents import Create, Write
from functions.store.snapshots import Snapshot
from tests.faults.interleaving import Turns
from tests.memory import DictBackend

Call = Callable[..., Any]


class CalledBackend:
    """A backend each of whose calls goes through `call`; `on_created` hears of every document that it creates."""

    def __init__(self, backend: DictBackend, call: Call, on_created: Callable[[str], None]) -> None:
        self._backend, self._call, self._on_created = backend, call, on_created

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        found: list[Snapshot] = self._call(
            "read", lambda: self._backend.read(paths), away=OutcomeUnknown("away")
        )
        return found

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        found: list[Snapshot] = self._call(
            "read", lambda: self._backend.query(org_id, query), away=OutcomeUnknown("away")
        )
        return found

    def tallied(self, org_id: str, tally: Tally) -> int:
        found: int = self._call(
            "read", lambda: self._backend.tallied(org_id, tally), away=OutcomeUnknown("away")
        )
        return found

    def write(self, writes: Sequence[Write]) -> list[Any]:
        versions: list[Any] = self._call(
            "write", lambda: self._apply(writes), away=OutcomeUnknown("away"), refused=GuardFailed("aborted")
        )
        return versions

    def _apply(self, writes: Sequence[Write]) -> list[Any]:
        versions = self._backend.write(writes)
        for write in writes:
            if isinstance(write, Create):
                self._on_created(write.path)
        return versions


class Beside:
    """An executor whose work takes turns with whoever began it. Of a process that crashes it lives on a little."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *raised: object) -> None:
        """Who crashes waits for nobody, and who does not has asked for the result."""

    def submit(self, work: Callable[..., Any], *given: Any) -> "Begun":
        return Begun(self._turns, lambda: work(*given))


class Begun:
    """Work that was begun beside; `result` waits for it."""

    def __init__(self, turns: Turns, work: Callable[[], Any]) -> None:
        self._turns, self._work = turns, work
        self._value: Any = None
        self._raised: BaseException | None = None
        self._is_done = False
        turns.spawn(self._live)

    def result(self) -> Any:
        while not self._is_done:
            self._turns.next()
        if self._raised is not None:
            raise self._raised
        return self._value

    def _live(self) -> None:
        try:
            self._value = self._work()
        except BaseException as error:
            self._raised = error
        self._is_done = True
