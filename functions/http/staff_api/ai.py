"""`/ai`: the prompt with its versions and trials, a message that is tried, experiments (S003-20, 22, 28, 31, 53)."""

import time
from typing import Annotated, Any

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from functions import responders
from functions.cloud_tasks.enqueue import enqueue_trial
from functions.domain.configuration import assistant_settings
from functions.domain.configuration.by_staff import Edit, shown
from functions.domain.configuration.prompt_documents import PromptDocument
from functions.domain.configuration.saving import Saved
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.kernel.errors import CannotBeDone, Misconfigured
from functions.domain.prompts import experiment_results, going_live, previewing, saving, showing, trials
from functions.domain.prompts.examples import play
from functions.domain.prompts.playing import RULES, Model, answered
from functions.domain.settings.prompts import ExamplePhase, PromptType
from functions.domain.staff.permissions import permitted
from functions.http.staff_api.configuration import as_seen, committed
from functions.http.staff_api.giving import body_of
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.problems import too_many
from functions.http.staff_api.rate_limits import RateLimits
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import ConfigurationAnswer, DocumentAnswer, ListAnswer
from functions.store.tallies import tallied

_INVALID = "invalid_prompt"
_ONE = "/ai/prompts/<string(maxlength=40):version>"
_ROLES = frozenset(showing.ROLES)
# Messages that are tried with a model, which the day's budget of customers does not count.
_tries = RateLimits(time.monotonic, at_once=30, a_second=0.5)


class PromptBody(BaseModel):
    """The seed's body. `updated_by`: by what name; whose token it is stands beside it."""

    model_config = ConfigDict(defer_build=True)
    prompt_type: PromptType
    content: Annotated[str, Field(min_length=1, max_length=8000)]
    version: Annotated[str, Field(max_length=40)]
    updated_by: str


class MessageBody(BaseModel):
    """The seed's body. `conversation_id`: of a chat that there is; `current_phase`: in place of what is known of it."""

    model_config = ConfigDict(defer_build=True)
    phone: str
    message: Annotated[str, Field(min_length=1, max_length=2000)]
    conversation_id: str | None = None
    current_phase: ExamplePhase | None = None


class VersionQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    version: Annotated[
        str | None, Field(max_length=40, description="of the prompt; else that of the chat")
    ] = None


class MessageAnswer(BaseModel):
    """The seed's answer."""

    model_config = ConfigDict(extra="allow", defer_build=True)
    response_text: str
    media_to_send: list[dict[str, str]]
    new_phase: str
    confidence: float
    should_escalate: bool


class PromptsAnswer(ListAnswer):
    """`live`: the version with which chats are answered, null while ours is."""

    live: str | None


def _list(asked: Asked) -> Reply:
    return Reply(read(asked, lambda: showing.prompts_listed(asked.org.id, asked.uid)))


def _save(asked: Asked) -> Reply:
    def decide() -> Decision[PromptDocument]:
        yield from permitted(asked.uid, _ROLES)
        given = saving.SignedText(saving.read_prompt_form(asked.body), asked.uid, asked.now)
        return (yield from saving.save_prompt(asked.org.id, given))

    return Reply(showing.prompt_shown(committed(asked, decide)))


def _make_live(asked: Asked) -> Reply:
    body_of(asked)
    responder = _name(responders.model_of(asked.org))

    def decide() -> Decision[PromptDocument]:
        yield from permitted(asked.uid, _ROLES)
        version, now = asked.path["version"], asked.now
        return (
            yield from going_live.make_live(asked.org.id, version, by=asked.uid, now=now, responder=responder)
        )

    return Reply(showing.prompt_shown(committed(asked, decide)))


def _roll_back(asked: Asked) -> Reply:
    body_of(asked)

    def decide() -> Decision[PromptDocument]:
        yield from permitted(asked.uid, _ROLES)
        version = asked.path["version"]
        return (yield from going_live.roll_back(asked.org.id, version, by=asked.uid, now=asked.now))

    return Reply(showing.prompt_shown(committed(asked, decide)))


def _try(asked: Asked) -> Reply:
    """With the rules alone the report at once; 202 where a model plays, which takes longer."""
    body_of(asked)
    model, version = responders.model_of(asked.org), asked.path["version"]

    def decide() -> Decision[trials.PromptTrial]:
        yield from permitted(asked.uid, _ROLES)
        return (
            yield from trials.begin_trial(
                asked.org,
                version,
                by=asked.uid,
                now=asked.now,
                responder=_name(model),
                play=_plays(asked) if model is None else None,
            )
        )

    trial = committed(asked, decide)
    place = {"Location": f"ai/prompts/{version}/trials/{trial.number}"}
    if trial.status != "running":
        return Reply(showing.trial_shown(trial), headers=place)
    enqueue_trial(asked.org.id, trial.id, str(trial.next_example))
    return Reply(showing.trial_shown(trial), 202, place)


def _plays(asked: Asked) -> trials.Play:
    return lambda prompt, example: play(asked.org, prompt, example, model=None, now=asked.now)


def _name(model: Model | None) -> str:
    return model.name if model is not None else RULES


def _read_trial(asked: Asked) -> Reply:
    version, number = asked.path["version"], asked.path["number"]
    return Reply(read(asked, lambda: showing.trial_read(asked.uid, version, number)))


def _process(asked: Asked) -> Reply | Response:
    """The model is asked between what is read and the answer; nothing is written, so that no budget counts it, and a
    rate bounds it. What is wrong with the model's settings is the business's to change: 409 with the reason.
    """
    model = responders.model_of(asked.org)

    def decide() -> Decision[Any]:
        yield from permitted(asked.uid, _ROLES)
        form = previewing.read_message_form(asked.body)
        wanted = previewing.asked_by(asked.org, form, asked.query.get("version"))
        situation = yield from previewing.read_situation(asked.org, wanted, now=asked.now, model=model)
        return NOTHING, (*situation[1], wanted.message)

    stage, scene, message = read(asked, decide)
    if model is not None and (seconds := _tries.wait(asked.org.id)):
        return too_many(seconds)
    try:
        return Reply(previewing.told(answered(stage, scene, (message,))))
    except Misconfigured as error:
        raise CannotBeDone(str(error)) from None


def _experiments(asked: Asked) -> Reply:
    def decide() -> Decision[None]:
        yield from permitted(asked.uid, _ROLES)
        return NOTHING, None

    read(asked, decide)
    rows = [
        experiment_results.shown(
            name, each, tallied(asked.org.id, experiment_results.experiment_tallies(name, each))
        )
        for name, each in sorted(asked.org.settings.assistant.experiments.items())
    ]
    return Reply({"items": rows, "next": None})


def _read_settings(asked: Asked) -> Reply:
    return Reply(shown(committed(asked, lambda: _assistant(asked))))


def _assistant(asked: Asked) -> Decision[Saved]:
    return assistant_settings.read_assistant(asked.org.id, asked.uid)


def _change_settings(asked: Asked) -> Reply:
    edit = Edit.parse(asked.body)

    def change() -> Decision[Saved]:
        return assistant_settings.change_assistant(asked.org.id, asked.uid, edit, now=asked.now)

    return Reply(shown(committed(asked, as_seen(asked, lambda: _assistant(asked), change))))


OPERATIONS = (
    Operation(
        "GET",
        "/ai/prompts",
        "Versions of the prompt, the newest first",
        _list,
        PromptsAnswer,
        roles=_ROLES,
    ),
    Operation(
        "PUT",
        "/ai/prompts",
        "Give a version of the prompt its text of a type, as a draft",
        _save,
        DocumentAnswer,
        form=PromptBody,
        roles=_ROLES,
        invalid=_INVALID,
    ),
    Operation(
        "POST",
        f"{_ONE}/trial",
        "Play the example chats with a version; 202 where a model plays them",
        _try,
        DocumentAnswer,
        roles=_ROLES,
    ),
    Operation(
        "GET",
        f"{_ONE}/trials/<int(max=999999):number>",
        "The report of a trial",
        _read_trial,
        DocumentAnswer,
        roles=_ROLES,
    ),
    Operation(
        "POST",
        f"{_ONE}/live",
        "Have chats answered with a version that has passed its trial",
        _make_live,
        DocumentAnswer,
        roles=_ROLES,
    ),
    Operation(
        "POST",
        f"{_ONE}/rollback",
        "Take a version back: the one before it is live again",
        _roll_back,
        DocumentAnswer,
        roles=_ROLES,
    ),
    Operation(
        "POST",
        "/ai/process-message",
        "What the assistant would answer to a message: nothing is written or sent",
        _process,
        MessageAnswer,
        form=MessageBody,
        query=VersionQuery,
        roles=_ROLES,
    ),
    Operation(
        "GET",
        "/ai/experiments",
        "Each experiment with how many chats of each arm reached each phase",
        _experiments,
        ListAnswer,
        roles=_ROLES,
    ),
    Operation(
        "GET",
        "/ai/settings",
        "Read the words, sentences and limits of the assistant",
        _read_settings,
        ConfigurationAnswer,
        roles=frozenset(assistant_settings.ROLES),
    ),
    Operation(
        "PATCH",
        "/ai/settings",
        "Change words, sentences and limits of the assistant, or its experiments",
        _change_settings,
        ConfigurationAnswer,
        roles=frozenset(assistant_settings.ROLES),
        invalid="invalid_configuration",
        compares=True,
    ),
)
