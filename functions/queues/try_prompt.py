"""A trial of a prompt, one example a task: what a model takes for all of them is longer than a request may be."""

import logging
from datetime import UTC, datetime
from typing import Any

from functions import responders
from functions.cloud_tasks.enqueue import enqueue_trial
from functions.domain.configuration.prompt_documents import PromptDocument
from functions.domain.kernel.decisions import NOTHING, Decision, Get, get_both
from functions.domain.kernel.errors import Misconfigured, NotFound, Retryable, trace_of
from functions.domain.orgs.org import Org
from functions.domain.prompts.examples import ExampleResult, failed, play
from functions.domain.prompts.saving import prompt_in
from functions.domain.prompts.trials import PromptTrial, digest_of, record_result
from functions.domain.settings.prompts import PromptExample
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)


def take_trial(payload: Any) -> None:
    """A task of a trial: the next example is played, kept, and the one after it enqueued. A task that comes again finds
    its example kept, and goes on with the next. Bills 2 reads, and what keeping it does. Raises Retryable, where the
    model is away or no task is taken, so that the queue tries again.
    """
    org, id = orgs().get(payload["org"]), payload["trial_id"]
    trial, document = store().commit(org.id, lambda: _read(id)).value
    example_id = trial.next_example
    if trial.status != "running" or example_id is None:
        return
    example = PromptExample.model_validate(trial.examples[example_id])
    result = _played(org, trial, document, example=example)
    committed = store().commit(
        org.id, lambda: record_result(org.id, id, example_id=example_id, result=result, now=datetime.now(UTC))
    )
    orgs().note(committed.known)
    if committed.value.status == "running":
        enqueue_trial(org.id, id, str(committed.value.next_example))


def _read(id: str) -> Decision[tuple[PromptTrial, PromptDocument]]:
    trial, document = yield from get_both(Get(PromptTrial, id), Get(PromptDocument, id.rpartition(":")[0]))
    if trial is None or document is None:
        raise NotFound("trial")
    return NOTHING, (trial, document)


def _played(
    org: Org, trial: PromptTrial, document: PromptDocument, *, example: PromptExample
) -> ExampleResult:
    """How an example went; one that cannot be played, by a fault of the model or of ours, has not passed."""
    prompt, model = prompt_in(document), responders.model_of(org)
    if model is None or model.name != trial.responder:
        return failed(example, "the model of the trial answers no more")
    if digest_of(prompt) != trial.digest:
        return failed(example, "the texts were changed meanwhile")
    try:
        return play(org, prompt, example, model=model, now=datetime.now(UTC))
    except Retryable:
        raise
    except Misconfigured as error:
        return failed(example, str(error))
    except Exception as error:
        log.error("example_failed org=%s trace=%s", org.id, trace_of(error))
        return failed(example, type(error).__name__)
