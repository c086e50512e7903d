"""An agency whose marketing writes the prompt: the staff API over a dict, a model that says what a test has it say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from functions import presets, responders
from functions.domain.model_answers.questions import ModelAnswer, Question
from functions.domain.prompts.playing import Model
from functions.domain.staff.members import Member
from functions.domain.staff.roles import ROLES
from functions.http.staff_api import ai
from functions.queues import try_prompt
from functions.store.orgs import orgs
from tests.provisioning import provision
from tests.staff_api import CountingBackend, StaffApi

OURS = "1.0"  # the version that the preset brings


@dataclass
class Said:
    """A model of a test: what it answers, what it was asked, and how often it is away first."""

    text: str = "Bisa, kami bantu."
    answers: dict[str, Any] = field(default_factory=dict)
    fails: list[Exception] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> ModelAnswer:
        self.asked.append(question)
        if self.fails:
            raise self.fails.pop(0)
        return ModelAnswer.model_validate({"text": self.text, "confidence": 0.9} | self.answers)


@dataclass
class Agency:
    """`tasks`: those of trials that are on their way; `said`: its model, where it has one."""

    api: StaffApi
    patch: pytest.MonkeyPatch
    tasks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def backend(self) -> CountingBackend:
        return self.api.backend

    def ask(
        self, method: str, path: str, body: Any = None, *, uid: str = "marketing", status: int = 200
    ) -> Any:
        answer = self.api.ask(method, path, {} if body is None and method == "POST" else body, uid=uid)
        assert answer.status_code == status, (answer.status_code, answer.text)
        return answer.json

    def give(self, version: str, *, status: int = 200, **texts: str) -> Any:
        """Texts of a version, the seed's body for each."""
        answers = [
            self.ask(
                "PUT",
                "ai/prompts",
                {"prompt_type": kind, "content": text, "version": version, "updated_by": "marketing_admin"},
                status=status,
            )
            for kind, text in texts.items()
        ]
        return answers[-1]

    def try_it(self, version: str, *, status: int = 200) -> Any:
        return self.ask("POST", f"ai/prompts/{version}/trial", status=status)

    def go_live(self, version: str, *, status: int = 200) -> Any:
        return self.ask("POST", f"ai/prompts/{version}/live", status=status)

    def roll_back(self, version: str, *, status: int = 200) -> Any:
        return self.ask("POST", f"ai/prompts/{version}/rollback", status=status)

    def states(self) -> dict[str, str]:
        return {each["version"]: each["status"] for each in self.ask("GET", "ai/prompts")["items"]}

    def live(self) -> str | None:
        return self.ask("GET", "ai/prompts")["live"]  # type: ignore[no-any-return]

    def has_model(self, said: Said, name: str = "a-model") -> Said:
        self.patch.setattr(responders, "model_of", lambda org: Model(name, said.ask))
        return said

    def enqueue(self, org_id: str, trial_id: str, example_id: str) -> None:
        self.tasks.append({"org": org_id, "trial_id": trial_id})

    def run_tasks(self) -> int:
        """The tasks one after the other, with those that they ask for; how many there were."""
        count = 0
        while self.tasks:
            try_prompt.take_trial(self.tasks.pop(0))
            count += 1
        return count

    def with_examples(self, *kept: str) -> None:
        """The preset's examples but for these are gone."""
        for id in self.backend.all("prompt_examples"):
            if "/" not in id and id not in kept:
                self.ask("DELETE", f"prompt_examples/{id}")

    @property
    def org(self) -> Any:
        return orgs().get("kopi", 0)


@cache
def _made() -> CountingBackend:
    backend = CountingBackend()
    provision(backend, preset=presets.load("umrah"), name="Al Hijrah")
    for role in ROLES:
        backend.put(Member(id=role, name=f"The {role}", roles=(role,)))
    return backend


@contextmanager
def an_agency(api: StaffApi) -> Iterator[Agency]:
    """The API over an agency in which nothing has been done yet."""
    made = _made()
    api.backend.documents, api.backend.versions = dict(made.documents), dict(made.versions)
    orgs.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        agency = Agency(api, patch)
        patch.setattr(ai, "enqueue_trial", agency.enqueue)
        patch.setattr(try_prompt, "enqueue_trial", agency.enqueue)
        yield agency
