"""Mistakes in automations: what ran is not noted, is named badly, leaves half of what it should, or goes to others."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from functions.domain.automation_texts.parts import Acting
from functions.domain.automations import acting, actions, coupon_codes, running, staff, subjects
from functions.domain.automations.subjects import SubjectReaction
from functions.domain.customers.customer import Customer
from functions.domain.delivery import claims
from functions.domain.kernel.decisions import Find, Reading, find
from functions.domain.kernel.subjects import Watched
from functions.domain.messages.outbox import Message
from functions.domain.occasions import moments as naming
from functions.domain.occasions.asking import Situation, Started, State
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import TaskCreation
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task
from tests.faults.world import World


def notes_no_run(world: World, patch: pytest.MonkeyPatch) -> None:
    """What ran is not noted on its document, so that no step follows."""
    patch.setattr(running, "_noted", lambda asked, start, *, next_at: asked.state)


def names_moments_without_their_instant(world: World, patch: pytest.MonkeyPatch) -> None:
    """All occurrences of a moment have one name."""
    patch.setattr(naming, "_name", lambda instant: "once")


def names_occurrences_by_the_clock(world: World, patch: pytest.MonkeyPatch) -> None:
    """What an occurrence leaves is named for when it ran."""
    named_well = acting.cause_of

    def cause_of(subject: Watched, start: Started) -> str:
        return named_well(subject, replace(start, occurrence=f"{world.now:%Y%m%dT%H%M%S%f}"))

    patch.setattr(acting, "cause_of", cause_of)


def leaves_the_subject_s_customer_as_read(world: World, patch: pytest.MonkeyPatch) -> None:
    """What a document's automation changed of its customer is not written."""
    reacted_well = subjects._reacted

    def reacted(*given: Any, **named: Any) -> Reading[SubjectReaction[Any]]:
        return replace((yield from reacted_well(*given, **named)), put=())

    patch.setattr(subjects, "_reacted", reacted)


def plans_steps_from_the_beginning(world: World, patch: pytest.MonkeyPatch) -> None:
    """A step is planned from the instant at which the sequence began."""

    def noted(asked: Situation, start: Started, *, next_at: datetime | None) -> State:
        known = asked.subject.runs.get(start.id)
        early = next_at
        if next_at is not None and known is not None and start.part > 0:
            early = next_at - (asked.now - known.at)
        return noted_well(asked, start, next_at=early)

    noted_well = running._noted
    patch.setattr(running, "_noted", noted)


def runs_the_last_step_no_more(world: World, patch: pytest.MonkeyPatch) -> None:
    """A sequence ends one step too early."""
    patch.setattr(running, "_is_over", lambda asked, start: start.part >= len(start.automation.parts) - 1)


def takes_a_condition_for_met_for_ever(world: World, patch: pytest.MonkeyPatch) -> None:
    """A condition that holds no more stays met."""
    met_well = running._with_met

    def with_met(state: State, id: str, *, holds: bool) -> State:
        return met_well(state, id, holds=holds) if holds or not state.subject.met else state

    patch.setattr(running, "_with_met", with_met)
    patch.setattr(running, "_with_conditions", _asked_once(running._with_conditions))


def _asked_once(well: Any) -> Any:
    """Who has met a condition is not asked again: as it stays met, there would be no end."""

    def with_conditions(asked: Situation, before: Any, **named: Any) -> Reading[State]:
        return asked.state if asked.subject.met else (yield from well(asked, before, **named))

    return with_conditions


def gives_coupon_codes_by_customer(world: World, patch: pytest.MonkeyPatch) -> None:
    """The code of a coupon follows from its customer, and not from its cause."""
    coded_well = coupon_codes.code_of
    patch.setattr(coupon_codes, "code_of", lambda org, place: coded_well(org, place.partition(":")[0]))


def names_tasks_by_chance(world: World, patch: pytest.MonkeyPatch) -> None:
    """A task has a random id."""
    created_well = actions.task_created

    def created(acting: Acting, action: TaskCreation, number: int) -> Reading[Acting]:
        done = yield from created_well(acting, action, number)
        create = tuple(
            each.with_changes(id=f"{world.chance.random()}") if isinstance(each, Task) else each
            for each in done.state.create
        )
        return replace(done, state=replace(done.state, create=create))

    does: dict[type[Any], Any] = {**actions.DOES}
    patch.setattr(actions, "DOES", does | {TaskCreation: created})


def notifies_all_of_the_staff(world: World, patch: pytest.MonkeyPatch) -> None:
    """A notice goes to all members, whatever their role."""

    def meant_by(state: State, meant: Any) -> Reading[tuple[Member, ...]]:
        return (yield from find(Find(Member, (), "__name__", "ASCENDING", 10)))

    patch.setattr(staff, "meant_by", meant_by)


def acts_without_what_it_leaves(world: World, patch: pytest.MonkeyPatch) -> None:
    """A run leaves what its actions do, and no interaction."""
    patch.setattr(State, "creating", _without_interactions(State.creating))


def _without_interactions(well: Any) -> Any:
    def creating(state: State, *documents: Any) -> State:
        kept: Iterable[Any] = (each for each in documents if each.collection != "interactions")
        created: State = well(state, *kept)
        return created

    return creating


def sends_for_a_cart_that_was_bought(world: World, patch: pytest.MonkeyPatch) -> None:
    """Nothing asks, when a message is claimed, whether its cart was bought while it waited."""

    def is_cause_over(org: Org, customer: Customer, message: Message) -> Reading[bool]:
        yield from ()
        return False

    patch.setattr(claims, "is_cause_over", is_cause_over)
