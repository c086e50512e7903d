"""An organisation from a preset: made once, brought up to date again, never given a new key."""

from datetime import timedelta

import pytest

from functions import presets
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import Damaged
from functions.domain.orgs.documents import OrgDocument, OrgSecrets, org_from
from functions.domain.orgs.provisioning import provision_org
from tests.builders import NOON, an_org
from tests.memory import Billed, DictBackend, a_store, run

SPARE = OrgSecrets(id="kopi", hook_secret="fresh hook", identity_key="fresh key")
CAFE = presets.load("cafe")


def provision(
    backend: DictBackend, *, name: str | None = None, hook_secret: str | None = None, days: int = 0
) -> OrgSecrets:
    def decide() -> Decision[OrgSecrets]:
        return provision_org(
            "kopi",
            preset="cafe",
            settings=CAFE,
            name=name,
            hook_secret=hook_secret,
            spare=SPARE.with_changes(hook_secret=f"fresh hook {days}", identity_key=f"fresh key {days}"),
            now=NOON + timedelta(days=days),
        )

    return run(a_store(backend), decide)


def test_a_new_organisation_gets_its_document_and_fresh_secrets_beside_it() -> None:
    backend = DictBackend()
    kept = provision(backend, name="Kopi")
    assert set(backend.documents) == {"orgs/kopi", "org_secrets/kopi"}
    org = backend.documents["orgs/kopi"]
    assert {k: v for k, v in org.items() if k != "settings"} == {
        "name": "Kopi",
        "preset": "cafe",
        "country": "IN",
        "locale": "en-IN",
        "timezone": "Asia/Kolkata",
        "currency": "INR",
        "features": {"crm": True, "loyalty": True},
        "providers": {},
        "served_by": {},
        "paused_channels": {},
        "gateways_seen_at": {},
        "created_at": NOON,
        "updated_at": NOON,
    }
    assert backend.documents["org_secrets/kopi"] == {
        "hook_secret": "fresh hook 0",
        "identity_key": "fresh key 0",
    }
    assert (kept.hook_secret, kept.identity_key) == ("fresh hook 0", "fresh key 0")
    assert backend.billed == Billed(reads=2, writes=2)


def test_no_secret_stands_in_the_organisation_s_own_document() -> None:
    backend = DictBackend()
    provision(backend, hook_secret="s3cret")
    assert "s3cret" not in repr(backend.documents["orgs/kopi"])
    assert "fresh" not in repr(backend.documents["orgs/kopi"])


def test_an_organisation_without_a_name_is_called_by_its_id() -> None:
    backend = DictBackend()
    provision(backend)
    assert backend.documents["orgs/kopi"]["name"] == "kopi"


def test_provisioning_again_keeps_name_secrets_and_what_somebody_added() -> None:
    backend = DictBackend()
    provision(backend, name="Kopi", hook_secret="s3cret")
    backend.client_writes("orgs/kopi", motto="strong")
    kept = provision(backend, days=9)
    org = backend.documents["orgs/kopi"]
    assert (org["name"], org["motto"], org["created_at"]) == ("Kopi", "strong", NOON)
    assert org["updated_at"] == NOON + timedelta(days=9)
    assert (kept.hook_secret, kept.identity_key) == ("s3cret", "fresh key 0")


def test_a_new_hook_secret_replaces_the_old_one_and_leaves_the_identity_key() -> None:
    backend = DictBackend()
    provision(backend)
    provision(backend, name="New name", hook_secret="s3cret", days=1)
    assert backend.documents["org_secrets/kopi"] == {"hook_secret": "s3cret", "identity_key": "fresh key 0"}
    assert backend.documents["orgs/kopi"]["name"] == "New name"


def test_provisioning_brings_the_settings_back_to_the_preset() -> None:
    backend = DictBackend()
    provision(backend)
    settings = backend.documents["orgs/kopi"]["settings"]
    backend.client_writes(
        "orgs/kopi", currency="USD", settings=settings | {"channels": ["sms"], "loyalty": {}}
    )
    provision(backend, days=1)
    assert backend.documents["orgs/kopi"]["currency"] == "INR"
    assert backend.documents["orgs/kopi"]["settings"] == settings


def stored_org(backend: DictBackend) -> OrgDocument:
    return OrgDocument.model_validate({**backend.documents["orgs/kopi"], "id": "kopi"})


def test_what_was_provisioned_is_the_organisation() -> None:
    backend = DictBackend()
    secrets = provision(backend, name="Kopi", hook_secret="s3cret")
    assert org_from(stored_org(backend), secrets) == an_org().model_copy(
        update={"identity_key": org_from(stored_org(backend), secrets).identity_key}
    )


def test_settings_that_somebody_broke_are_said_with_their_place() -> None:
    backend = DictBackend()
    secrets = provision(backend)
    backend.client_writes("orgs/kopi", currency="RUPEE")
    with pytest.raises(Damaged, match="stored orgs: currency: is not a currency"):
        org_from(stored_org(backend), secrets)
