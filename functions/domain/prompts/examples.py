"""A chat that a prompt has to pass is played, each turn held against what has to come of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from functions.domain.kernel.decisions import Value
from functions.domain.kernel.errors import MissingVariable, TemplateFailed
from functions.domain.model_answers.prompts import in_use
from functions.domain.orgs.org import Org
from functions.domain.prompts.playing import Model, PlayedAnswer, Scene, Stage, answered
from functions.domain.settings.prompts import ExampleTurn, Prompt, PromptExample

MOST_OF_AN_ANSWER = 1500
_NONE = "none"


class Miss(Value):
    """What of a turn, the first one being 1, came otherwise: what was `wanted`, and what was `got`."""

    turn: int
    what: str
    wanted: str
    got: str


class PlayedTurn(Value):
    """A turn as it went. `asked_model`: whether the prompt was used in it."""

    says: tuple[str, ...]
    answer: str = ""
    phase: str | None = None
    package: str | None = None
    handover: str | None = None
    confidence: float = 0.0
    asked_model: bool = False


class ExampleResult(Value):
    """How an example went."""

    title: str
    has_passed: bool
    misses: tuple[Miss, ...] = ()
    turns: tuple[PlayedTurn, ...] = ()


def play(
    org: Org, prompt: Prompt, example: PromptExample, *, model: Model | None, now: datetime
) -> ExampleResult:
    """How an example goes with a prompt, today by the business's clock. Raises what the model does."""
    today = org.day_of(now)
    return played(Stage(org, in_use(prompt), today, model), example)


def failed(example: PromptExample, reason: str) -> ExampleResult:
    """An example that could not be played."""
    miss = Miss(turn=1, what="answer", wanted="an answer", got=reason)
    return ExampleResult(title=example.title, has_passed=False, misses=(miss,))


def played(stage: Stage, example: PromptExample) -> ExampleResult:
    """An example from its first turn to its last; a template that fails ends it. Raises what the model does."""
    stage = replace(stage, today=example.on or stage.today)
    scene, turns, misses = Scene(), list[PlayedTurn](), list[Miss]()
    for number, wanted in enumerate(example.turns, start=1):
        try:
            found = answered(stage, scene, wanted.says)
        except (MissingVariable, TemplateFailed) as error:
            misses.append(Miss(turn=number, what="answer", wanted="an answer", got=str(error)))
            break
        scene = found.scene
        turns.append(_turn(stage, wanted, found))
        misses += _misses(turns[-1], wanted, number)
    return ExampleResult(title=example.title, has_passed=not misses, misses=tuple(misses), turns=tuple(turns))


def _turn(stage: Stage, wanted: ExampleTurn, found: PlayedAnswer) -> PlayedTurn:
    plan = found.plan
    package = stage.org.packages.get(plan.chat.package_id or "")
    return PlayedTurn(
        says=wanted.says,
        answer=found.answer.text[:MOST_OF_AN_ANSWER],
        phase=plan.chat.phase,
        package=package.code if package is not None else None,
        handover=plan.handover,
        confidence=plan.confidence,
        asked_model=plan.prompt_version is not None,
    )


def _misses(turn: PlayedTurn, wanted: ExampleTurn, number: int) -> Iterator[Miss]:
    """What is otherwise than wanted; words are looked for in any case."""
    for what in ("phase", "package", "handover"):
        asked, got = getattr(wanted, what), getattr(turn, what) or _NONE
        if asked is not None and not (asked == got or (asked == "any" and got != _NONE)):
            yield Miss(turn=number, what=what, wanted=asked, got=got)
    answer = turn.answer.casefold()
    for what, has_to in (("must_say", True), ("must_not_say", False)):
        for words in getattr(wanted, what):
            if (words.casefold() in answer) is not has_to:
                yield Miss(turn=number, what=what, wanted=words, got=turn.answer)
