"""Two or more ways of answering that are tried beside each other, each chat in one of them (docs/assistant.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from functions.domain.settings.packages import MediumId
from functions.domain.settings.prompts import PromptVersion
from functions.domain.settings.types import Setting

MOST_ARMS: Final = 5
# The sentences of the assistant that an arm may have in other words: response variations, and calls to action.
Sentence = Literal[
    "welcome",
    "welcome_code",
    "packages",
    "package_line",
    "offer",
    "details",
    "payment_early",
    "handover",
    "handover_payment",
    "unknown",
]
TemplateId = Annotated[str, Field(min_length=1, max_length=100)]
Name = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class ExperimentArm(Setting):
    """What is other for the chats of an arm; one that changes nothing is what there is. `share`: of all chats, in
    percent. `prompt`: a version; `templates`: by sentence; `medium`: which file of a package goes along with its
    facts, `none` for no file.
    """

    share: Annotated[int, Field(strict=True, ge=1, le=99)]
    prompt: PromptVersion | None = None
    templates: Mapping[Sentence, TemplateId] = {}
    medium: MediumId | None = None

    @property
    def subjects(self) -> frozenset[str]:
        """What it is about."""
        named = {name for name in ("prompt", "medium") if getattr(self, name) is not None}
        return frozenset(named | set(self.templates))


class Experiment(Setting):
    """`arms` by name, whose shares are 100 together; the first by name is what the others are compared with. It runs
    from `starts_at` until `ends_at`: a chat is in it from its first answer in that time on.
    """

    arms: Annotated[Mapping[Name, ExperimentArm], Field(min_length=2, max_length=MOST_ARMS)]
    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        total = sum(arm.share for arm in self.arms.values())
        if total != 100:
            raise ValueError(f"arms: their shares are {total} together, not 100")
        if not any(arm.subjects for arm in self.arms.values()):
            raise ValueError("arms: all are the same: give prompt, templates or medium to one of them")
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValueError("ends_at: is not after starts_at")
        return self

    @property
    def subjects(self) -> frozenset[str]:
        return frozenset().union(*(arm.subjects for arm in self.arms.values()))

    def is_running(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)

    def meets(self, other: "Experiment") -> bool:
        """Whether the two run at one time."""
        ends_before = self.ends_at is not None and self.ends_at <= other.starts_at
        ends_after = other.ends_at is not None and other.ends_at <= self.starts_at
        return not (ends_before or ends_after)


def shared_subject(experiments: Mapping[str, Experiment]) -> str | None:
    """Why two of them cannot run side by side; None where all can."""
    named = sorted(experiments.items())
    for place, (name, one) in enumerate(named):
        for other_name, other in named[place + 1 :]:
            if one.meets(other) and (both := sorted(one.subjects & other.subjects)):
                return f"{name} and {other_name} are both about {both[0]} at one time"
    return None


Experiments = Annotated[Mapping[Name, Experiment], Field(max_length=20)]
