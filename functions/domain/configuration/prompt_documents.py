"""How versions of the prompt are stored. They have a life of their own (domain/prompts/): an instance loads those alone
that the organisation counts, which are the live one and those that have passed their trial.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from functions.domain.configuration.documents import ConfigurationDocument
from functions.domain.kernel.decisions import Value, left_out
from functions.domain.settings.prompts import Prompt

PromptStatus = Literal["draft", "tried", "live", "replaced", "rolled_back"]
MOST_STEPS = 50


class GivenText(Value):
    """Who gave a version its text of a type. `signed_by`: by what name they gave it."""

    at: datetime
    by: str
    signed_by: str


class LastTrial(Value):
    """The last trial of a version that is over: `digest` of the texts that it tried, `responder`: who answered."""

    number: int
    at: datetime
    has_passed: bool
    digest: str
    responder: str


class PromptStep(Value):
    """A version came to a status."""

    status: PromptStatus
    at: datetime
    by: str


class PromptDocument(ConfigurationDocument):
    """`prompts/{version}`, dots as underscores. `given`: the types that were given to it, the others are those of
    `based_on`; `replaces`: the version that was live before it; `trials`: how many were begun.
    """

    collection: ClassVar[str] = "prompts"
    sparse: ClassVar[frozenset[str]] = frozenset({"based_on", "signed_by", "trial", "replaces"})
    status: Annotated[PromptStatus, left_out("draft")] = "draft"
    given: Annotated[dict[str, GivenText], left_out({})] = Field(default_factory=dict)
    based_on: Annotated[str | None, left_out(None)] = None
    signed_by: Annotated[str | None, left_out(None)] = None
    trials: Annotated[int, left_out(0)] = 0
    trial: Annotated[LastTrial | None, left_out(None)] = None
    replaces: Annotated[str | None, left_out(None)] = None
    history: Annotated[tuple[PromptStep, ...], left_out(())] = ()

    @property
    def prompt(self) -> Prompt:
        """Its texts. Raises ValidationError where they were broken by hand."""
        return Prompt.model_validate(self.content(frozenset(Prompt.model_fields)))

    def with_prompt(self, prompt: Prompt, **changes: Any) -> Self:
        """The same document with other texts."""
        kept = self.model_copy(update=changes)
        fields = {name: value for name, value in kept if name not in Prompt.model_fields}
        return type(self).model_validate({**fields, **prompt.model_dump(mode="json"), "id": self.id})

    def come_to(self, status: PromptStatus, *, by: str, at: datetime, **changes: Any) -> Self:
        """The same version in another status."""
        step = PromptStep(status=status, at=at, by=by)
        return self.with_changes(status=status, history=(*self.history, step)[-MOST_STEPS:], **changes)
