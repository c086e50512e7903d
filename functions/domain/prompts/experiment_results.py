"""What an experiment gave: of each arm the share of chats that reached each phase, held against the first arm's."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any, Final, Literal

from functions.domain.campaigns.uplift import Arm, after_holm, p_value, wilson
from functions.domain.conversations.documents import Conversation
from functions.domain.kernel.tallies import Tally
from functions.domain.replies.phases import PHASES, Phase
from functions.domain.settings.experiments import Experiment

CONFIDENT: Final = 0.05
Verdict = Literal["compared_with", "too_few", "more", "less", "no_difference_seen"]
Counts = Mapping[str, Mapping[Phase, int]]


@dataclass(frozen=True)
class Reached:
    """`reached` of the arm's `chats`, a `share` of 0 to 1 which lies between `low` and `high` with 95 % confidence; all
    None where there are no chats. `p_value`: how likely so large a difference from the first arm is where there is
    none, corrected for there being several arms (Holm); None of the first arm, and where the two are too few.
    """

    chats: int
    reached: int
    share: float | None
    low: float | None
    high: float | None
    p_value: float | None
    verdict: Verdict


def experiment_result(counts: Counts) -> dict[str, dict[Phase, Reached]]:
    """By arm and phase; the first arm by name is what the others are compared with. `counts`: by arm how many chats
    reached each phase, of `leads` all of them.

    Two arms are too few with less than 30 chats in one, or less than 5 expected on either side (domain/campaigns).
    """
    arms = sorted(counts)
    by_phase = {phase: _of_phase(counts, arms, phase) for phase in PHASES}
    return {arm: {phase: by_phase[phase][arm] for phase in PHASES} for arm in arms}


def _of_phase(counts: Counts, arms: list[str], phase: Phase) -> dict[str, Reached]:
    shares = {arm: Arm(counts[arm].get(PHASES[0], 0), counts[arm].get(phase, 0)) for arm in arms}
    first = shares[arms[0]] if arms else Arm(0, 0)
    plain = {arm: p_value(shares[arm], first) for arm in arms[1:]}
    corrected = after_holm({arm: p for arm, p in plain.items() if p is not None})
    return {
        arm: _reached(each, first, p=corrected.get(arm), is_first=arm == arms[0])
        for arm, each in shares.items()
    }


def _reached(arm: Arm, first: Arm, *, p: float | None, is_first: bool) -> Reached:
    low, high = wilson(arm) if arm.people else (None, None)
    share = arm.share if arm.people else None
    verdict: Verdict = "compared_with" if is_first else "too_few"
    if p is not None:
        verdict = "no_difference_seen"
        if p < CONFIDENT:
            verdict = "more" if arm.share > first.share else "less"
    return Reached(arm.people, arm.buyers, share, low, high, p, verdict)


def experiment_tallies(name: str, experiment: Experiment) -> Mapping[str, Tally]:
    """How many chats of each arm stand in each phase, by `{arm}.{phase}`. Bills 1 read for each 1,000, 4 an arm at the
    least.
    """
    return {
        f"{arm}.{phase}": Tally(Conversation, where=((f"arms.{name}", arm), ("phase", phase)))
        for arm in experiment.arms
        for phase in PHASES
    }


def counts_of(experiment: Experiment, tallied: Mapping[str, int]) -> Counts:
    """How many chats of each arm reached each phase: those that stand in it or in a later one."""
    return {
        arm: dict(
            zip(
                reversed(PHASES),
                accumulate(tallied[f"{arm}.{phase}"] for phase in reversed(PHASES)),
                strict=True,
            )
        )
        for arm in experiment.arms
    }


def shown(name: str, experiment: Experiment, tallied: Mapping[str, int]) -> dict[str, Any]:
    """An experiment with its result, as staff read it."""
    result = experiment_result(counts_of(experiment, tallied))
    return {
        "id": name,
        **experiment.model_dump(mode="json", exclude={"arms"}),
        "arms": {
            arm: {
                **experiment.arms[arm].model_dump(mode="json"),
                "reached": {phase: asdict(each) for phase, each in phases.items()},
            }
            for arm, phases in result.items()
        },
    }
