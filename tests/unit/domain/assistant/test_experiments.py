"""Chats are in the arms of experiments: the same one each time, kept on the chat and its turns, and nothing else."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.assistant import turns
from functions.domain.assistant.experiments import arm_of, arms_now, assigned, with_arms
from functions.domain.configuration.settings_references import settings_references
from functions.domain.conversations.documents import Conversation
from functions.domain.model_answers.prompts import OURS, prompt_of
from functions.domain.orgs.org import Org
from functions.domain.replies import deciding
from functions.domain.replies.plans import Part, Plan
from functions.domain.settings.experiments import Experiment
from functions.domain.settings.prompts import Prompt
from functions.domain.settings.templates import TemplateSettings
from tests.builders import NOON
from tests.chats import MORNING, Chats, an_agency, replace_settings

CODE = "UMR_MAR_2025_HEMAT"
BEGAN = "2025-01-01T00:00:00Z"
IMAGE = {"arms": {"a": {"share": 50}, "b": {"share": 50, "medium": "none"}}, "starts_at": BEGAN}
ASKS = {
    "arms": {"a": {"share": 50}, "b": {"share": 50, "templates": {"details": "call_now"}}},
    "starts_at": BEGAN,
}
PROMPTS = {"arms": {"a": {"share": 50}, "b": {"share": 50, "prompt": "2.0"}}, "starts_at": BEGAN}


def with_experiments(**experiments: Any) -> Org:
    org = an_agency()
    template = TemplateSettings.model_validate(
        {"purpose": "transactional", "bodies": {"id": "Daftar sekarang!", "en": "Register now!"}}
    )
    org = org.model_copy(
        update={
            "templates": {**org.templates, "call_now": template},
            "prompts": {"2_0": Prompt(version="2.0", base="You are kind.")},
        }
    )
    return replace_settings(org, experiments=experiments)


def in_arm(arm: str, **experiment: Any) -> Org:
    """All but a hundredth of the chats in one arm."""
    arms = {name: each | {"share": 99 if name == arm else 1} for name, each in experiment["arms"].items()}
    return with_experiments(test=experiment | {"arms": arms})


def a_chat(id: str = "whatsapp:x", **changes: Any) -> Conversation:
    return Conversation(
        id=id,
        channel="whatsapp",
        customer_id="c",
        provider="sandbox",
        created_at=NOON,
        last_message_at=NOON,
        **changes,
    )


@pytest.mark.item("S003-53")
def test_chats_fall_into_arms_by_their_shares_and_each_stays_in_its_own() -> None:
    arms = {"a": {"share": 20}, "b": {"share": 50, "medium": "none"}, "c": {"share": 30}}
    org = with_experiments(test={"arms": arms, "starts_at": BEGAN})
    experiment = org.settings.assistant.experiments["test"]
    found = {
        f"whatsapp:{number}": arm_of(org, "test", experiment, conversation_id=f"whatsapp:{number}")
        for number in range(3000)
    }
    counted = Counter(found.values())
    assert [round(counted[arm] / 30) for arm in "abc"] == pytest.approx([20, 50, 30], abs=3)
    turned = Experiment.model_validate({"arms": dict(reversed(arms.items())), "starts_at": BEGAN})
    assert all(arm_of(org, "test", turned, conversation_id=id) == arm for id, arm in found.items())


def test_two_experiments_are_independent() -> None:
    org = with_experiments(image=IMAGE, asks=ASKS)
    pairs = Counter(
        tuple(assigned(org, a_chat(f"whatsapp:{number}"), NOON).arms.values()) for number in range(2000)
    )
    assert len(pairs) == 4
    assert all(count == pytest.approx(500, abs=90) for count in pairs.values())


def test_a_chat_stays_in_its_arm_where_shares_are_changed() -> None:
    chat = a_chat(arms={"test": "b"})
    assert assigned(in_arm("a", **IMAGE), chat, NOON).arms == {"test": "b"}


def test_an_arm_that_is_gone_is_another_one() -> None:
    assert assigned(in_arm("a", **IMAGE), a_chat(arms={"test": "z"}), NOON).arms["test"] in {"a", "b"}


@pytest.mark.item("S003-53")
@pytest.mark.parametrize(("hours", "runs"), [(-1, False), (0, True), (23, True), (24, False)])
def test_an_experiment_runs_from_its_start_until_its_end(hours: int, runs: bool) -> None:
    ends_at = (NOON + timedelta(hours=24)).isoformat()
    org = with_experiments(test=IMAGE | {"starts_at": NOON.isoformat(), "ends_at": ends_at})
    now = NOON + timedelta(hours=hours)
    assert (assigned(org, a_chat(), now).arms != {}) is runs
    assert (arms_now(org, {"test": "b"}, now) != {}) is runs


@pytest.mark.item("S003-53", "S003-54")
@pytest.mark.parametrize(
    ("arm", "url"), [("a", "https://example.com/umroh/umr_mar_2025_hemat.jpg"), ("b", None)]
)
def test_an_arm_has_an_image_or_none_and_is_kept_on_the_chat_and_its_turn(arm: str, url: str | None) -> None:
    chats = Chats(in_arm(arm, **IMAGE))
    turn = chats.asks(CODE)
    assert (turn["arms"], turn.get("attachment_url")) == ({"test": arm}, url)
    assert chats.conversation["arms"] == {"test": arm}


@pytest.mark.item("S003-53")
def test_an_arm_has_another_medium_of_the_package() -> None:
    experiment = {
        "arms": {"a": {"share": 1}, "b": {"share": 99, "medium": "testimonial"}},
        "starts_at": BEGAN,
    }
    turn = Chats(with_experiments(test=experiment)).asks(CODE)
    assert turn["arms"] == {"test": "b"}
    assert turn["attachment_url"] == "https://example.com/umroh/testimoni.mp4"


@pytest.mark.item("S003-53")
def test_an_arm_has_another_call_to_action() -> None:
    chats = Chats(in_arm("b", **ASKS))
    chats.asks(CODE)
    turn = chats.asks("boleh kak")
    assert (turn["text"], turn["arms"]) == ("Daftar sekarang!", {"test": "b"})


@pytest.mark.item("S003-53")
def test_an_arm_has_another_prompt() -> None:
    org = with_experiments(test=PROMPTS)
    assert prompt_of(with_arms(org, {"test": "b"}), "whatsapp:x").version == "2.0"
    assert prompt_of(with_arms(org, {"test": "a"}), "whatsapp:x") == OURS
    assert prompt_of(org, "whatsapp:x") == OURS


def test_an_experiment_with_a_prompt_that_was_taken_back_runs_no_more() -> None:
    org = with_experiments(test=PROMPTS).model_copy(update={"prompts": {}})
    assert assigned(org, a_chat(), NOON).arms == {}


def test_a_chat_without_an_experiment_has_no_arms() -> None:
    chats = Chats()
    turn = chats.asks(CODE)
    assert "arms" not in turn
    assert "arms" not in chats.conversation


def test_a_chat_that_a_person_owns_is_in_no_experiment() -> None:
    chats = Chats(in_arm("b", **IMAGE))
    chats.says("Saya bantu ya", origin="staff")
    chats.asks("halo")
    assert "arms" not in chats.conversation


def test_a_turn_of_the_rules_used_no_prompt() -> None:
    turn = Chats().asks(CODE)
    assert (turn["responder"], "prompt_version" in turn) == ("rules", False)


def test_an_experiment_costs_a_turn_nothing() -> None:
    def billed(org: Org) -> Any:
        chats = Chats(org, now=MORNING)
        chats.says(CODE)
        chats.wait(8)
        before = (chats.backend.billed.reads, chats.backend.billed.writes)
        chats.turn()
        return chats.backend.billed.reads - before[0], chats.backend.billed.writes - before[1]

    assert billed(with_experiments(test=IMAGE)) == billed(an_agency())


@pytest.mark.item("S003-53")
@pytest.mark.parametrize(
    ("experiments", "reason"),
    [
        ({"x": {"arms": {"a": {"share": 50}}, "starts_at": BEGAN}}, "at least 2"),
        (
            {"x": {"arms": {"a": {"share": 50}, "b": {"share": 60}}, "starts_at": BEGAN}},
            "110 together, not 100",
        ),
        ({"x": {"arms": {"a": {"share": 50}, "b": {"share": 50}}, "starts_at": BEGAN}}, "all are the same"),
        ({"x": IMAGE | {"ends_at": BEGAN}}, "is not after starts_at"),
        ({"x": IMAGE | {"starts_at": "2025-01-01T00:00:00"}}, "timezone"),
        ({"x-y": IMAGE}, "pattern"),
        ({"x": IMAGE, "y": IMAGE}, "x and y are both about medium at one time"),
    ],
)
def test_an_experiment_that_cannot_be_is_refused(experiments: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        with_experiments(**experiments)


def test_one_after_the_other_may_be_about_the_same() -> None:
    first = IMAGE | {"ends_at": "2025-02-01T00:00:00Z"}
    org = with_experiments(x=first, y=IMAGE | {"starts_at": "2025-02-01T00:00:00Z"})
    assert len(org.settings.assistant.experiments) == 2


def test_what_an_experiment_names_has_to_be_there() -> None:
    org = with_experiments(asks=ASKS, prompts=PROMPTS)
    named = {each.path: each.to for each in settings_references(org.settings)}
    assert named["assistant.experiments.asks.arms.b.templates.details"] == ("templates", "call_now")
    assert named["assistant.experiments.prompts.arms.b.prompt"] == ("prompts", "2_0")


@pytest.mark.item("S003-54")
def test_a_turn_keeps_the_version_of_the_prompt_that_a_model_was_asked_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = deciding.decide

    def with_model(*given: Any, **named: Any) -> Plan:
        return replace(usual(*given, **named), parts=(Part("model", text="Ya."),), prompt_version="2.0")

    monkeypatch.setattr(turns, "decide", with_model)
    turn = Chats().asks("kopernya merek apa?")
    assert (turn["text"], turn["prompt_version"]) == ("Ya.", "2.0")
