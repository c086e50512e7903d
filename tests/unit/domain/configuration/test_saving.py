"""What is saved is checked by its model and by its use; what is wrong changes nothing, and is told all at once."""

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import (
    Saved,
    change_settings,
    read_configuration,
    read_settings,
    read_version,
    remove_configuration,
    save_configuration,
)
from functions.domain.kernel.errors import Malformed, NotFound, Outdated
from functions.domain.orgs.org import Org
from functions.store.commit import OutcomeUnknown
from functions.store.orgs import Orgs
from tests.builders import NOON
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision
from tests.unit.domain.configuration.test_provisioning import Contended, in_the_former_form

NEWS = {"purpose": "marketing", "bodies": {"en": "News"}}
LATER = NOON + timedelta(days=1)


def a_cafe() -> DictBackend:
    backend = DictBackend()
    provision(backend)
    backend.billed = Billed()
    return backend


def save(
    backend: DictBackend, id: str, content: object, collection: str = "templates", **options: Any
) -> Saved:
    return run(
        a_store(backend),
        lambda: save_configuration(
            "kopi", Ref(collection, id), content=content, by="staff", now=LATER, **options
        ),
    )


def remove(backend: DictBackend, id: str, collection: str = "templates", **options: Any) -> int:
    return run(
        a_store(backend),
        lambda: remove_configuration("kopi", Ref(collection, id), by="staff", now=LATER, **options),
    )


def change(backend: DictBackend, changes: object, **options: Any) -> Saved:
    return run(a_store(backend), lambda: change_settings("kopi", changes, by="staff", now=LATER, **options))


def refused(backend: DictBackend, act: Any, *arguments: Any, **options: Any) -> dict[str, str]:
    """What is said to be wrong, by its path; nothing was written."""
    before = dict(backend.versions)
    with pytest.raises(Malformed) as caught:
        act(backend, *arguments, **options)
    assert backend.versions == before
    return {fault.path: fault.message for fault in caught.value.faults}


def content(backend: DictBackend, id: str) -> dict[str, Any]:
    """A template's content as it is stored."""
    fields = backend.documents[f"orgs/kopi/templates/{id}"]
    return {name: value for name, value in fields.items() if name in KINDS["templates"].fields}


def org(backend: DictBackend) -> Org:
    return Orgs(backend).get("kopi")


def test_a_new_document_has_its_content_and_the_first_revision() -> None:
    backend = a_cafe()
    saved = save(backend, "news", NEWS)
    assert saved == Saved(id="news", content=NEWS, revision=1, updated_at=LATER, updated_by="staff")
    assert backend.documents["orgs/kopi/templates/news"] == NEWS | {
        "revision": 1,
        "updated_at": LATER,
        "updated_by": "staff",
    }
    assert backend.documents["orgs/kopi"]["revisions"]["templates"]["news"] == 1
    assert backend.documents["orgs/kopi"]["updated_at"] == LATER
    assert backend.billed == Billed(reads=2 + 3, writes=2)


def test_a_document_keeps_every_version_that_came_before() -> None:
    backend = a_cafe()
    for text in ("one", "two", "three"):
        save(backend, "news", NEWS | {"bodies": {"en": text}})
    versions = [run(a_store(backend), lambda n=n: read_version(Ref("templates", "news"), n)) for n in (1, 2)]  # type: ignore[misc]
    assert [version.content["bodies"]["en"] for version in versions] == ["one", "two"]
    assert [version.updated_by for version in versions] == ["staff", "staff"]
    assert backend.documents["orgs/kopi"]["revisions"]["templates"]["news"] == 3
    assert content(backend, "news")["bodies"] == {"en": "three"}
    backend.billed = Billed()
    save(backend, "news", NEWS)
    assert backend.billed == Billed(reads=2 + 3, writes=3)


def test_a_field_that_is_left_out_goes_and_one_that_somebody_added_stays() -> None:
    backend = a_cafe()
    backend.client_writes("orgs/kopi/templates/winback_30", motto="strong")
    save(backend, "winback_30", NEWS)
    assert content(backend, "winback_30") == NEWS
    assert backend.documents["orgs/kopi/templates/winback_30"]["motto"] == "strong"


def test_the_same_content_again_writes_nothing_whatever_revision_was_expected() -> None:
    backend = a_cafe()
    save(backend, "news", NEWS, expected_revision=0)
    backend.billed = Billed()
    assert save(backend, "news", NEWS, expected_revision=0).revision == 1
    assert backend.billed == Billed(reads=2 + 3)


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_who_edits_what_another_has_changed_meanwhile_is_told(expected: int) -> None:
    backend = a_cafe()
    save(backend, "winback_30", NEWS)
    before = dict(backend.versions)
    for act in (
        lambda: save(backend, "winback_30", NEWS | {"bodies": {"en": "x"}}, expected_revision=expected),
        lambda: remove(backend, "winback_30", expected_revision=expected),
    ):
        with pytest.raises(Outdated, match=r"templates\.winback_30 has changed: it is at revision 2"):
            act()
    assert backend.versions == before


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        (
            {"purpose": "spam", "bodies": {"en": "x"}},
            {"purpose": "Input should be 'marketing', 'transactional' or 'internal'"},
        ),
        ("text", {"body": "Input should be a valid dictionary"}),
        ({}, {"purpose": "Field required", "bodies": "Field required"}),
        (NEWS | {"colour": "red"}, {"colour": "Extra inputs are not permitted"}),
        (NEWS | {"revision": 3}, {"revision": "Extra inputs are not permitted"}),
        (
            {
                "purpose": "spam",
                "bodies": {"en": "{{ name }", "hi": 7},
                "email": {"html": {"en": "<a href='/x'>"}},
            },
            {
                "purpose": "Input should be 'marketing', 'transactional' or 'internal'",
                "bodies.hi": "Input should be a valid string",
                "email.subject": "Field required",
                "bodies.en": "unexpected '}'",
            },
        ),
        (
            NEWS | {"push": {"link": "/x"}},
            {"push.link": "is not absolute, like https://example.com/x or app://x"},
        ),
    ],
)
def test_a_wrong_document_is_refused_with_every_fault_by_its_path(
    wrong: object, faults: dict[str, str]
) -> None:
    assert refused(a_cafe(), save, "news", wrong) == faults


def test_a_document_is_held_against_the_rules_that_it_is_for() -> None:
    backend = a_cafe()
    assert refused(
        backend, save, "winback_30", {"purpose": "transactional", "bodies": {"en": "{{ coupon }}"}}
    ) == {
        "purpose": "must be marketing, since automations.winback_30 is a campaign",
        "bodies.en": "asks for coupon, which is not declared and automations.winback_30 does not give",
    }
    save(backend, "news", NEWS | {"bodies": {"en": "{{ coupon }}"}})


@pytest.mark.parametrize("id", ["", "News", "a.b", "-x", "a/b", "x" * 101])
def test_an_id_is_plain(id: str) -> None:
    assert list(refused(a_cafe(), save, id, NEWS)) == ["id"]


def test_what_is_not_there_is_said() -> None:
    backend = a_cafe()
    for act in (
        lambda: remove(backend, "gone"),
        lambda: run(a_store(backend), lambda: read_configuration("kopi", Ref("templates", "gone"))),
        lambda: run(a_store(backend), lambda: read_version(Ref("templates", "winback_30"), 7)),
        lambda: run(a_store(backend), lambda: read_configuration("kopi", Ref("prompts", "x"))),
        lambda: run(a_store(DictBackend()), lambda: read_settings("kopi")),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_document_that_is_removed_is_gone_and_its_versions_stay() -> None:
    backend = a_cafe()
    save(backend, "news", NEWS)
    backend.billed = Billed()
    assert remove(backend, "news") == 1
    assert "orgs/kopi/templates/news" not in backend.documents
    assert "news" not in backend.documents["orgs/kopi"]["revisions"]["templates"]
    assert backend.documents["orgs/kopi/templates/news/versions/1"]["content"] == NEWS
    assert backend.billed == Billed(reads=2 + 3, writes=2, deletes=1)


def test_a_document_that_comes_back_goes_on_counting() -> None:
    backend, seconds = a_cafe(), [0.0]
    orgs = Orgs(backend, lambda: seconds[0])
    save(backend, "news", NEWS)
    assert orgs.get("kopi").templates["news"].bodies == {"en": "News"}
    remove(backend, "news")
    assert save(backend, "news", NEWS | {"bodies": {"en": "Again"}}).revision == 2
    seconds[0] += 61
    assert orgs.get("kopi").templates["news"].bodies == {"en": "Again"}
    assert backend.documents["orgs/kopi"]["removed_revisions"] == {"templates": {}}


def test_a_document_that_an_automation_names_may_not_go() -> None:
    backend = a_cafe()
    assert refused(backend, remove, "winback_60") == {
        "automations.winback_60.then.0.send": "names winback_60, which it needs"
    }
    assert refused(backend, remove, "tier_upgrade") == {
        "automations.tier_upgrade.then.0.send": "names tier_upgrade, which it needs"
    }
    remove(backend, "winback_60", collection="automations")
    assert remove(backend, "winback_60") == 1


def test_settings_change_field_by_field_and_are_in_effect() -> None:
    backend = a_cafe()
    saved = change(backend, {"messages": {"caps": {"overall": {"day": 2}}}, "features": {"loyalty": False}})
    assert (saved.revision, saved.updated_by, saved.updated_at) == (2, "staff", LATER)
    settings = org(backend).settings
    assert (settings.messages.caps.overall.day, settings.messages.caps.overall.week) == (2, 3)
    assert (settings.features.crm, settings.features.loyalty) == (True, False)
    assert settings.messages.quiet_hours is not None
    assert backend.documents["orgs/kopi"]["features"] == {"crm": True, "loyalty": False}
    old = backend.documents["orgs/kopi/settings_versions/1"]
    assert (old["content"]["features"]["loyalty"], old["updated_by"]) == (True, "preset:cafe")
    assert backend.billed.writes == 2


def test_null_brings_back_the_default() -> None:
    backend = a_cafe()
    change(backend, {"messages": {"quiet_hours": None}, "loyalty": None})
    settings = org(backend).settings
    assert (settings.messages.quiet_hours, settings.loyalty.tiers) == (None, ())


def test_the_same_settings_again_write_nothing() -> None:
    backend = a_cafe()
    change(backend, {"channels": ["sms"]})
    backend.billed = Billed()
    assert change(backend, {"channels": ["sms"]}, expected_revision=1).revision == 2
    assert backend.billed == Billed(reads=1 + 6)


def test_who_changes_settings_that_another_has_changed_is_told() -> None:
    backend = a_cafe()
    change(backend, {"channels": ["sms"]})
    with pytest.raises(Outdated, match="settings has changed: it is at revision 2"):
        change(backend, {"channels": ["push"]}, expected_revision=1)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"timezone": "Pune"}, {"timezone": "is not a time zone (IANA, like Asia/Kolkata)"}),
        ({"country": None}, {"country": "Field required"}),
        ({"templates": {}}, {"templates": "Extra inputs are not permitted"}),
        ([], {"body": "Input should be a valid dictionary"}),
        (
            {
                "currency": "RUPEE",
                "winback": {"steps": []},
                "loyalty": {"upgrade_template": "gone"},
            },
            {
                "currency": "is not a currency (ISO 4217, like INR)",
                "winback": "Extra inputs are not permitted",
                "loyalty.upgrade_template": "Extra inputs are not permitted",
            },
        ),
    ],
)
def test_wrong_settings_are_refused_with_every_fault_by_its_path(
    changes: object, faults: dict[str, str]
) -> None:
    found = refused(a_cafe(), change, changes)
    assert {path: found.get(path) for path in faults} == faults


SILENT = {"on": {"field": "stats.last_order_at", "after": "9d"}, "interaction_type": "campaign_triggered"}


@pytest.mark.parametrize(
    ("send", "fault"),
    [
        (
            "winback_30",
            (
                "winback_30.bodies.en",
                "asks for percent, which is not declared and automations.t does not give",
            ),
        ),
        ("tier_upgrade", ("tier_upgrade.purpose", "must be marketing, since automations.t is a campaign")),
    ],
)
def test_an_automation_that_does_not_fit_its_template_is_refused(send: str, fault: tuple[str, str]) -> None:
    def wrong(backend: DictBackend) -> object:
        return save(backend, "t", SILENT | {"then": [{"send": send}]}, collection="automations")

    assert fault in {
        (path.removeprefix("templates."), said) for path, said in refused(a_cafe(), wrong).items()
    }


def test_what_was_wrong_already_stops_no_other_change() -> None:
    backend = a_cafe()
    backend.client_writes("orgs/kopi/templates/winback_30", bodies={"en": "{{ nosuch }}"})
    backend.client_writes("orgs/kopi/templates/winback_60", purpose="spam")
    change(backend, {"channels": ["sms"]})
    save(backend, "news", NEWS)
    assert org(backend).settings.channels == ("sms",)


def test_settings_that_somebody_broke_are_repaired_by_changing_them() -> None:
    backend = a_cafe()
    backend.client_writes("orgs/kopi", timezone="Pune")
    assert list(refused(backend, change, {"channels": ["sms"]})) == ["timezone"]
    change(backend, {"timezone": "Asia/Dhaka"})
    assert org(backend).settings.timezone == "Asia/Dhaka"


def test_a_document_that_somebody_broke_is_repaired_by_saving_it() -> None:
    backend = a_cafe()
    backend.client_writes(
        "orgs/kopi/templates/winback_30", revision="seven", updated_at="yesterday", bodies="none"
    )
    assert save(backend, "winback_30", NEWS).revision == 2
    assert org(backend).templates["winback_30"].bodies == {"en": "News"}
    assert backend.documents["orgs/kopi/templates/winback_30/versions/1"]["content"]["bodies"] == "none"


def test_a_change_brings_the_former_form_into_the_new_one() -> None:
    backend = in_the_former_form()
    before = org(backend)
    save(backend, "winback_30", NEWS)
    stored = backend.documents["orgs/kopi"]
    assert "templates" not in stored["settings"]
    assert stored["revisions"] == {"templates": {"tier_upgrade": 1, "winback_30": 1, "winback_60": 1}}
    assert backend.documents["orgs/kopi/templates/winback_30/versions/0"]["content"]["purpose"] == "marketing"
    after = org(backend)
    assert after.templates["winback_60"] == before.templates["winback_60"]
    assert after.templates["winback_30"].bodies == {"en": "News"}


def test_a_document_of_the_former_form_is_removed_and_does_not_come_back() -> None:
    backend = in_the_former_form()
    remove(backend, "winback_60")
    assert "winback_60" not in org(backend).templates


def test_a_document_that_is_named_in_the_moment_of_its_removal_stays() -> None:
    backend = Contended()
    provision(backend)
    save(backend, "news", NEWS)
    naming = {"on": "order_paid", "then": [{"send": "news"}]}
    backend.meanwhile = lambda: save(backend, "paid", naming, collection="automations")
    with pytest.raises(Malformed, match=r"automations\.paid\.then\.0\.send: names news"):
        remove(backend, "news")
    assert org(backend).templates["news"].bodies == {"en": "News"}


def test_what_is_read_is_what_is_saved_and_by_whom() -> None:
    backend = a_cafe()
    save(backend, "news", NEWS)
    read = run(a_store(backend), lambda: read_configuration("kopi", Ref("templates", "news")))
    assert read == Saved(id="news", content=NEWS, revision=1, updated_at=LATER, updated_by="staff")
    settings = run(a_store(backend), lambda: read_settings("kopi"))
    assert (settings.revision, settings.content["currency"]) == (1, "INR")
    former = in_the_former_form()
    told = run(a_store(former), lambda: read_configuration("kopi", Ref("templates", "winback_30")))
    assert (told.revision, told.content["purpose"]) == (0, "marketing")


def test_reading_configuration_loads_no_template_engine() -> None:
    code = "import sys, functions.store.orgs as o; print('jinja2' in sys.modules, len(o.KINDS))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", str(len(KINDS))]


class Losing(DictBackend):
    """Applies a write and loses its answer, once."""

    is_losing = False

    def write(self, writes: Any) -> list[Any]:
        versions = super().write(writes)
        if self.is_losing:
            self.is_losing = False
            raise OutcomeUnknown("ServiceUnavailable")
        return versions


def test_a_change_whose_answer_was_lost_is_made_once() -> None:
    lossy, plain = Losing(), DictBackend()
    for backend in (lossy, plain):
        provision(backend)
        for act in (
            lambda backend=backend: save(backend, "news", NEWS),
            lambda backend=backend: save(
                backend, "news", NEWS | {"bodies": {"en": "More"}}, expected_revision=1
            ),
            lambda backend=backend: change(backend, {"channels": ["sms"]}, expected_revision=1),
            lambda backend=backend: remove(backend, "news", expected_revision=2),
            lambda backend=backend: provision(backend, days=1, is_reset=True),
        ):
            lossy.is_losing = backend is lossy
            act()
    assert lossy.documents == plain.documents


def test_what_was_removed_may_be_removed_again() -> None:
    backend = a_cafe()
    save(backend, "news", NEWS)
    assert [remove(backend, "news"), remove(backend, "news")] == [1, 1]


def nested(levels: int) -> Any:
    content: Any = "x"
    for _ in range(levels):
        content = {"a": content}
    return content


HALF_A_CHARACTER = "\ud83d"


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"loyalty": nested(900)}, {"loyalty.a": "is nested more than 16 levels deep"}),
        ({"new": [nested(30)]}, {"new.0": "is nested more than 16 levels deep"}),
        (
            {"messages": {"daily_budget": 2**60}},
            {"messages.daily_budget": f"is a number beyond {2**53}"},
        ),
        (
            {"messages": {"public_url": f"https://{HALF_A_CHARACTER}"}},
            {"messages.public_url": "has half a character"},
        ),
        ({"messages": {HALF_A_CHARACTER: 1}}, {"messages": "has a name with half a character"}),
    ],
)
def test_what_the_store_cannot_keep_is_named_by_its_path(changes: object, faults: dict[str, str]) -> None:
    assert refused(a_cafe(), change, changes) == faults


def test_a_text_with_half_a_character_is_named_by_its_place_in_the_body() -> None:
    broken = NEWS | {"bodies": {"en": f"News {HALF_A_CHARACTER}"}, "variables": {"n": {"sample": 2**54}}}
    assert refused(a_cafe(), lambda backend: save(backend, "news", broken)) == {
        "bodies.en": "has half a character",
        "variables.n.sample": f"is a number beyond {2**53}",
    }


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"loyalty": {"earn": {"per_amount": "0.001"}}}, "loyalty.earn.per_amount"),
        ({"loyalty": {"earn": {"per_amount": "1", "points": 1001}}}, "loyalty.earn.points"),
        (
            {"loyalty": {"tiers": [{"name": "a", "any": {"spend": "1e16"}}]}},
            "loyalty.tiers.0.any.spend.at_least",
        ),
        ({"messages": {"daily_budget": 10**9 + 1}}, "messages.daily_budget"),
        ({"messages": {"caps": {"overall": {"day": 10**9 + 1}}}}, "messages.caps.overall.day"),
    ],
)
def test_a_number_that_no_customer_s_figures_could_bear_is_refused(
    changes: dict[str, Any], path: str
) -> None:
    assert list(refused(a_cafe(), change, changes)) == [path]


def test_a_document_that_somebody_made_by_hand_takes_effect_when_the_same_is_saved() -> None:
    backend = a_cafe()
    backend.client_writes("orgs/kopi/templates/news", **NEWS)
    assert "news" not in Orgs(backend).get("kopi").templates
    assert save(backend, "news", NEWS).revision == 1
    assert Orgs(backend).get("kopi").templates["news"].bodies == {"en": "News"}


def test_a_document_that_was_deleted_by_hand_may_be_removed() -> None:
    backend = a_cafe()
    save(backend, "news", NEWS)
    del backend.documents["orgs/kopi/templates/news"], backend.versions["orgs/kopi/templates/news"]
    assert remove(backend, "news") == 1
    assert "news" not in backend.documents["orgs/kopi"]["revisions"]["templates"]
    assert save(backend, "news", NEWS).revision == 2
