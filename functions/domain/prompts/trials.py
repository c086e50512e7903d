"""A version of the prompt is tried: all example chats of the business are played with it, and the report is kept.

Nothing of it reaches a customer. With the rules alone the answer is there at once; a model takes longer, so that a
task plays one example after the other, and each that is through is kept.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, Literal

from pydantic import Field

from functions.domain.configuration.prompt_documents import LastTrial, PromptDocument
from functions.domain.kernel.decisions import (
    NOTHING,
    UNKNOWN_AT,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get,
    get_both,
)
from functions.domain.kernel.errors import CannotBeDone, NotFound
from functions.domain.orgs.documents import OrgDocument
from functions.domain.orgs.org import Org
from functions.domain.prompts.counted import MOST_COUNTED, counted, counting
from functions.domain.prompts.examples import ExampleResult
from functions.domain.prompts.playing import require_sentences
from functions.domain.prompts.saving import prompt_in, version_get
from functions.domain.settings.prompts import Prompt, PromptExample, prompt_id

MOST_EXAMPLES: Final = 60
Play = Callable[[Prompt, PromptExample], ExampleResult]


class PromptTrial(Document):
    """`prompt_trials/{version}:{number}`: the report. `digest` of the texts that are tried, `responder`: who answers;
    `examples`: those that are played, as they were when it began; `results` of those that are through.
    """

    collection: ClassVar[str] = "prompt_trials"
    sparse: ClassVar[frozenset[str]] = frozenset({"ended_at"})
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "version": "unknown",
        "number": 0,
        "digest": "",
        "responder": "unknown",
        "begun_at": UNKNOWN_AT,
        "begun_by": "unknown",
    }
    version: str
    number: int
    digest: str
    responder: str
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None = None
    status: Literal["running", "passed", "failed"] = "running"
    examples: dict[str, Any] = Field(default_factory=dict)
    results: dict[str, ExampleResult] = Field(default_factory=dict)

    @property
    def next_example(self) -> str | None:
        """The one that is to be played next."""
        return next((id for id in sorted(self.examples) if id not in self.results), None)


def trial_id(version: str, number: int) -> str:
    return f"{prompt_id(version)}:{number}"


def digest_of(prompt: Prompt) -> str:
    """What tells two prompts apart: of their texts, in their order."""
    return hashlib.sha256(json.dumps(list(prompt.texts.values())).encode()).hexdigest()[:32]


def begin_trial(
    org: Org, version: str, *, by: str, now: datetime, responder: str, play: Play | None = None
) -> Decision[PromptTrial]:
    """Begin a trial of a version with the examples that there are. `play`: plays one at once, so that the trial is over
    with this commit. Raises NotFound, and CannotBeDone where there are no examples or too many, the business
    has no sentences to answer with, or no more versions may be used beside those that are.

    Bills 2 reads and 2 writes, 1 more where it ends it.
    """
    document, known = yield from get_both(Get(OrgDocument, org.id), version_get(version))
    if document is None or known is None:
        raise NotFound("version of the prompt")
    require_sentences(org)
    prompt = prompt_in(known)
    examples = {id: each for id, each in org.prompt_examples.items() if each.enabled}
    _require_room(document, known, examples)
    known = known.with_changes(trials=known.trials + 1)
    trial = PromptTrial(
        id=trial_id(version, known.trials),
        version=version,
        number=known.trials,
        digest=digest_of(prompt),
        responder=responder,
        begun_at=now,
        begun_by=by,
        examples={id: each.model_dump(mode="json", exclude_defaults=True) for id, each in examples.items()},
    )
    if play is None:
        return Changes(create=(trial,), put=(known,)), trial
    trial = trial.with_changes(results={id: play(prompt, each) for id, each in examples.items()})
    ended, put = _ended(document, known, trial, now=now)
    return Changes(create=(ended,), put=put), ended


def record_result(
    org_id: str, trial_id: str, *, example_id: str, result: ExampleResult, now: datetime
) -> Decision[PromptTrial]:
    """Keep how an example of a trial went, and with the last one whether all passed. One that is kept already changes
    nothing. Bills 1 read and 1 write; the last one 2 reads and 2 writes more. Raises NotFound.
    """
    trial = yield from get(PromptTrial, trial_id)
    if trial is None:
        raise NotFound("trial")
    if trial.status != "running" or example_id in trial.results or example_id not in trial.examples:
        return NOTHING, trial
    trial = trial.with_changes(results={**trial.results, example_id: result})
    if trial.next_example is not None:
        return Changes(put=(trial,)), trial
    return (yield from _through(org_id, trial, now))


def _through(org_id: str, trial: PromptTrial, now: datetime) -> Decision[PromptTrial]:
    document, known = yield from get_both(
        Get(OrgDocument, org_id), Get(PromptDocument, prompt_id(trial.version))
    )
    if document is None or known is None:
        raise NotFound("version of the prompt")
    ended, put = _ended(document, known, trial, now=now)
    return Changes(put=(ended, *put)), ended


def _ended(
    document: OrgDocument, known: PromptDocument, trial: PromptTrial, *, now: datetime
) -> tuple[PromptTrial, tuple[Document, ...]]:
    """The trial that is over, and what it leaves of the version: one that has passed may be used. A later trial that
    was over before counts more.
    """
    has_passed = all(each.has_passed for each in trial.results.values())
    ended = trial.with_changes(status="passed" if has_passed else "failed", ended_at=now)
    if known.trial is not None and known.trial.number > trial.number:
        return ended, ()
    last = LastTrial(
        number=trial.number,
        at=now,
        has_passed=has_passed,
        digest=trial.digest,
        responder=trial.responder,
    )
    tried = known.with_changes(trial=last)
    is_same = digest_of(prompt_in(known)) == trial.digest
    if not (has_passed and is_same) or known.status in ("live", "tried"):
        return ended, (tried,)
    tried = tried.come_to("tried", by=trial.begun_by, at=now)
    return ended, (tried, counting(document, tried, now))


def _require_room(
    document: OrgDocument, known: PromptDocument, examples: Mapping[str, PromptExample]
) -> None:
    if not examples:
        raise CannotBeDone("there are no example chats: save some at prompt_examples, which it has to pass")
    if len(examples) > MOST_EXAMPLES:
        raise CannotBeDone(f"there are {len(examples)} example chats, and a trial plays {MOST_EXAMPLES}")
    others = counted(document).keys() - {known.id}
    if len(others) >= MOST_COUNTED:
        raise CannotBeDone(f"{len(others)} versions may be used: take one back that is not needed")


def read_trial(version: str, number: int) -> Reading[PromptTrial]:
    """A trial's report. Bills 1 read. Raises NotFound."""
    version_get(version)
    trial = yield from get(PromptTrial, trial_id(version, number))
    if trial is None:
        raise NotFound("trial")
    return trial
