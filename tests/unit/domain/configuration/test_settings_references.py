"""What settings name has to be there, and may not go."""

import pytest

from functions import presets
from tests.memory import DictBackend
from tests.provisioning import provision
from tests.unit.domain.configuration.test_saving import change, refused, remove

PLACE = "assistant.templates"


def an_agency() -> DictBackend:
    backend = DictBackend()
    provision(backend, preset=presets.load("umrah"))
    return backend


@pytest.mark.item("S003-20")
def test_settings_that_name_a_template_that_is_not_there_are_refused_by_its_path() -> None:
    backend = an_agency()
    said = {"offer": "gone", "notice": "gone_too"}
    assert refused(backend, change, {"assistant": {"templates": said}}) == {
        f"{PLACE}.offer": "names gone, which is not among the templates",
        f"{PLACE}.notice": "names gone_too, which is not among the templates",
    }
    change(backend, {"assistant": {"templates": {"notice": None}}})


def test_a_model_s_key_is_a_secret_of_the_organisation_s_own_name() -> None:
    backend, path = an_agency(), "assistant.model.api_key.secret"
    model = {
        "base_url": "https://models.example.com/v1",
        "name": "m",
        "api_key": {"secret": "WHATSAPP_TOKEN"},
    }
    assert refused(backend, change, {"assistant": {"model": model}}) == {path: "must be MODEL_KEY_KOPI"}
    change(backend, {"assistant": {"model": model | {"api_key": {"secret": "MODEL_KEY_KOPI"}}}})


@pytest.mark.item("S003-20")
def test_a_template_that_settings_name_may_not_go() -> None:
    backend = an_agency()
    assert refused(backend, remove, "assistant_offer") == {
        f"settings.{PLACE}.offer": "names assistant_offer, which it needs"
    }
    change(backend, {"assistant": {"templates": {"notice": None}}})
    assert remove(backend, "assistant_notice") == 1


def test_a_name_that_led_nowhere_already_stops_no_other_change() -> None:
    backend = an_agency()
    backend.documents["orgs/kopi"]["settings"]["assistant"]["templates"]["offer"] = "gone"
    assert change(backend, {"assistant": {"unknown_most": 3}}).content["assistant"]["unknown_most"] == 3
