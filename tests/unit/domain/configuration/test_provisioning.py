"""An organisation from a preset: made once, brought up to date again without undoing what the business changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.configuration.merging import ABSENT, Difference
from functions.domain.configuration.provisioning import Preset
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import change_settings, remove_configuration, save_configuration
from functions.domain.customers.identities import KnownIdentity
from functions.domain.kernel.errors import Damaged, Malformed
from functions.domain.orgs.documents import DATA_VERSION
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.business import Settings
from functions.domain.settings.messages import QuietHours
from functions.domain.settings.templates import TemplateSettings
from functions.store.orgs import Orgs
from tests.builders import CAFE, NOON, an_org
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision

IDS = ("tier_upgrade", "winback_30", "winback_60")


def with_settings(preset: Preset = CAFE, **changes: Any) -> Preset:
    """A new version of a preset with other settings."""
    settings = Settings.model_validate(preset.settings.model_dump(mode="json") | changes)
    return replace(preset, settings=settings)


def with_template(id: str, preset: Preset = CAFE, **changes: Any) -> Preset:
    """A new version of a preset in which a template says something else."""
    known = preset.contents.get(Ref("templates", id))
    fields = known.model_dump(mode="json") if known else {"purpose": "marketing", "bodies": {"en": "x"}}
    content = TemplateSettings.model_validate(fields | changes)
    return replace(preset, contents={**preset.contents, Ref("templates", id): content})


def without_template(id: str, preset: Preset = CAFE) -> Preset:
    contents = {ref: content for ref, content in preset.contents.items() if ref.id != id}
    return replace(preset, contents=contents)


def save(backend: DictBackend, id: str, **changes: Any) -> None:
    """The business changes a template of its own."""
    content = template(backend, id) | changes if id in backend.all("templates") else changes
    content = {name: value for name, value in content.items() if name in TemplateSettings.model_fields}
    run(
        a_store(backend),
        lambda: save_configuration("kopi", Ref("templates", id), content=content, by="staff", now=NOON),
    )


def change(backend: DictBackend, **changes: Any) -> None:
    run(a_store(backend), lambda: change_settings("kopi", changes, by="staff", now=NOON))


def remove(backend: DictBackend, id: str, collection: str = "templates") -> None:
    run(a_store(backend), lambda: remove_configuration("kopi", Ref(collection, id), by="staff", now=NOON))


def sends(backend: DictBackend, id: str, **variables: Any) -> None:
    """The business has an automation that sends this template after so many days of silence."""
    content = {
        "on": {"field": "stats.last_order_at", "after": f"{variables['days']}d"},
        "then": [{"send": id, "variables": variables}],
    }
    run(
        a_store(backend),
        lambda: save_configuration("kopi", Ref("automations", id), content=content, by="staff", now=NOON),
    )


def with_automation(id: str, preset: Preset = CAFE, **changes: Any) -> Preset:
    """A new version of a preset in which an automation does something else."""
    known = preset.contents.get(Ref("automations", id))
    fields = known.model_dump(mode="json", exclude_defaults=True) if known else {}
    content = AutomationSettings.model_validate(fields | changes)
    return replace(preset, contents={**preset.contents, Ref("automations", id): content})


def template(backend: DictBackend, id: str) -> dict[str, Any]:
    found: dict[str, Any] = backend.documents[f"orgs/kopi/templates/{id}"]
    return found


def provisioned(preset: Preset = CAFE) -> DictBackend:
    backend = DictBackend()
    provision(backend, preset=preset)
    backend.billed = Billed()
    return backend


def in_the_former_form() -> DictBackend:
    """An organisation as it was stored when templates lay in the settings."""
    backend = provisioned()
    org = backend.documents["orgs/kopi"]
    fields = TemplateSettings.model_fields
    templates = {
        id: {name: value for name, value in document.items() if name in fields}
        for id, document in backend.all("templates").items()
    }
    kept = {name: value for name, value in org.items() if not name.endswith("revisions")}
    kept = {name: value for name, value in kept.items() if not name.startswith("settings_")}
    kept["settings"] = org["settings"] | {"templates": templates}
    former = DictBackend()
    former.client_writes("orgs/kopi", **kept)
    former.client_writes("org_secrets/kopi", **backend.documents["org_secrets/kopi"])
    return former


def test_a_new_organisation_gets_its_documents_and_fresh_secrets_beside_it() -> None:
    backend = DictBackend()
    done = provision(backend, name="Kopi")
    org = backend.documents["orgs/kopi"]
    assert {name: value for name, value in org.items() if name != "settings"} == {
        "name": "Kopi",
        "preset": "cafe",
        "country": "IN",
        "locale": "en-IN",
        "timezone": "Asia/Kolkata",
        "currency": "INR",
        "features": {"crm": True, "loyalty": True},
        "settings_revision": 1,
        "settings_updated_at": NOON,
        "settings_updated_by": "preset:cafe",
        "revisions": {each: dict.fromkeys(IDS, 1) for each in ("templates", "automations")},
        "removed_revisions": {},
        "data_version": DATA_VERSION,
        "providers": {},
        "served_by": {},
        "windowless_channels": [],
        "paused_channels": {},
        "gateways_seen_at": {},
        "created_at": NOON,
        "updated_at": NOON,
    }
    assert template(backend, "winback_30")["bodies"].keys() == {"en", "hi", "mr"}
    assert (template(backend, "winback_30")["revision"], template(backend, "winback_30")["updated_by"]) == (
        1,
        "preset:cafe",
    )
    secrets = {"hook_secret": "fresh hook 0", "identity_key": "fresh key of kopi 0"}
    assert backend.documents["org_secrets/kopi"] == secrets
    assert done.secrets.model_dump() == {**secrets, "order_secret": None}
    assert set(done.created) == {f"{each}.{id}" for id in IDS for each in ("templates", "automations")}
    assert (done.updated, done.removed, done.kept) == ((), (), ())
    assert backend.billed == Billed(reads=2 + 10 + 9, writes=2 + 10 + 9)


def test_the_secret_of_the_order_system_is_kept_beside_the_others_and_changes_none() -> None:
    backend = DictBackend()
    provision(backend)
    before = dict(backend.documents["org_secrets/kopi"])
    provision(backend, order_secret="of the order system")
    assert backend.documents["org_secrets/kopi"] == {**before, "order_secret": "of the order system"}
    provision(backend)
    assert backend.documents["org_secrets/kopi"]["order_secret"] == "of the order system"


def test_no_secret_stands_in_the_organisation_s_own_documents() -> None:
    backend = DictBackend()
    provision(backend, hook_secret="s3cret")
    own = {path: fields for path, fields in backend.documents.items() if not path.startswith("org_secrets/")}
    assert "s3cret" not in repr(own)
    assert "fresh" not in repr(own)


def test_an_organisation_without_a_name_is_called_by_its_id() -> None:
    assert provisioned().documents["orgs/kopi"]["name"] == "kopi"


def test_the_same_again_writes_nothing() -> None:
    backend = provisioned()
    before = dict(backend.versions)
    done = provision(backend, days=9)
    assert backend.versions == before
    assert backend.billed == Billed(reads=2 + 10 + 9, writes=0)
    assert (done.created, done.updated, done.removed, done.kept) == ((), (), (), ())


def test_provisioning_again_keeps_name_secrets_and_what_somebody_added() -> None:
    backend = DictBackend()
    provision(backend, name="Kopi", hook_secret="s3cret")
    backend.client_writes("orgs/kopi", motto="strong")
    backend.client_writes("orgs/kopi/templates/winback_30", motto="strong")
    newer = with_template("winback_30", with_settings(channels=["sms"]), bodies={"en": "Come back"})
    done = provision(backend, preset=newer, days=9)
    org = backend.documents["orgs/kopi"]
    assert (org["name"], org["motto"], org["created_at"]) == ("Kopi", "strong", NOON)
    assert org["updated_at"] == NOON + timedelta(days=9)
    assert template(backend, "winback_30")["motto"] == "strong"
    assert template(backend, "winback_30")["bodies"] == {"en": "Come back"}
    assert (done.secrets.hook_secret, done.secrets.identity_key) == ("s3cret", "fresh key of kopi 0")


def test_a_new_hook_secret_replaces_the_old_one_and_leaves_the_identity_key() -> None:
    backend = provisioned()
    provision(backend, name="New name", hook_secret="s3cret", days=1)
    assert backend.documents["org_secrets/kopi"] == {
        "hook_secret": "s3cret",
        "identity_key": "fresh key of kopi 0",
    }
    assert backend.documents["orgs/kopi"]["name"] == "New name"


def test_what_was_provisioned_is_the_organisation() -> None:
    backend = DictBackend()
    provision(backend, name="Kopi", hook_secret="s3cret")
    org = Orgs(backend).get("kopi")
    assert org == an_org().model_copy(update={"identity_key": org.identity_key})


def test_a_new_version_changes_what_the_business_left_alone_and_says_so() -> None:
    backend = provisioned()
    newer = with_template("news", with_template("winback_30", bodies={"en": "Come back"}))
    newer = with_settings(newer, messages={"caps": {"overall": {"day": 2}}})
    done = provision(backend, preset=newer, days=1)
    assert (done.created, done.updated, done.kept) == (
        ("templates.news",),
        ("settings", "templates.winback_30"),
        (),
    )
    assert template(backend, "winback_30")["bodies"] == {"en": "Come back"}
    assert backend.documents["orgs/kopi"]["settings"]["messages"]["caps"]["overall"] == {
        "day": 2,
        "week": None,
    }
    assert backend.documents["orgs/kopi"]["revisions"] == {
        "templates": {"tier_upgrade": 1, "winback_30": 2, "winback_60": 1, "news": 1},
        "automations": dict.fromkeys(IDS, 1),
    }
    assert (
        backend.documents["orgs/kopi/templates/winback_30/versions/1"]["content"]["bodies"].keys()
        == template(provisioned(), "winback_30")["bodies"].keys()
    )
    old = backend.documents["orgs/kopi/settings_versions/1"]["content"]["messages"]["caps"]["overall"]
    assert old == {"day": 1, "week": 3}


def test_what_the_business_changed_stays_and_is_told_with_both_sides() -> None:
    backend = provisioned()
    save(backend, "winback_30", bodies={"en": "Ours"})
    change(backend, features={"loyalty": False}, channels=["sms"])
    newer = with_template("winback_30", bodies={"en": "Theirs"}, resend=True)
    newer = with_settings(newer, channels=["push"], messages={"patience_hours": 100})
    done = provision(backend, preset=newer, days=1)
    assert template(backend, "winback_30")["bodies"] == {"en": "Ours"}
    org = backend.documents["orgs/kopi"]
    assert (org["features"]["loyalty"], org["settings"]["channels"]) == (False, ["sms"])
    assert org["settings"]["messages"]["patience_hours"] == 100
    assert done.kept == (
        Difference("settings.channels", ["sms"], ["push"]),
        Difference("settings.features.loyalty", False, True),
        Difference("templates.winback_30.bodies.en", "Ours", "Theirs"),
        Difference("templates.winback_30.resend", ABSENT, True),
    )
    assert done.updated == ("settings",)


def test_what_stays_is_told_each_time_and_stays_each_time() -> None:
    backend = provisioned()
    save(backend, "winback_30", bodies={"en": "Ours"})
    told = [provision(backend, days=days).kept for days in (1, 2)]
    assert told[0] == told[1]
    assert [each.path for each in told[0]] == [
        f"templates.winback_30.bodies.{language}" for language in ("en", "hi", "mr")
    ]


def test_a_business_that_went_over_to_the_preset_s_is_its_own_no_more() -> None:
    backend = provisioned()
    save(backend, "winback_30", bodies={"en": "New"})
    newer = with_template("winback_30", bodies={"en": "New"})
    assert provision(backend, preset=newer, days=1).kept == ()
    newest = with_template("winback_30", bodies={"en": "Newest"})
    assert provision(backend, preset=newest, days=2).updated == ("templates.winback_30",)
    assert template(backend, "winback_30")["bodies"] == {"en": "Newest"}


def test_the_business_s_own_documents_are_no_preset_s() -> None:
    backend = provisioned()
    save(backend, "own", purpose="marketing", bodies={"en": "Own"})
    for is_reset in (False, True):
        done = provision(backend, days=1, is_reset=is_reset)
        assert (done.updated, done.removed, done.kept) == ((), (), ())
    assert template(backend, "own")["bodies"] == {"en": "Own"}


def test_what_the_preset_gave_up_goes_unless_the_business_changed_it() -> None:
    backend = provisioned(with_template("news", with_template("sale")))
    save(backend, "sale", bodies={"en": "Our sale"})
    done = provision(backend, days=1)
    assert (done.removed, done.kept) == (
        ("templates.news",),
        (Difference("templates.sale", {"purpose": "marketing", "bodies": {"en": "Our sale"}}, ABSENT),),
    )
    assert set(backend.documents["orgs/kopi"]["revisions"]["templates"]) == {*IDS, "sale"}
    assert backend.documents["orgs/kopi/templates/news/versions/1"]["content"]["bodies"] == {"en": "x"}


def test_what_the_business_removed_stays_away() -> None:
    backend = provisioned()
    remove(backend, "winback_60", "automations")
    remove(backend, "winback_60")
    done = provision(backend, days=1)
    assert "orgs/kopi/templates/winback_60" not in backend.documents
    assert "orgs/kopi/automations/winback_60" not in backend.documents
    assert [each.path for each in done.kept] == ["automations.winback_60", "templates.winback_60"]
    assert done.kept[1].yours is ABSENT


def test_what_a_new_automation_names_comes_back_though_the_business_removed_it() -> None:
    backend = provisioned(with_template("news"))
    remove(backend, "news")
    newer = with_automation("news", with_template("news"), on="order_paid", then=[{"send": "news"}])
    done = provision(backend, preset=newer, days=1)
    assert set(done.created) == {"automations.news", "templates.news"}
    assert template(backend, "news")["revision"] == 2


def test_what_the_business_s_automations_name_stays_though_the_preset_gave_it_up() -> None:
    backend = provisioned()
    sends(backend, "winback_60", days=90, percent=5)
    newer = without_template("winback_60")
    done = provision(backend, preset=newer, days=1)
    assert (done.removed, "orgs/kopi/templates/winback_60" in backend.documents) == ((), True)


def test_a_new_text_that_does_not_fit_the_business_s_own_rule_is_not_brought_in() -> None:
    backend = provisioned()
    sends(backend, "winback_30", days=30, percent=5)
    then = [{"send": "winback_30", "variables": {"days": 30, "percent": 10, "coupon": "X"}}]
    texts = with_template("winback_30", bodies={"en": "{{ coupon }}"}, push={}, email=None, whatsapp=None)
    newer = with_automation("winback_30", texts, then=then)
    done = provision(backend, preset=newer, days=1)
    assert "templates.winback_30.bodies.en" in [each.path for each in done.kept]
    assert template(backend, "winback_30")["revision"] == 1


def test_reset_takes_the_preset_s_everywhere_and_keeps_what_was_readable() -> None:
    backend = provisioned()
    save(backend, "winback_30", bodies={"en": "Ours"})
    change(backend, features={"loyalty": False})
    sends(backend, "winback_30", days=20, percent=5)
    remove(backend, "winback_60", "automations")
    remove(backend, "winback_60")
    done = provision(backend, days=1, is_reset=True)
    assert set(done.created) == {"automations.winback_60", "templates.winback_60"}
    assert set(done.updated) == {"settings", "automations.winback_30", "templates.winback_30"}
    assert Orgs(backend).get("kopi").automations == an_org().automations
    assert done.kept == ()
    assert Orgs(backend).get("kopi").templates == an_org().templates
    assert backend.documents["orgs/kopi/templates/winback_30/versions/2"]["content"]["bodies"] == {
        "en": "Ours"
    }
    assert backend.documents["orgs/kopi/settings_versions/2"]["content"]["features"]["loyalty"] is False


def test_settings_that_somebody_broke_are_said_and_nothing_changes_until_a_reset() -> None:
    backend = provisioned()
    backend.client_writes("orgs/kopi", currency="RUPEE")
    before = dict(backend.versions)
    with pytest.raises(Malformed, match="settings: currency: is not a currency"):
        provision(backend, preset=with_template("news"), days=1)
    assert backend.versions == before
    provision(backend, days=1, is_reset=True)
    assert backend.documents["orgs/kopi"]["currency"] == "INR"


def test_another_preset_takes_the_place_of_what_the_business_left_alone() -> None:
    backend = provisioned()
    save(backend, "winback_30", bodies={"en": "Ours"})
    settings = CAFE.settings.model_dump(mode="json")
    bare = Settings.model_validate({**settings, "loyalty": {}, "channels": ["sms"]})
    done = provision(backend, preset=Preset("kiosk", bare, {}), days=1, allowed=["switch-preset"])
    assert (set(done.removed), [each.path for each in done.kept]) == (
        {f"automations.{id}" for id in IDS} | {"templates.tier_upgrade", "templates.winback_60"},
        ["templates.winback_30"],
    )
    org = backend.documents["orgs/kopi"]
    assert (org["preset"], org["settings"]["channels"]) == ("kiosk", ["sms"])


def refused(backend: DictBackend, **given: Any) -> dict[str, str]:
    """Why nothing is provisioned, by path; and nothing is."""
    before = dict(backend.versions)
    with pytest.raises(Malformed) as caught:
        provision(backend, days=1, **given)
    assert backend.versions == before
    return {fault.path: fault.message for fault in caught.value.faults}


@pytest.mark.parametrize("is_reset", [False, True])
def test_another_preset_and_its_currency_are_refused_until_each_is_allowed(is_reset: bool) -> None:
    backend = provisioned()
    indonesian = replace(with_settings(country="ID", currency="IDR", locale="id-ID"), name="kedai")
    preset = "it was made from cafe; give --switch-preset to bring kedai into it instead"
    currency = "would become IDR, and each amount that is stored is one of INR; give --new-currency if it has none yet"
    assert refused(backend, preset=indonesian, is_reset=is_reset) == {"preset": preset, "currency": currency}
    one: dict[str, Any] = {"preset": indonesian, "is_reset": is_reset, "allowed": ["switch-preset"]}
    assert refused(backend, **one) == {"currency": currency}
    provision(backend, **one | {"allowed": ["switch-preset", "new-currency"]})
    org = backend.documents["orgs/kopi"]
    assert (org["preset"], org["country"], org["currency"]) == ("kedai", "ID", "IDR")


def test_a_new_version_of_a_preset_changes_no_currency_by_itself() -> None:
    backend = provisioned()
    assert refused(backend, preset=with_settings(currency="IDR")).keys() == {"currency"}
    change(backend, currency="EUR")
    assert refused(backend, preset=CAFE, is_reset=True).keys() == {"currency"}
    provision(backend, preset=with_settings(currency="IDR"), days=1)
    assert backend.documents["orgs/kopi"]["currency"] == "EUR"


@pytest.mark.parametrize("is_there", [True, False])
def test_no_new_identity_key_is_made_for_customers_who_are_there(is_there: bool) -> None:
    backend = provisioned()
    backend.put(KnownIdentity(id="hash", customer_id="somebody", kind="phone", created_at=NOON))
    gone(backend, "org_secrets/kopi", *(() if is_there else ("orgs/kopi",)))
    assert refused(backend, hook_secret="s3cret") == {
        "org_secrets/kopi": "is gone, and with it the key that the ids of all customers hang on: restore it from a "
        "backup; with --new-identity-key each customer counts as a new one from now on"
    }
    provision(backend, days=1, allowed=["new-identity-key"])
    assert backend.documents["org_secrets/kopi"]["identity_key"] == "fresh key of kopi 1"


def test_the_former_form_is_brought_into_the_new_one_and_keeps_what_the_business_wrote() -> None:
    backend = in_the_former_form()
    backend.documents["orgs/kopi"]["settings"]["templates"]["winback_30"]["bodies"] = {"en": "Ours"}
    backend.documents["orgs/kopi"]["settings"]["templates"]["own"] = {
        "purpose": "marketing",
        "bodies": {"en": "Own"},
    }
    before = Orgs(backend).get("kopi")
    done = provision(backend, days=1)
    org = backend.documents["orgs/kopi"]
    assert "templates" not in org["settings"]
    assert org["revisions"] == {
        "templates": dict.fromkeys((*IDS, "own"), 1),
        "automations": dict.fromkeys(IDS, 1),
    }
    assert {each.path.split(".")[1] for each in done.kept} == {"winback_30"}
    assert (done.updated, done.removed) == ((), ())
    after = Orgs(backend).get("kopi")
    assert (after.templates, after.settings) == (before.templates, before.settings)


def test_two_at_once_leave_what_one_leaves() -> None:
    alone, contended = DictBackend(), Contended()
    provision(alone, name="Kopi")
    contended.meanwhile = lambda: provision(contended, name="Kopi")
    provision(contended, name="Kopi", days=1)
    assert contended.documents == alone.documents


class Contended(DictBackend):
    """Does something else before its first write."""

    meanwhile: Any = None

    def write(self, writes: Any) -> list[Any]:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return super().write(writes)


def gone(backend: DictBackend, *paths: str) -> None:
    """Somebody deletes documents in Firebase's console."""
    for path in paths:
        del backend.documents[path], backend.versions[path]


@pytest.mark.parametrize("is_reset", [False, True])
def test_an_organisation_whose_document_was_deleted_is_provisioned_again(is_reset: bool) -> None:
    backend = provisioned()
    save(backend, "winback_30", bodies={"en": "Mine"})
    gone(backend, "orgs/kopi", "org_secrets/kopi")
    done = provision(backend, days=1, is_reset=is_reset)
    assert set(done.created) == {f"{each}.{id}" for id in IDS for each in ("templates", "automations")}
    assert Orgs(backend).get("kopi").templates.keys() == set(IDS)
    # A revision is never given twice: the versions below a document are those of before.
    assert backend.documents["orgs/kopi"]["revisions"] == {
        "templates": {"tier_upgrade": 2, "winback_30": 3, "winback_60": 2},
        "automations": dict.fromkeys(IDS, 2),
    }
    text = "Mine" if not is_reset else CAFE.contents[Ref("templates", "winback_30")].bodies["en"]  # type: ignore[attr-defined]
    assert template(backend, "winback_30")["bodies"]["en"] == text
    assert provision(backend, days=2) == replace(done, created=(), kept=() if is_reset else done.kept)


def test_a_document_that_is_broken_and_belongs_to_nothing_gives_way_to_the_preset_s() -> None:
    backend = provisioned()
    gone(backend, "orgs/kopi")
    backend.client_writes("orgs/kopi/templates/winback_30", bodies="x")
    assert "templates.winback_30" in provision(backend, days=1).created
    assert Orgs(backend).get("kopi").templates["winback_30"].bodies.keys() == {"en", "hi", "mr"}


def test_a_document_that_was_deleted_by_hand_is_counted_no_more() -> None:
    backend = provisioned()
    remove(backend, "winback_30", "automations")
    gone(backend, "orgs/kopi/templates/winback_30")
    provision(backend, days=1)
    assert backend.documents["orgs/kopi"]["revisions"]["templates"].keys() == {"tier_upgrade", "winback_60"}
    assert backend.documents["orgs/kopi"]["removed_revisions"]["templates"] == {"winback_30": 1}


def quiet(start: str, end: str) -> Preset:
    messages = CAFE.settings.model_dump(mode="json")["messages"]
    return with_settings(messages=messages | {"quiet_hours": {"start": start, "end": end}})


def test_where_both_sides_together_are_wrong_the_business_s_own_stays() -> None:
    backend = provisioned(quiet("21:00", "09:00"))
    change(backend, messages={"quiet_hours": {"start": "22:00"}})
    done = provision(backend, preset=with_settings(quiet("21:00", "22:00"), channels=["sms"]), days=1)
    assert done.updated == ("settings",)
    assert done.kept == (
        Difference("settings.messages.quiet_hours.end", "09:00:00", "22:00:00"),
        Difference("settings.messages.quiet_hours.start", "22:00:00", "21:00:00"),
    )
    settings = Orgs(backend).get("kopi").settings
    assert settings.channels == ("sms",)
    assert settings.messages.quiet_hours == QuietHours(start="22:00", end="09:00")


def test_settings_that_somebody_broke_by_hand_stop_a_preset_with_their_place() -> None:
    backend = provisioned()
    backend.client_writes("orgs/kopi", country="India")
    before = dict(backend.versions)
    with pytest.raises(Malformed, match="settings: country: is not a country"):
        provision(backend, preset=with_settings(channels=["sms"]), days=1)
    assert backend.versions == before
    assert provision(backend, days=1, is_reset=True).updated == ("settings",)


def with_former_settings(backend: DictBackend) -> None:
    """The organisation as it was before automations wrote to the silent, and told of tiers."""
    org = backend.documents["orgs/kopi"]
    loyalty = org["settings"]["loyalty"] | {"upgrade_template": "tier_upgrade", "upgrade_channels": []}
    winback = {"steps": [{"days": 20, "template": "winback_30"}]}
    settings = org["settings"] | {"loyalty": loyalty, "winback": winback}
    revisions = {"templates": org["revisions"]["templates"]}
    backend.client_writes("orgs/kopi", settings=settings, revisions=revisions)
    for id in IDS:
        gone(backend, f"orgs/kopi/automations/{id}")
    base = backend.documents["orgs/kopi/preset_versions/settings"]["content"]
    backend.client_writes(
        "orgs/kopi/preset_versions/settings",
        content=base
        | {"winback": winback, "loyalty": base["loyalty"] | {"upgrade_template": "tier_upgrade"}},
    )
    backend.client_writes("orgs/kopi/preset_versions/automations", content={})


@pytest.mark.parametrize("is_reset", [False, True])
def test_settings_that_automations_took_over_are_read_past_and_dropped_with_a_word(is_reset: bool) -> None:
    backend = provisioned()
    with_former_settings(backend)
    former = Orgs(backend).get("kopi")
    assert (former.settings, former.automations) == (an_org().settings, {})
    done = provision(backend, days=1, is_reset=is_reset)
    assert set(done.created) == {f"automations.{id}" for id in IDS}
    assert (done.updated, done.kept) == (("settings",), ())
    assert done.removed == (
        "settings.loyalty.upgrade_template",
        "settings.loyalty.upgrade_channels",
        "settings.winback",
    )
    settings = backend.documents["orgs/kopi"]["settings"]
    assert "winback" not in settings
    assert {"upgrade_template", "upgrade_channels"}.isdisjoint(settings["loyalty"])
    assert Orgs(backend).get("kopi").automations == an_org().automations
    assert backend.all("rebuilds")["automations"]["by"] == "created_at"
    again = provision(backend, days=2, is_reset=is_reset)
    assert (again.created, again.updated, again.removed) == ((), (), ())


HOURS = {"days": ["mon"], "start": "10:00", "end": "16:00"}
USUAL_HOURS = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "start": "09:00", "end": "18:00"}


def with_hours_of_calls(backend: DictBackend, hours: dict[str, Any], *, base: dict[str, Any]) -> None:
    """Settings as they were stored while calls had hours of their own."""
    for path, holder in (("orgs/kopi", "settings"), ("orgs/kopi/preset_versions/settings", "content")):
        known = backend.documents[path][holder]
        kept = hours if holder == "settings" else base
        backend.client_writes(path, **{holder: known | {"calls": known["calls"] | {"hours": kept}}})


def test_a_setting_that_was_dropped_stops_no_organisation_and_goes_with_the_next_version() -> None:
    backend = provisioned()
    with_hours_of_calls(backend, USUAL_HOURS, base=USUAL_HOURS)
    assert Orgs(backend).get("kopi").settings == an_org().settings
    done = provision(backend, days=1)
    assert (done.updated, done.removed, done.kept) == (("settings",), ("settings.calls.hours",), ())
    assert "hours" not in backend.documents["orgs/kopi"]["settings"]["calls"]
    assert provision(backend, days=2).removed == ()


def test_a_setting_that_moved_is_read_in_its_new_place_and_stays_the_business_s() -> None:
    backend = provisioned()
    with_hours_of_calls(backend, HOURS, base=USUAL_HOURS)
    read = Orgs(backend).get("kopi").settings.assignment.hours
    assert read.model_dump(mode="json") == HOURS
    done = provision(backend, days=1)
    assert [each.path for each in done.kept if "hours" in each.path] == [
        "settings.assignment.hours.days",
        "settings.assignment.hours.end",
        "settings.assignment.hours.start",
    ]
    assert backend.documents["orgs/kopi"]["settings"]["assignment"]["hours"] == HOURS


def test_a_setting_that_moved_gives_way_to_what_the_business_says_in_the_new_place() -> None:
    backend = provisioned()
    change(backend, assignment={"hours": {"start": "08:00"}})
    with_hours_of_calls(backend, HOURS, base=USUAL_HOURS)
    assert Orgs(backend).get("kopi").settings.assignment.hours.start == "08:00"


def test_a_setting_of_a_newer_version_is_read_past_and_one_that_is_wrong_is_not() -> None:
    backend = provisioned()
    settings = backend.documents["orgs/kopi"]["settings"]
    newer = settings["loyalty"] | {"tiers": [{**each, "glow": 1} for each in settings["loyalty"]["tiers"]]}
    backend.client_writes("orgs/kopi", settings=settings | {"loyalty": newer})
    assert Orgs(backend).get("kopi").settings == an_org().settings
    change(backend, channels=["sms"])
    assert "glow" not in backend.documents["orgs/kopi"]["settings"]["loyalty"]["tiers"][0]
    backend.client_writes("orgs/kopi", settings=settings | {"loyalty": newer | {"tiers": 7}})
    with pytest.raises(Damaged, match=r"loyalty\.tiers"):
        Orgs(backend).get("kopi")


def test_a_template_that_settings_name_stays_where_the_preset_gives_it_up() -> None:
    backend = provisioned(with_template("rating"))
    change(backend, assistant={"satisfaction": {"template": "rating"}})
    assert "templates.rating" not in provision(backend, preset=CAFE, days=1).removed
    assert "rating" in backend.all("templates")
    change(backend, assistant={"satisfaction": None})
    assert template(backend, "rating")["bodies"] == {"en": "x"}
