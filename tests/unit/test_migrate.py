"""`python -m functions.migrate` over a dict: page by page, stopped after each commit, repeated, beside a document that
cannot be read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from functions import migrate
from functions.domain.migrations.steps import STEPS, Step
from functions.domain.orgs.documents import DATA_VERSION
from functions.googleapis.firestore_pb2 import StructuredQuery
from functions.store import pages
from functions.store.commit import OutcomeUnknown
from functions.store.documents import Write
from functions.store.orgs import Orgs
from functions.store.snapshots import Snapshot
from tests.builders import a_customer
from tests.former import NAMES, an_organisation
from tests.memory import Billed, DictBackend, a_store
from tests.provisioning import provision

NOW = datetime(2025, 2, 1, tzinfo=UTC)


class Died(BaseException):
    """The process ends here."""


@dataclass
class Pages(DictBackend):
    """A dict that is read in pages too. `lives`: how many commits the process still makes."""

    lives: int | None = None

    def page(self, org_id: str, collection: str, *, after_id: str | None, limit: int) -> list[Snapshot]:
        ids = sorted(id for id in self.all(collection, org_id) if "/" not in id and id > (after_id or ""))
        self.billed.reads += max(1, len(ids[:limit]))
        return [self.snapshot(f"orgs/{org_id}/{collection}/{id}") for id in ids[:limit]]

    def run(self, query: StructuredQuery) -> list[Snapshot]:
        """Which organisations there are, in one page."""
        if query.HasField("start_at"):
            return []
        return [
            self.snapshot(path) for path in sorted(self.documents) if path.count("/") == 1 and "orgs/" in path
        ]

    def name_of(self, path: str) -> str:
        return path

    def write(self, writes: Sequence[Write]) -> list[Any]:
        if self.lives is not None:
            if self.lives == 0:
                raise Died
            self.lives -= 1
        return super().write(writes)


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have the command work on a backend."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # always in UTC here
            return NOW

    def use(backend: Pages) -> Pages:
        store, known = a_store(backend), Orgs(backend, lambda: 0.0)
        monkeypatch.setattr(migrate, "backend", lambda: backend)
        monkeypatch.setattr(pages, "backend", lambda: backend)
        monkeypatch.setattr(migrate, "store", lambda: store)
        monkeypatch.setattr(migrate, "orgs", lambda: known)
        monkeypatch.setattr(migrate, "datetime", Clock)
        return backend

    monkeypatch.setattr(pages, "BY_ID", 2)
    return use


def former(*names: str) -> Pages:
    """The documents of these, in one organisation, whose configuration is the last one's."""
    backend = Pages()
    for name in names or NAMES:
        for path, fields in an_organisation(name).documents.items():
            backend.client_writes(path, **fields)
    return backend


def test_a_run_says_what_it_did_and_leaves_the_version_and_no_trace_of_its_pages(
    used: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    backend = used(former("roaster"))
    assert migrate.main(["kopi"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kopi: 1 settings that were dropped or moved: 1 looked at, 0 changed",
        "kopi: 2 costs apart from their products: 0 looked at, 0 changed",
        "kopi: 3 what searches find customers by: 1 looked at, 1 changed",
        "kopi: 4 what stages of deals mean: 3 looked at, 3 changed",
        "kopi: 5 what open tasks are worth: 1 looked at, 1 changed",
        "kopi: 6 leads of bookings that were due: 0 looked at, 0 changed",
        f"kopi: data_version 0 -> {DATA_VERSION}",
    ]
    assert backend.documents["orgs/kopi"]["data_version"] == DATA_VERSION
    assert backend.all("migrations") == {}


def test_a_dry_run_says_how_many_would_change_and_writes_nothing(
    used: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    backend = used(former())
    before = dict(backend.versions)
    assert migrate.main(["kopi", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "4 what stages of deals mean: 3 looked at, 3 would change" in said
    assert "data_version" not in said
    assert backend.versions == before


def test_a_second_whole_run_changes_nothing_and_bills_its_reads_alone(
    used: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = used(former("roaster"))
    migrate.main(["kopi"])
    monkeypatch.setattr(pages, "BY_ID", 300)
    used(backend)  # by a process that knows nothing of it
    before = dict(backend.versions)
    backend.billed = Billed()
    assert migrate.main(["kopi"]) == 0
    configuration = sum(map(len, backend.documents["orgs/kopi"]["revisions"].values()))
    # A customer, three deals, a task; of products and conversations there are none.
    passed = 1 + 3 + 1 + 1 + 1
    assert backend.billed == Billed(reads=passed + 6 + 2 * configuration)
    assert backend.versions == before


def without_times(backend: Pages) -> dict[str, dict[str, Any]]:
    return {path: fields for path, fields in backend.documents.items() if "/migrations/" not in path}


@pytest.mark.parametrize(("names", "commits"), [(("grocer",), 2), (("dairy", "roaster", "umrah"), 12)])
def test_a_run_that_dies_after_any_commit_ends_as_one_that_was_not_stopped(
    used: Any, names: tuple[str, ...], commits: int
) -> None:
    whole = used(former(*names))
    whole.lives = 100
    migrate.main(["kopi"])
    assert 100 - whole.lives == commits
    for lives in range(commits):
        backend = used(former(*names))
        backend.lives = lives
        with pytest.raises(Died):
            migrate.main(["kopi"])
        backend.lives = None
        assert migrate.main(["kopi"]) == 0
        assert without_times(backend) == without_times(whole)
        assert backend.all("migrations") == {}


def test_a_run_that_was_stopped_goes_on_after_the_last_page_in_which_something_changed(used: Any) -> None:
    backend = used(former("roaster"))
    for number in range(8):
        backend.put(a_customer(id=f"a{number}", name=f"Regular {number}"))
    backend.lives = 5  # the customers of two pages, and the place of the first
    with pytest.raises(Died):
        migrate.main(["kopi"])
    assert backend.all("migrations")["run"] == {"step": 3, "after_id": "a1", "updated_at": NOW}
    backend.lives, backend.billed = None, Billed()
    passed: list[str] = []
    page: Callable[..., list[Snapshot]] = backend.page

    def noted(org_id: str, collection: str, *, after_id: str | None, limit: int) -> list[Snapshot]:
        passed.append(f"{collection}:{after_id}")
        return page(org_id, collection, after_id=after_id, limit=limit)

    backend.page = noted
    assert migrate.main(["kopi"]) == 0
    assert passed[:2] == ["customers:a1", "customers:a3"]


def test_what_an_instance_of_the_version_before_writes_behind_a_run_is_found_by_the_next(
    used: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    backend = used(former("umrah"))
    migrate.main(["kopi"])
    (id,) = [id for id in backend.all("conversations") if "/" not in id]
    backend.client_writes(f"orgs/kopi/conversations/{id}", lead_due=2, cycle=2)
    capsys.readouterr()
    assert migrate.main(["kopi"]) == 0
    assert "6 leads of bookings that were due: 1 looked at, 1 changed" in capsys.readouterr().out
    assert sorted(backend.all("conversations")[id]["lead_ids"]) == ["1", "2"]


def test_what_changes_between_the_page_and_its_turn_is_not_overwritten(used: Any) -> None:
    backend = used(former("roaster"))
    page = backend.page

    def then_moved(org_id: str, collection: str, *, after_id: str | None, limit: int) -> list[Snapshot]:
        found: list[Snapshot] = page(org_id, collection, after_id=after_id, limit=limit)
        if collection == "opportunities" and after_id is None:
            backend.client_writes("orgs/kopi/opportunities/open-deal", stage="lost", status="lost")
            backend.client_writes("orgs/kopi/opportunities/lost-deal", title="Syrups")
        return found

    backend.page = then_moved
    assert migrate.main(["kopi"]) == 0
    deals = backend.all("opportunities")
    assert (deals["open-deal"]["status"], "probability" in deals["open-deal"]) == ("lost", False)
    assert (deals["lost-deal"]["status"], deals["lost-deal"]["title"]) == ("lost", "Syrups")


def test_a_document_that_cannot_be_read_is_told_with_its_reason_and_the_others_go_on(
    used: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = used(former("dairy", "roaster"))
    step = STEPS[3]

    def failing(org: Any, id: str, now: datetime) -> Any:
        if id == "lost-deal":
            raise KeyError("a name that no log may hold")
        return (yield from step.migrate(org, id, now))

    steps = (*STEPS[:3], Step(4, step.name, step.model, failing), *STEPS[4:])
    monkeypatch.setattr(migrate, "STEPS", steps)
    assert migrate.main(["kopi"]) == 1
    said = capsys.readouterr()
    assert said.err == "migrate: orgs/kopi/opportunities/lost-deal: KeyError\n"
    assert "4 what stages of deals mean: 3 looked at, 2 changed, 1 could not be read" in said.out
    assert backend.all("opportunities")["won-deal"]["status"] == "won"
    assert backend.documents["orgs/kopi"]["data_version"] == DATA_VERSION


def test_all_organisations_are_gone_through_and_one_that_is_broken_stops_no_other(
    used: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    backend = used(former("roaster"))
    provision(backend, "broken")
    provision(backend, "today")
    backend.client_writes("orgs/broken", country="India")
    assert migrate.main(["all"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("migrate: orgs/broken: ")
    assert "country" in said.err
    assert f"kopi: data_version 0 -> {DATA_VERSION}" in said.out
    assert f"today: data_version {DATA_VERSION} -> {DATA_VERSION}" in said.out


def test_an_organisation_that_is_not_there_and_a_store_that_is_away_are_said(
    used: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    backend = used(former("roaster"))
    assert migrate.main(["nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err

    def away(*args: object, **names: object) -> Any:
        raise OutcomeUnknown("UNAVAILABLE")

    backend.page = away
    assert migrate.main(["kopi"]) == 1
    assert capsys.readouterr().err == "migrate: the store did not answer: UNAVAILABLE\n"
