"""What a business may set of a model, and what a mistake is told as."""

from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.settings.assistant import AssistantSettings
from functions.domain.settings.assistant_model import ModelSettings, key_name
from functions.domain.settings.secret_names import SecretName
from tests.models import MODEL


def model(**changes: Any) -> ModelSettings:
    return ModelSettings.model_validate({**MODEL, **changes})


def test_there_is_none_by_default() -> None:
    assert AssistantSettings().model is None


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1",
        "https://generativelanguage.googleapis.com/v1beta/openai/",
        "https://api.anthropic.com/v1",
        "http://127.0.0.1:11434/v1",
        "http://localhost:8000/v1",
    ],
)
def test_an_address_is_public_and_https_or_on_this_machine(url: str) -> None:
    assert model(base_url=url).base_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://api.openai.com/v1",
            "https://10.0.0.8/v1",
            "https://metadata.google.internal/v1",
            "ftp://x",
            "",
        ),
        *(
            "http://169.254.169.254/latest",
            "https://localhost/v1",
            "http://127.0.0.1.evil.example/v1",
            "http://[::1]/v1",
        ),
    ],
)
def test_another_one_is_refused_by_its_path(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        model(base_url=url)
    assert caught.value.errors()[0]["loc"] == ("base_url",)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"daily_micros": 10, "prices": None}, "prices: is missing, and daily_micros counts by them"),
        ({"daily_tokens": 5000}, "daily_tokens: is less than tokens_a_turn"),
        ({"api_key": "sk-in-the-clear"}, "valid dictionary"),
        ({"answer_seconds": 90}, "less than or equal to 45"),
    ],
)
def test_what_does_not_fit_together_is_said(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        model(**changes)


def test_what_tokens_cost_is_rounded_up_and_nothing_where_no_price_is_known() -> None:
    assert model().micros_of(1, 0) == 1
    assert model().micros_of(1_000_000, 1_000_000) == 750_000
    assert model().most_micros_a_turn == 7_200
    assert model(prices=None).micros_of(10**6, 10**6) == 0


def test_the_secret_of_a_key_is_named_after_the_organisation() -> None:
    assert key_name("al-hijrah") == "MODEL_KEY_AL_HIJRAH"


def test_no_two_organisations_have_the_same_secret() -> None:
    """Their ids may have hyphens and underscores."""
    ids = ["".join(each) for size in range(1, 7) for each in product("ad_-", repeat=size) if each[0] in "ad"]
    assert len({key_name(id) for id in ids}) == len(ids)
    for id in ("al_hijrah", "al-hi_jrah"):
        assert SecretName(secret=key_name(id)).secret.startswith("MODEL_KEY__AL_")
