"""An example chat is played as its turns would be answered, and each turn held against what has to come of it."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from functions.domain.model_answers.prompts import filled, in_use, variables_of
from functions.domain.model_answers.questions import ModelAnswer
from functions.domain.orgs.org import Org
from functions.domain.prompts.examples import ExampleResult, play
from functions.domain.prompts.playing import Model, Scene, Stage, answered
from functions.domain.prompts.trials import digest_of
from functions.domain.replies.phases import Phase
from functions.domain.replies.plans import HandoverReason
from functions.domain.settings.prompts import (
    VARIABLES,
    ExampleHandover,
    ExamplePhase,
    Prompt,
    PromptExample,
)
from tests.chats import MORNING, an_agency
from tests.prompting import Said

PROMPT = Prompt(version="2.0", base="You are kind.", rules="Answer in {{ language }}, on {{today}}.")
STRANGE = "kopernya merek tertentu ukuran besar warna hitam"


def an_example(*turns: dict[str, Any], **changes: Any) -> PromptExample:
    return PromptExample.model_validate({"title": "A chat", "on": "2025-01-25", "turns": turns} | changes)


def of(*turns: dict[str, Any], org: Org | None = None, said: Said | None = None) -> ExampleResult:
    model = Model("a-model", said.ask) if said is not None else None
    return play(org or an_agency(), PROMPT, an_example(*turns), model=model, now=MORNING)


@pytest.mark.item("S003-22")
@pytest.mark.parametrize(
    ("expected", "missed"),
    [
        ({"phase": "leads"}, None),
        ({"phase": "paid"}, ("phase", "paid", "leads")),
        ({"package": "UMR_MAR_2025_HEMAT"}, None),
        ({"package": "none"}, ("package", "none", "UMR_MAR_2025_HEMAT")),
        ({"handover": "none"}, None),
        ({"handover": "any"}, ("handover", "any", "none")),
        ({"must_say": "rp 25.000.000"}, None),
        ({"must_say": ["Rp 25.000.000", "30 hari"]}, ("must_say", "30 hari", "Assalamualaikum!")),
        ({"must_not_say": "Turki"}, None),
        ({"must_not_say": "TERIMA KASIH"}, ("must_not_say", "TERIMA KASIH", "Assalamualaikum!")),
    ],
)
def test_what_came_otherwise_is_named(expected: dict[str, Any], missed: tuple[str, str, str] | None) -> None:
    result = of({"says": "UMR_MAR_2025_HEMAT", **expected})
    assert result.has_passed is (missed is None)
    found = [(each.turn, each.what, each.wanted, each.got.split(" ")[0]) for each in result.misses]
    assert found == ([] if missed is None else [(1, *missed)])


def test_a_chat_goes_on_from_turn_to_turn_and_a_burst_is_one() -> None:
    result = of(
        {"says": ["Halo", "UMR_MAR_2025_HEMAT"], "package": "UMR_MAR_2025_HEMAT"},
        {"says": "boleh kak", "phase": "interest"},
        {"says": "DP berapa?", "phase": "booking", "handover": "payment"},
    )
    assert result.has_passed, result.misses
    assert [turn.phase for turn in result.turns] == ["leads", "interest", "booking"]


def test_it_is_played_on_its_day_or_today() -> None:
    turn = {"says": "UMR_MAR_2025_HEMAT", "package": "UMR_MAR_2025_HEMAT"}
    now = datetime(2026, 11, 29, tzinfo=UTC)
    for on, passes in (("2025-01-25", True), (None, False)):
        result = play(an_agency(), PROMPT, an_example(turn, on=on), model=None, now=now)
        assert result.has_passed is passes


def test_a_template_that_fails_ends_it() -> None:
    org = an_agency()
    broken = org.templates["assistant_welcome"].model_copy(update={"bodies": {"id": "{{ nothing }}"}})
    org = org.model_copy(update={"templates": {**org.templates, "assistant_welcome": broken}})
    result = of({"says": "Halo", "phase": "leads"}, {"says": "apa?"}, org=org)
    assert (len(result.turns), [each.what for each in result.misses]) == (0, ["answer"])


@pytest.mark.item("S003-22")
def test_a_model_is_asked_what_the_rules_do_not_know_and_nothing_else() -> None:
    said = Said("Baik, kami cek dulu.")
    result = of(
        {"says": "UMR_MAR_2025_HEMAT", "must_say": "Rp 25.000.000"},
        {"says": STRANGE, "must_say": "kami cek"},
        {"says": "bisa bicara dengan admin?", "handover": "asked_for"},
        said=said,
    )
    assert result.has_passed, result.misses
    assert [turn.asked_model for turn in result.turns] == [False, True, False]
    (question,) = said.asked
    assert question.prompt == in_use(PROMPT)
    assert (question.language, question.today.isoformat()) == ("id", "2025-01-25")
    assert question.seats["umr_mar_2025_hemat"] == 45
    assert [(each.by, each.text.split("\n")[0]) for each in question.history] == [
        ("customer", "UMR_MAR_2025_HEMAT"),
        (
            "business",
            "Assalamualaikum! Terima kasih telah tertarik dengan Paket Umroh Maret 2025 Hemat kami 🕋",
        ),
    ]


def test_the_version_that_was_used_is_on_the_plan_alone_where_a_model_was_asked() -> None:
    model = Model("a-model", lambda question: ModelAnswer(text="Ya.", confidence=0.7))
    stage = Stage(an_agency(), in_use(PROMPT), MORNING.date(), model)
    assert answered(stage, Scene(), ("UMR_MAR_2025_HEMAT",)).plan.prompt_version is None
    assert answered(stage, Scene(), (STRANGE,)).plan.prompt_version == "2.0"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"turns": []}, "at least 1"),
        ({"turns": [{"says": "Halo"}]}, "expect nothing"),
        ({"turns": [{"says": "", "phase": "leads"}]}, "at least 1"),
        ({"turns": [{"says": "Halo", "phase": "won"}]}, "'leads', 'interest'"),
        ({"turns": [{"says": "Halo", "handover": "bored"}]}, "'any', 'none'"),
        ({"turns": [{"says": "Halo", "package": "march"}]}, "is not a code"),
        ({"turns": [{"says": "Halo", "phase": "leads"}] * 21}, "at most 20"),
        ({"on": "soon"}, "is not a day"),
        ({"mood": "good"}, "not permitted"),
    ],
)
def test_an_example_that_is_none_is_refused(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        an_example({"says": "Halo", "phase": "leads"}, **wrong)


def test_an_example_expects_the_phases_and_handovers_that_there_are() -> None:
    assert set(get_args(ExamplePhase)) == set(get_args(Phase))
    assert {"any", "none", *get_args(HandoverReason)} <= set(get_args(ExampleHandover))


@pytest.mark.item("S003-21")
def test_a_prompt_is_its_five_texts_in_their_order_with_the_facts_of_the_chat() -> None:
    texts = {
        "escalation": "Five.",
        "rules": "Four {{language}}.",
        "packages": "",
        "company": "Two {{company_name}}.",
    }
    prompt = in_use(Prompt(version="2.0", base="One {{ package }}.", **texts))
    variables = variables_of(an_agency(), Scene().chat, language="id", today=MORNING.date())
    assert list(filled(prompt, variables).items()) == [
        ("base", "One -."),
        ("company", "Two Al Hijrah."),
        ("rules", "Four id."),
        ("escalation", "Five."),
    ]
    assert variables.keys() == VARIABLES.keys()


def test_what_a_customer_writes_is_no_variable() -> None:
    prompt = in_use(Prompt(version="2.0", base="{{company_name}}"))
    variables = {"company_name": "{{today}}", "today": "2025-01-25"}
    assert filled(prompt, variables) == {"base": "{{today}}"}


def test_a_digest_tells_texts_apart_and_not_their_version() -> None:
    one = Prompt(version="1.0", base="a", company="b")
    assert digest_of(one) == digest_of(one.model_copy(update={"version": "2.0"}))
    assert digest_of(one) != digest_of(Prompt(version="1.0", base="a", packages="b"))
    assert digest_of(one) != digest_of(Prompt(version="1.0", base="ab"))
