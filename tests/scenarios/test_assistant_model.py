"""A chat whose open questions a model answers: over WAHA's wire in and out, and over the model's own."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from functions import provision
from local.client import LocalFirebase
from tests.models import MODEL, OPEN_QUESTION
from tests.providers.model_server import KEY, ModelServer, Reply, answers, calls, fails, model_server
from tests.providers.stub import provider_stub
from tests.scenarios.agency import CODE, Agency
from tests.scenarios.phone_wires import PHONE_WIRES
from tests.scenarios.shop import SECRET, Shop
from tests.scenarios.staff import ask

WIRE = PHONE_WIRES["waha"]
KEY_NAME = "MODEL_KEY_PILGRIMS"


@pytest.fixture(scope="module")
def modelled(
    firebase: LocalFirebase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Agency, ModelServer]]:
    shop = Shop(firebase, is_provisioned=False)
    shop.id = "pilgrims"
    assert provision.main([shop.id, "--preset", "umrah", "--name", "Al Hijrah", "--hook-secret", SECRET]) == 0
    with provider_stub(lambda asked: WIRE.taken) as stub, model_server() as served:
        file = tmp_path_factory.mktemp("channels") / "channels.yaml"
        file.write_text(yaml.safe_dump({WIRE.provider: {**WIRE.settings, WIRE.address: stub.url}}))
        assert provision.main([shop.id, "--channels", str(file)]) == 0
        model: dict[str, Any] = {**MODEL, "base_url": served.url, "api_key": {"secret": KEY_NAME}}
        saved = ask(shop, "PATCH", "settings", {"assistant": {"model": {**model, "answer_seconds": 10}}})
        assert saved.status == 200, saved.text
        yield Agency(shop, WIRE, stub), served
        firebase.faults()
        firebase.idle()


def asked_once(agency: Agency, served: ModelServer, *replies: Reply) -> list[str]:
    served.replies[:] = replies
    served.requests.clear()
    return agency.asks(OPEN_QUESTION)


@pytest.mark.item("S003-19", "S003-54")
def test_a_model_reads_by_tools_and_answers_and_its_lies_do_not_leave(
    modelled: tuple[Agency, ModelServer],
) -> None:
    agency, served = modelled
    agency.asks(CODE)
    lie = "Ada, kak. Harganya cuma Rp 9 juta. Hotelnya 600 m dari Masjidil Haram."
    agency.shop.firebase.reset_meter()
    (text,) = asked_once(agency, served, calls("check_quota", {"code": CODE}), answers(text=lie))
    billed = agency.shop.firebase.meter()["by_function"]["taketurn"]
    assert (billed["reads"] <= 6, billed["writes"]) == (True, 5)
    assert text.startswith("Ada, kak. Hotelnya 600 m dari Masjidil Haram.")
    assert "9 juta" not in text
    assert "Harga: Rp 25.000.000" in text
    told = [m["content"] for m in served.requests[-1]["messages"] if m["role"] == "tool"]
    assert json.loads(told[0]) == {"code": CODE, "seats_left": 45}
    assert served.headers[-1]["authorization"] == f"Bearer {KEY}"
    turn = agency.turns[-1]
    assert (turn["responder"], turn["checks"], turn["tokens_in"]) == ("gpt-4o-mini", ["price"], 1800)
    assert "tool:check_quota" in turn["triggers"]


def test_every_event_twice_is_one_question_and_one_answer(modelled: tuple[Agency, ModelServer]) -> None:
    agency, served = modelled
    agency.shop.firebase.faults(duplicate_events=1.0, seed=7)
    texts = asked_once(agency, served, answers())
    agency.shop.firebase.faults()
    assert len(texts) == 1
    assert len(served.requests) == 1


@pytest.mark.item("S003-10")
def test_a_model_that_is_away_is_followed_by_a_person(modelled: tuple[Agency, ModelServer]) -> None:
    agency, served = modelled
    (text,) = asked_once(agency, served, fails(429, "insufficient_quota", "insufficient_quota"))
    assert "kami teruskan ke admin" in text
    assert agency.turns[-1]["handover"] == "model_away"
    assert agency.chat["owner"] == "staff"
    (letter,) = [id for id in agency.shop.all("dead_letters") if "model" in id]
    assert letter == "sender_refused:model:quota"
    assert asked_once(agency, served, answers()) == []
    assert served.requests == []


def test_settings_that_name_another_one_s_secret_are_refused_by_their_path(
    modelled: tuple[Agency, ModelServer],
) -> None:
    agency, _ = modelled
    model = {**MODEL, "base_url": "https://models.example.com/v1", "api_key": {"secret": "WIRE_META_APP"}}
    refused = ask(agency.shop, "PATCH", "settings", {"assistant": {"model": model}})
    assert refused.status == 400
    assert "must be MODEL_KEY_PILGRIMS" in refused.text
