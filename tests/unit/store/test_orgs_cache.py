"""Settings are read once a minute and no oftener, and a new secret is found at once by who asks for it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import Any

import grpc
import pytest

from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import remove_configuration, save_configuration
from functions.domain.kernel.errors import Damaged, StoreAway, UnknownOrg
from functions.store.commit import OutcomeUnknown
from functions.store.firestore import Firestore
from functions.store.orgs import LIFE_SECONDS, MOST_KEPT, Orgs
from functions.store.snapshots import Snapshot
from tests.builders import CAFE, NOON
from tests.memory import Billed, DictBackend, a_store, run
from tests.personal_data import leaks
from tests.provisioning import provision
from tests.unit.store.scripted_firestore import ScriptedFirestore


class Clock:
    """Seconds, as a test sets them."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def provisioned(
    org_id: str = "kopi", hook_secret: str = "s3cret", backend: DictBackend | None = None
) -> DictBackend:
    backend = backend or DictBackend()
    provision(backend, org_id, hook_secret=hook_secret)
    backend.billed = Billed()
    return backend


def test_an_organisation_is_read_once_within_its_life() -> None:
    backend, clock = provisioned(), Clock()
    orgs = Orgs(backend, clock)
    for seconds in (0, 1, LIFE_SECONDS):
        clock.seconds = 1000 + seconds
        assert orgs.get("kopi").settings.currency == "INR"
    assert backend.billed == Billed(reads=2 + len(CAFE.contents))


def test_settings_that_changed_are_seen_after_its_life() -> None:
    backend, clock = provisioned(), Clock()
    orgs = Orgs(backend, clock)
    assert orgs.get("kopi").name == "kopi"
    backend.client_writes("orgs/kopi", name="Kopi")
    clock.seconds += LIFE_SECONDS
    assert orgs.get("kopi").name == "kopi"
    clock.seconds += 0.001
    assert orgs.get("kopi").name == "Kopi"
    assert backend.billed == Billed(reads=4 + len(CAFE.contents))


def test_a_new_secret_is_seen_by_who_asks_for_a_fresher_one() -> None:
    backend, clock = provisioned(hook_secret="old"), Clock()
    orgs = Orgs(backend, clock)
    orgs.get("kopi")
    provisioned(hook_secret="new", backend=backend)
    clock.seconds += 1.5
    stale, fresh = orgs.find("kopi"), orgs.find("kopi", max_age_seconds=1.0)
    assert stale is not None
    assert fresh is not None
    assert (stale.hook_secret.get_secret_value(), fresh.hook_secret.get_secret_value()) == ("old", "new")


def test_an_organisation_that_is_not_there_costs_the_same_calls() -> None:
    backend = provisioned()
    calls: dict[str, list[list[str]]] = {"kopi": [], "nobody": []}
    for org_id, made in calls.items():
        orgs = Orgs(Recording(backend, made))
        for _ in range(3):
            orgs.find(org_id)
    assert [len(paths) for paths in calls["kopi"]] == [2, 6]  # three templates, three automations
    assert [len(paths) for paths in calls["nobody"]] == [2, 1]


class Recording(DictBackend):
    """Keeps which paths were read."""

    def __init__(self, of: DictBackend, made: list[list[str]]) -> None:
        super().__init__(of.documents, of.versions)
        self.made = made

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        self.made.append(list(paths))
        return super().read(paths)


def test_an_organisation_that_is_not_there_is_said_and_appears_when_it_is_made() -> None:
    backend, clock = DictBackend(), Clock()
    orgs = Orgs(backend, clock)
    assert orgs.find("kopi") is None
    with pytest.raises(UnknownOrg, match="there is no organisation kopi"):
        orgs.get("kopi")
    provisioned(backend=backend)
    clock.seconds += LIFE_SECONDS + 1
    assert orgs.get("kopi").id == "kopi"


@pytest.mark.parametrize("missing", ["orgs/kopi", "org_secrets/kopi"])
def test_half_an_organisation_is_none(missing: str) -> None:
    backend = provisioned()
    del backend.documents[missing], backend.versions[missing]
    assert Orgs(backend).find("kopi") is None


def test_a_store_that_is_away_is_retryable_and_nothing_is_kept_of_it() -> None:
    backend = provisioned()
    orgs = Orgs(Away(backend))
    with pytest.raises(StoreAway):
        orgs.get("kopi")
    assert orgs.get("kopi").id == "kopi"


class Away(DictBackend):
    """Does not answer the first time."""

    def __init__(self, of: DictBackend) -> None:
        super().__init__(of.documents, of.versions)
        self.calls = 0

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        self.calls += 1
        if self.calls == 1:
            raise OutcomeUnknown("ServiceUnavailable")
        return super().read(paths)


def test_an_aborted_read_is_retryable(scripted: ScriptedFirestore, backend: Firestore) -> None:
    scripted.failure = grpc.StatusCode.ABORTED
    with pytest.raises(StoreAway, match="ABORTED"):
        Orgs(backend).get("kopi")


def test_settings_that_somebody_broke_are_damage() -> None:
    backend = provisioned()
    backend.client_writes("orgs/kopi", timezone="Pune")
    with pytest.raises(Damaged, match="stored orgs: timezone"):
        Orgs(backend).get("kopi")


@pytest.mark.item("S004-38")
def test_two_organisations_do_not_mix() -> None:
    backend = provisioned("teh", backend=provisioned())
    orgs = Orgs(backend)
    assert (orgs.get("kopi").id, orgs.get("teh").id) == ("kopi", "teh")
    assert orgs.get("kopi").id_key != orgs.get("teh").id_key


def test_names_that_do_not_exist_cannot_fill_the_memory() -> None:
    orgs = Orgs(provisioned())
    for number in range(MOST_KEPT + 5):
        orgs.find(f"nobody-{number}")
    assert len(orgs._missing) <= MOST_KEPT


def test_names_that_do_not_exist_have_no_organisation_s_documents_read_again() -> None:
    backend = provisioned()
    orgs = Orgs(backend)
    known = orgs.get("kopi")
    for number in range(MOST_KEPT + 5):
        orgs.find(f"nobody-{number}")
    billed = backend.billed.reads
    assert (orgs.get("kopi"), backend.billed.reads) == (known, billed + 3)
    assert (orgs.get("kopi"), backend.billed.reads) == (known, billed + 3)


@pytest.mark.parametrize("seconds", [0, 5, LIFE_SECONDS + 1])
def test_names_that_do_not_exist_and_a_clock_do_not_tell_which_organisation_does(seconds: float) -> None:
    backend, calls = provisioned(), dict[str, list[int]]()
    for org_id in ("kopi", "nobody"):
        made: list[list[str]] = []
        clock = Clock()
        orgs = Orgs(Recording(backend, made), clock)
        orgs.find(org_id)
        for number in range(MOST_KEPT + 5):
            orgs.find(f"nobody-{number}")
        clock.seconds += seconds
        made.clear()
        for age in (LIFE_SECONDS, 1.0, 1.0):
            orgs.find(org_id, age)
        calls[org_id] = [len(paths) for paths in made]
    assert calls["kopi"] == calls["nobody"] == [2, 1]


def test_an_organisation_that_was_missing_is_known_once_it_is_there_and_missing_once_it_is_gone() -> None:
    backend, clock = DictBackend(), Clock()
    orgs, found = Orgs(backend, clock), []
    for has_it in (False, True, False, True):
        if has_it:
            provisioned(backend=backend)
        else:
            backend.documents.clear()
            backend.versions.clear()
        clock.seconds += LIFE_SECONDS + 1
        found.append(orgs.find("kopi") is not None)
    assert found == [False, True, False, True]


def save(backend: DictBackend, id: str, text: str) -> None:
    content = {"purpose": "marketing", "bodies": {"en": text}}
    run(
        a_store(backend),
        lambda: save_configuration("kopi", Ref("templates", id), content=content, by="staff", now=NOON),
    )


def text_of(orgs: Orgs, id: str) -> str | None:
    template = orgs.get("kopi").templates.get(id)
    return template.bodies["en"] if template else None


def test_of_the_documents_those_alone_are_read_again_whose_revision_moved() -> None:
    backend, clock = provisioned(), Clock()
    orgs = Orgs(backend, clock)
    orgs.get("kopi")
    save(backend, "winback_30", "New")
    save(backend, "news", "News")
    backend.billed = Billed()
    assert text_of(orgs, "winback_30") != "New"
    clock.seconds += LIFE_SECONDS + 1
    assert (text_of(orgs, "winback_30"), text_of(orgs, "news")) == ("New", "News")
    assert backend.billed == Billed(reads=2 + 2)
    clock.seconds += LIFE_SECONDS + 1
    assert text_of(orgs, "news") == "News"
    assert backend.billed == Billed(reads=2 + 2 + 2)


def test_a_document_that_was_removed_is_gone_without_a_read() -> None:
    backend, clock = provisioned(), Clock()
    save(backend, "news", "News")
    orgs = Orgs(backend, clock)
    orgs.get("kopi")
    run(
        a_store(backend), lambda: remove_configuration("kopi", Ref("templates", "news"), by="staff", now=NOON)
    )
    backend.billed = Billed()
    clock.seconds += LIFE_SECONDS + 1
    assert text_of(orgs, "news") is None
    assert backend.billed == Billed(reads=2)


BREAKS: list[dict[str, Any]] = [
    {"purpose": "spam"},
    {"bodies": {"en": 7}},
    {"bodies": {}},
    {"push": "x"},
    {"email": {"html": {"en": "Regular, +12025550123"}}},
]


@pytest.mark.parametrize("broken", BREAKS)
def test_a_document_that_somebody_broke_is_left_out_and_the_rest_works(
    broken: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    backend = provisioned()
    backend.client_writes("orgs/kopi/templates/winback_30", **broken)
    org = Orgs(backend).get("kopi")
    assert set(org.templates) == {"tier_upgrade", "winback_60"}
    (record,) = caplog.records
    line = record.getMessage()
    assert line.startswith("configuration_broken org=kopi document=templates/winback_30 fields=")
    assert line.endswith(" instead=none")
    assert leaks(line, ["+12025550123"]) == []


def test_of_a_document_that_somebody_breaks_the_last_good_one_goes_on_until_it_is_repaired() -> None:
    backend, clock = provisioned(), Clock()
    orgs = Orgs(backend, clock)
    good = text_of(orgs, "winback_30")
    backend.client_writes("orgs/kopi/templates/winback_30", purpose="spam")
    backend.client_writes("orgs/kopi", revisions={"templates": {"winback_30": 2, "tier_upgrade": 1}})
    for _ in range(2):
        clock.seconds += LIFE_SECONDS + 1
        assert text_of(orgs, "winback_30") == good
    backend.client_writes("orgs/kopi/templates/winback_30", purpose="marketing", bodies={"en": "Repaired"})
    clock.seconds += LIFE_SECONDS + 1
    assert text_of(orgs, "winback_30") == "Repaired"


def test_of_a_document_that_somebody_deleted_the_last_good_one_goes_on() -> None:
    backend, clock = provisioned(), Clock()
    orgs = Orgs(backend, clock)
    good = text_of(orgs, "winback_30")
    del backend.documents["orgs/kopi/templates/winback_30"]
    backend.client_writes("orgs/kopi", revisions={"templates": {"winback_30": 2}})
    clock.seconds += LIFE_SECONDS + 1
    assert text_of(orgs, "winback_30") == good
    assert text_of(Orgs(backend), "winback_30") is None


def test_of_settings_that_somebody_breaks_the_last_good_ones_go_on(caplog: pytest.LogCaptureFixture) -> None:
    backend, clock = provisioned(), Clock()
    orgs = Orgs(backend, clock)
    orgs.get("kopi")
    backend.client_writes("orgs/kopi", timezone="Pune")
    clock.seconds += LIFE_SECONDS + 1
    assert orgs.get("kopi").settings.timezone == "Asia/Kolkata"
    assert [record.getMessage() for record in caplog.records] == [
        "configuration_broken org=kopi document=settings fields=timezone instead=last_good"
    ]
    backend.client_writes("orgs/kopi", timezone="Asia/Dhaka")
    clock.seconds += LIFE_SECONDS + 1
    assert orgs.get("kopi").settings.timezone == "Asia/Dhaka"


@pytest.mark.parametrize(
    "revisions",
    ["x", 7, None, {"templates": "x"}, {"templates": {"winback_30": "two"}}, {"prompts": {"base": 1}}],
)
def test_revisions_that_somebody_broke_name_no_document(revisions: Any) -> None:
    backend = provisioned()
    backend.client_writes("orgs/kopi", revisions=revisions)
    assert Orgs(backend).get("kopi").templates == {}


def test_templates_of_the_former_form_are_read_and_a_wrong_one_is_left_out() -> None:
    backend = provisioned()
    right, wrong = {"purpose": "marketing", "bodies": {"en": "Old"}}, {"purpose": "spam"}
    settings = backend.documents["orgs/kopi"]["settings"]
    backend.client_writes(
        "orgs/kopi", settings=settings | {"templates": {"old": right, "wrong": wrong, "winback_30": right}}
    )
    templates = Orgs(backend).get("kopi").templates
    assert set(templates) == {"tier_upgrade", "winback_30", "winback_60", "old"}
    assert templates["winback_30"].bodies["en"] != "Old"


def test_requests_that_come_at_once_read_an_organisation_once() -> None:
    backend = Slow(provisioned())
    orgs = Orgs(backend)
    with ThreadPoolExecutor(8) as requests:
        found = list(requests.map(lambda _: orgs.get("kopi").id, range(8)))
    assert found == ["kopi"] * 8
    assert backend.calls == 2


class Slow(DictBackend):
    """Lets other threads run while it reads."""

    def __init__(self, of: DictBackend) -> None:
        super().__init__(of.documents, of.versions)
        self.calls, self._all_started = 0, Event()

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        self.calls += 1
        self._all_started.wait(0.05)
        return super().read(paths)


def test_an_organisation_that_was_deleted_and_made_again_says_nothing_of_the_former() -> None:
    backend, clock = provisioned(), Clock()
    orgs = Orgs(backend, clock)
    former = orgs.get("kopi").templates["winback_30"]
    backend.documents.clear()
    backend.versions.clear()
    content = former.model_copy(update={"bodies": {"en": "New {{ percent }}"}})
    preset = replace(CAFE, contents={**CAFE.contents, Ref("templates", "winback_30"): content})
    provision(backend, preset=preset, days=1)
    clock.seconds += LIFE_SECONDS + 1
    assert orgs.get("kopi").templates["winback_30"].bodies == {"en": "New {{ percent }}"}


def test_a_revision_that_is_stored_as_a_double_counts() -> None:
    backend, clock = provisioned(), Clock()
    orgs = Orgs(backend, clock)
    former = text_of(orgs, "winback_30")
    known = backend.documents["orgs/kopi"]["revisions"]["templates"]
    backend.client_writes("orgs/kopi/templates/winback_30", bodies={"en": "By hand"})
    backend.client_writes("orgs/kopi", revisions={"templates": {**known, "winback_30": 2.0}})
    assert text_of(orgs, "winback_30") == former
    clock.seconds += LIFE_SECONDS + 1
    assert text_of(orgs, "winback_30") == "By hand"
    save(backend, "winback_30", "New")
    assert backend.documents["orgs/kopi"]["revisions"]["templates"]["winback_30"] == 3


def test_a_name_among_the_revisions_that_is_no_document_s_leaves_the_others() -> None:
    backend = provisioned()
    known = backend.documents["orgs/kopi"]["revisions"]["templates"]
    backend.client_writes("orgs/kopi", revisions={"templates": {**known, "a/b": 1, "__x__": 1, "..": 1}})
    made: list[list[str]] = []
    assert Orgs(Recording(backend, made)).get("kopi").templates.keys() == known.keys()
    assert {path.rpartition("/")[2] for paths in made for path in paths} == {"kopi", *known}
