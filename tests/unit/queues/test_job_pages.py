"""What holds of every job that goes page by page, whatever comes twice, late or out of order, and whoever dies."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.kernel.decisions import Decision, Document
from functions.domain.rebuilds.rebuilding import Rebuild
from functions.domain.wake_ups.table import WAKE_UPS
from functions.queues import wake_page
from tests.examples import examples
from tests.unit.domain.test_every_document import below
from tests.unit.queues.jobs import AT, DAY, JOBS, Job, Platform, documents, platform

STEPS = ("works", "works", "works", "twice", "dies_before", "dies_after", "lost", "tick", "meets_another")


def quiet(job: Job) -> tuple[dict[str, Any], int]:
    """What there is after a run in which nothing goes wrong, and how many tasks it took."""
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        there.settle()
    return documents(backend), len(there.had)


def test_every_job_of_the_rebuilds_is_held_to_this_but_the_calendar_which_has_no_pages() -> None:
    rebuilds = {
        model for model in below(Document) if getattr(model, "collection", None) == Rebuild.collection
    }
    jobs = {
        model for model in rebuilds if "started_at" in model.model_fields or "pages" in model.model_fields
    }
    assert jobs == {type(job.document) for job in JOBS.values()} & rebuilds


@pytest.mark.parametrize("name", JOBS)
def test_a_job_comes_to_its_end_by_tasks_alone(name: str) -> None:
    job = JOBS[name]
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        there.quiet()
        assert job.path not in there.due()
    assert len(there.had) >= 3  # it had several pages
    assert all("problems" not in fields for fields in backend.documents.values())


@pytest.mark.parametrize("name", JOBS)
@given(some.lists(some.tuples(some.sampled_from(STEPS), some.integers(0, 9)), max_size=40))
@settings(max_examples=examples(30), deadline=None)
def test_whatever_goes_wrong_on_the_way_it_ends_as_if_nothing_had(
    name: str, steps: list[tuple[str, int]]
) -> None:
    job = JOBS[name]
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        for step, number in steps:
            _happens(there, step, number)
        there.settle()
        after = documents(backend)
        for payload in list(there.had):  # what is old by now changes nothing
            there.work(payload)
        assert documents(backend) == after
    assert after == quiet(job)[0]


def _happens(there: Platform, step: str, number: int) -> None:
    if step == "tick":
        there.tick()
    elif there.tasks:
        payload = there.tasks.pop(number % len(there.tasks))
        if step == "twice":
            there.tasks.append(payload)
        if step == "meets_another":
            there.meanwhile = lambda: there.work(payload)
        if step != "lost":
            there.work(payload, dies=step.removeprefix("dies_") if step.startswith("dies") else "")
        there.meanwhile = None


@pytest.mark.parametrize("name", JOBS)
def test_a_task_works_off_a_page_of_its_own_job_and_of_no_other(name: str) -> None:
    """A second job of the same kind is due in another organisation: its pages have tasks of their own."""
    job = JOBS[name]
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        task = there.tasks[0]
        beside = f"orgs/kopi/{job.document.collection}/beside"
        backend.client_writes(beside, wake_at=AT)
        before = documents(backend)[beside]
        there.work(task)
        assert documents(backend)[beside] == before


@pytest.mark.parametrize("name", JOBS)
def test_two_ticks_at_once_cost_one_page_more_and_not_a_second_run(name: str) -> None:
    job = JOBS[name]
    _, tasks = quiet(job)
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        there.tick()
        there.settle()
    assert len(there.had) <= tasks + 1


@pytest.mark.parametrize("wake_at", [AT + timedelta(minutes=2), None, "soon"])
@pytest.mark.parametrize("name", JOBS)
def test_a_page_of_a_job_that_begins_anew_later_or_sleeps_changes_nothing(name: str, wake_at: Any) -> None:
    job = JOBS[name]
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        backend.client_writes(job.path, wake_at=wake_at)
        before = documents(backend)
        there.work(there.tasks[0])
        assert documents(backend) == before


@pytest.mark.parametrize("name", JOBS)
def test_a_page_of_a_job_that_is_gone_changes_nothing(name: str) -> None:
    job = JOBS[name]
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        del backend.documents[job.path], backend.versions[job.path]
        before = documents(backend)
        there.work(there.tasks[0])
        assert documents(backend) == before


def test_the_messages_of_a_campaign_s_page_go_out_together_also_where_it_is_the_only_one() -> None:
    job = JOBS["campaign"]
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        there.quiet()
    queued = [id for id, each in backend.all("messages").items() if each["status"] == "queued"]
    assert [len(each) for each in there.delivered] == [2, 2, 2, 1]
    assert sorted(path.rpartition("/")[2] for task in there.delivered for path in task) == sorted(queued)


def test_a_worker_who_dies_before_it_asks_for_the_next_page_asks_when_it_is_tried_again() -> None:
    job = JOBS["affinity"]
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        there.work(there.tasks.pop(), dies="after")
        (task,) = there.tasks
        there.tasks.clear()
        there.work(task)
        assert [each["since"] for each in there.tasks] == [None]
        there.quiet()
        assert not there.due()


@pytest.mark.parametrize("name", JOBS)
def test_a_job_that_failed_by_a_mistake_of_ours_goes_on_the_next_day(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of customers goes on with what is written of its customer next."""
    job = JOBS[name]
    if job.document.collection == "customers":
        return
    backend = job.stored()
    with platform(job.org, backend) as there:
        there.tick()
        collection = job.document.collection
        broken = replace(WAKE_UPS[collection], wake=_fails)
        with monkeypatch.context() as patch:
            patch.setattr(wake_page, "WAKE_UPS", {**WAKE_UPS, collection: broken})
            there.settle()
        assert backend.documents[job.path]["wake_at"] == AT + DAY
        wake_page.wake_page(collection, AT + DAY)
        there.quiet()
        assert "problems" not in backend.documents.get(job.path, {})


def _fails(*_: Any) -> Decision[None]:
    raise KeyError("somebody")
    yield ()
