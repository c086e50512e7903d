"""A trial with a model: one example a task, however often a task runs or dies, and a report when all are through."""

from typing import Any

import pytest

from functions.domain.kernel.errors import Misconfigured, NotFound, ProviderAway, QueueAway
from functions.domain.prompts import examples
from functions.domain.prompts.going_live import make_live
from functions.http.staff_api import ai
from functions.queues import take_turn, try_prompt
from tests.builders import NOON
from tests.memory import a_store, run
from tests.prompting import Agency, Said

KEPT = ("code", "faq_visa", "person")
STRANGE = {
    "title": "What the rules do not know",
    "turns": [{"says": "kopernya merek tertentu ukuran besar warna hitam", "must_say": "kami cek"}],
}


def at_trial(agency: Agency, **examples: Any) -> Said:
    agency.with_examples(*KEPT)
    for id, content in ({"strange": STRANGE} | examples).items():
        agency.ask("PUT", f"prompt_examples/{id}", content)
    agency.give("2.0", base="You are kind. Answer in {{language}}.")
    return agency.has_model(Said("Baik, kami cek dulu."))


@pytest.mark.item("S003-22")
def test_it_is_answered_at_once_with_where_its_report_is_read(agency: Agency) -> None:
    said = at_trial(agency)
    answer = agency.api.ask("POST", "ai/prompts/2.0/trial", {}, uid="marketing")
    assert answer.status_code == 202
    assert answer.headers["Location"] == "ai/prompts/2.0/trials/1"
    assert (answer.json or {})["status"] == "running"
    assert (said.asked, len(agency.tasks)) == ([], 1)
    report = agency.ask("GET", "ai/prompts/2.0/trials/1")
    assert (report["count"], report["through"], report["status"]) == (4, 0, "running")
    assert "it has passed no trial" in agency.go_live("2.0", status=409)["detail"]


@pytest.mark.item("S003-22")
def test_each_task_plays_an_example_and_the_last_one_ends_it(agency: Agency) -> None:
    said = at_trial(agency)
    agency.try_it("2.0", status=202)
    assert agency.run_tasks() == 4
    report = agency.ask("GET", "ai/prompts/2.0/trials/1")
    assert (report["status"], report["passed"], report["responder"]) == ("passed", 4, "a-model")
    asked = {id: [turn["asked_model"] for turn in each["turns"]] for id, each in report["results"].items()}
    assert asked == {"code": [False], "faq_visa": [False, False], "person": [False], "strange": [True]}
    assert {question.prompt.version for question in said.asked} == {"2.0"}
    assert agency.go_live("2.0")["status"] == "live"


def test_a_model_that_says_otherwise_does_not_pass(agency: Agency) -> None:
    said = at_trial(agency)
    said.text = "Saya tidak tahu."
    agency.try_it("2.0", status=202)
    agency.run_tasks()
    report = agency.ask("GET", "ai/prompts/2.0/trials/1")
    assert (report["status"], report["passed"]) == ("failed", 3)
    assert report["results"]["strange"]["misses"] == [
        {"turn": 1, "what": "must_say", "wanted": "kami cek", "got": "Saya tidak tahu."}
    ]
    assert agency.states()["2.0"] == "draft"


def test_a_task_that_comes_again_plays_nothing_again(agency: Agency) -> None:
    said = at_trial(agency)
    agency.try_it("2.0", status=202)
    (first,) = agency.tasks
    for _ in range(3):
        take_turn.take_payload(first)  # as the queue calls it
    assert len(agency.ask("GET", "ai/prompts/2.0/trials/1")["results"]) == 3
    agency.run_tasks()
    report = agency.ask("GET", "ai/prompts/2.0/trials/1")
    assert (report["status"], report["through"], len(said.asked)) == ("passed", 4, 1)
    before = dict(agency.backend.documents)
    take_turn.take_payload(first)
    assert agency.backend.documents == before


def test_a_task_that_dies_before_the_next_one_is_asked_for_goes_on_when_it_comes_again(
    agency: Agency,
) -> None:
    at_trial(agency)
    agency.try_it("2.0", status=202)
    (first,) = agency.tasks
    agency.tasks.clear()

    def dies(*given: Any) -> None:
        raise QueueAway("taketurn", "test")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(try_prompt, "enqueue_trial", dies)
        with pytest.raises(QueueAway):
            try_prompt.take_trial(first)
    try_prompt.take_trial(first)
    agency.run_tasks()
    assert agency.ask("GET", "ai/prompts/2.0/trials/1")["status"] == "passed"


def test_a_model_that_is_away_has_the_task_come_again(agency: Agency) -> None:
    said = at_trial(agency)
    said.fails = [ProviderAway("a-model", "slow"), ProviderAway("a-model", "slow")]
    agency.try_it("2.0", status=202)
    away = 0
    while agency.tasks:
        task = agency.tasks.pop(0)
        try:
            try_prompt.take_trial(task)
        except ProviderAway:
            away += 1
            agency.tasks.append(task)
    assert away == 2
    assert agency.ask("GET", "ai/prompts/2.0/trials/1")["status"] == "passed"


@pytest.mark.parametrize(
    ("fault", "got"),
    [
        (ValueError("half an answer"), "ValueError"),
        (Misconfigured("model", "no_key"), "model is not set up: no_key"),
    ],
)
def test_a_model_that_fails_has_not_passed(agency: Agency, fault: Exception, got: str) -> None:
    said = at_trial(agency)
    said.fails = [fault]
    agency.try_it("2.0", status=202)
    agency.run_tasks()
    report = agency.ask("GET", "ai/prompts/2.0/trials/1")
    assert report["results"]["strange"]["misses"][0]["got"] == got
    assert report["status"] == "failed"


def test_texts_that_change_meanwhile_do_not_pass(agency: Agency) -> None:
    at_trial(agency)
    agency.try_it("2.0", status=202)
    agency.give("2.0", base="You are rude.")
    agency.run_tasks()
    report = agency.ask("GET", "ai/prompts/2.0/trials/1")
    assert report["results"]["code"]["misses"][0]["got"] == "the texts were changed meanwhile"
    assert agency.states()["2.0"] == "draft"


def test_texts_that_change_after_the_last_example_are_not_tried(agency: Agency) -> None:
    at_trial(agency)
    agency.with_examples("code")
    agency.try_it("2.0", status=202)
    (task,) = agency.tasks
    usual = examples.play

    def meanwhile(*given: Any, **named: Any) -> Any:
        agency.give("2.0", base="You are rude.")
        return usual(*given, **named)

    agency.patch.setattr(try_prompt, "play", meanwhile)
    try_prompt.take_trial(task)
    assert agency.states()["2.0"] == "draft"
    assert "trial 1 was of other texts" in agency.go_live("2.0", status=409)["detail"]


def test_a_trial_by_the_rules_is_none_where_a_model_answers_customers(agency: Agency) -> None:
    agency.give("2.0", base="You are kind.")
    agency.try_it("2.0")
    agency.has_model(Said())
    refused = agency.go_live("2.0", status=409)["detail"]
    assert refused == "2.0 cannot go live: trial 1 was answered by rules, and customers are by a-model"


def test_an_earlier_trial_that_ends_later_counts_for_nothing(agency: Agency) -> None:
    at_trial(agency)
    agency.try_it("2.0", status=202)
    first = agency.tasks.pop(0)
    agency.ask("PUT", "prompt_examples/never", {"title": "No", "turns": [{"says": "Halo", "phase": "paid"}]})
    agency.try_it("2.0", status=202)
    agency.run_tasks()
    agency.tasks.append(first)
    agency.run_tasks()
    assert agency.ask("GET", "ai/prompts/2.0/trials/1")["status"] == "passed"
    assert agency.states()["2.0"] == "draft"
    assert "not passed its last trial, 2" in agency.go_live("2.0", status=409)["detail"]


def test_a_trial_that_there_is_not_is_a_fault(agency: Agency) -> None:
    with pytest.raises(NotFound):
        try_prompt.take_trial({"org": "kopi", "trial_id": "9:1"})


def test_a_trial_whose_task_was_not_taken_is_begun_again(agency: Agency) -> None:
    at_trial(agency)

    def refuses(*given: Any) -> None:
        raise QueueAway("taketurn", "test")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ai, "enqueue_trial", refuses)
        agency.try_it("2.0", status=503)
    assert agency.try_it("2.0", status=202)["number"] == 2
    agency.run_tasks()
    assert agency.go_live("2.0")["trial"]["number"] == 2


def test_two_instances_that_go_live_at_once_leave_one_live_version(agency: Agency) -> None:
    for version in ("2.0", "3.0"):
        agency.give(version, base=f"You are {version}.")
        agency.try_it(version)
    store, now = a_store(agency.backend), NOON
    run(store, lambda: meanwhile(make_live("kopi", "2.0", by="a", now=now, responder="rules"), agency))
    assert agency.live() == "2.0"
    assert agency.states() == {"2.0": "live", "3.0": "replaced", "1.0": "replaced"}


def meanwhile(decision: Any, agency: Agency) -> Any:
    """A decision; when it has read for the first time, another version goes live."""
    found = yield from decision
    if agency.live() == "1.0":
        agency.go_live("3.0")
    return found
