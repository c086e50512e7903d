"""What the preset of a travel agency brings of prompts: a version that is live in a new organisation, and examples."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from functions import presets
from functions.domain.configuration.provisioning import Preset, preset_faults
from functions.domain.configuration.references import Ref
from functions.domain.prompts.examples import play
from functions.domain.settings.prompts import PROMPT_TYPES, Prompt, PromptExample
from tests.chats import an_agency
from tests.memory import DictBackend
from tests.provisioning import provision

UMRAH = presets.load("umrah")
EXAMPLES = {ref.id: each for ref, each in UMRAH.contents.items() if isinstance(each, PromptExample)}


def with_prompt(version: str, **texts: str) -> Preset:
    id = version.replace(".", "_")
    return replace(UMRAH, contents={**UMRAH.contents, Ref("prompts", id): Prompt(version=version, **texts)})


def prompts(backend: DictBackend) -> dict[str, Any]:
    return {id: each["status"] for id, each in backend.all("prompts").items()}


@pytest.mark.item("S003-22")
@pytest.mark.parametrize("id", EXAMPLES)
def test_the_preset_passes_its_own_examples(id: str) -> None:
    (prompt,) = (each for each in UMRAH.contents.values() if isinstance(each, Prompt))
    now = datetime(2026, 11, 29, tzinfo=UTC)
    result = play(an_agency(), prompt, EXAMPLES[id], model=None, now=now)
    assert result.has_passed, result.misses


@pytest.mark.item("S003-21")
def test_it_has_all_five_texts_and_fifteen_examples_or_more() -> None:
    (prompt,) = (each for each in UMRAH.contents.values() if isinstance(each, Prompt))
    assert all(prompt.texts[name] for name in PROMPT_TYPES)
    assert len(EXAMPLES) >= 15


def test_a_new_organisation_has_the_preset_s_prompt_live() -> None:
    backend = DictBackend()
    done = provision(backend, preset=UMRAH)
    assert prompts(backend) == {"1_0": "live"}
    org = backend.documents["orgs/kopi"]
    assert (org["live_prompt"], org["revisions"]["prompts"]) == ("1.0", {"1_0": 1})
    assert "prompts.1_0" in done.created


def test_the_same_again_writes_nothing() -> None:
    backend = DictBackend()
    provision(backend, preset=UMRAH)
    before = dict(backend.versions)
    provision(backend, preset=UMRAH, days=9)
    assert backend.versions == before


def test_a_later_version_of_the_preset_is_a_draft_where_customers_are_answered_already() -> None:
    backend = DictBackend()
    provision(backend, preset=UMRAH)
    provision(backend, preset=with_prompt("1.1", base="Be brief."), days=9)
    assert prompts(backend) == {"1_0": "live", "1_1": "draft"}
    org = backend.documents["orgs/kopi"]
    assert (org["live_prompt"], org["revisions"]["prompts"]) == ("1.0", {"1_0": 1})


@pytest.mark.parametrize("is_reset", [False, True])
def test_no_version_is_ever_written_over(is_reset: bool) -> None:
    backend = DictBackend()
    provision(backend, preset=UMRAH)
    before = dict(backend.all("prompts"))
    provision(backend, preset=with_prompt("1.0", base="Something else."), days=9, is_reset=is_reset)
    assert backend.all("prompts") == before


def test_a_preset_without_prompts_leaves_those_that_are_there() -> None:
    backend = DictBackend()
    provision(backend, preset=UMRAH)
    others = {ref: each for ref, each in UMRAH.contents.items() if ref.collection != "prompts"}
    provision(backend, preset=replace(UMRAH, contents=others), days=9)
    assert prompts(backend) == {"1_0": "live"}


def test_a_file_of_a_preset_is_named_by_its_version() -> None:
    misnamed = {**UMRAH.contents, Ref("prompts", "two"): Prompt(version="2.0")}
    (fault,) = preset_faults(replace(UMRAH, contents=misnamed))
    assert (fault.path, fault.message) == ("prompts.two.version", "is of the document 2_0")
