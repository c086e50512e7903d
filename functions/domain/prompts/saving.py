"""A text is given to a version of the prompt, which begins with it (S003-22, S003-31)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field, ValidationError

from functions.domain.configuration.prompt_documents import GivenText, PromptDocument, PromptStep
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, Reading, get, get_both
from functions.domain.kernel.errors import CannotBeDone, Malformed, NotFound
from functions.domain.kernel.validation import Form, Text, field_faults, read_form
from functions.domain.model_answers.prompts import OURS
from functions.domain.orgs.documents import OrgDocument
from functions.domain.settings.prompts import (
    Prompt,
    PromptText,
    PromptType,
    PromptVersion,
    is_version,
    prompt_id,
)


class PromptForm(Form):
    """The seed's body (S003-31). `updated_by`: by what name the text is given; whose token it is stands beside it."""

    prompt_type: PromptType
    content: Annotated[PromptText, Field(min_length=1)]
    version: PromptVersion
    updated_by: Text


@dataclass(frozen=True)
class SignedText:
    """A text, by whom and when. `by`: the uid of the token, which nobody can choose."""

    form: PromptForm
    by: str
    now: datetime


def read_prompt_form(body: object) -> PromptForm:
    """The body as a form. Raises Malformed with every fault."""
    return read_form(PromptForm, body, "prompt")


def save_prompt(org_id: str, given: SignedText) -> Decision[PromptDocument]:
    """Give a version its text of a type: a draft, made where there is none. Its other types are those of the version
    that is live when it begins, ours where none is, so that a version is whole from its beginning. The same again
    writes nothing. Raises CannotBeDone where the version has passed a trial or was live: what it says never changes.

    Bills 2 reads and 1 write, 1 read more for a new version beside a live one.
    """
    form, id = given.form, prompt_id(given.form.version)
    org, known = yield from get_both(Get(OrgDocument, org_id), Get(PromptDocument, id))
    if org is None:
        raise NotFound("organisation")
    if known is None:
        begun = yield from _begun(org, given)
        return Changes(create=(_with_text(begun, given),)), _with_text(begun, given)
    texts = prompt_in(known)
    if texts.texts[form.prompt_type] == form.content and form.prompt_type in known.given:
        return NOTHING, known
    if known.status != "draft":
        raise CannotBeDone(
            f"{form.version} is {known.status.replace('_', ' ')}, and what was tried never changes: "
            "give the text to a new version"
        )
    saved = _with_text(known, given)
    return Changes(put=(saved,)), saved


def prompt_in(document: PromptDocument) -> Prompt:
    """A version's texts. Malformed where they were broken by hand."""
    try:
        return document.prompt
    except ValidationError as error:
        raise Malformed("prompt", field_faults(error)) from None


def version_get(version: str) -> Get[PromptDocument]:
    """The look-up of a version. Raises NotFound where nothing can be called so."""
    if not is_version(version):
        raise NotFound("version of the prompt")
    return Get(PromptDocument, prompt_id(version))


def _begun(org: OrgDocument, given: SignedText) -> Reading[PromptDocument]:
    """A new version with the texts of the live one."""
    live = None
    if org.live_prompt is not None:
        live = yield from get(PromptDocument, prompt_id(org.live_prompt))
    texts = prompt_in(live).texts if live is not None else OURS.texts
    step = PromptStep(status="draft", at=given.now, by=given.by)
    return PromptDocument.model_validate(
        {
            **{str(name): text for name, text in texts.items()},
            "id": prompt_id(given.form.version),
            "version": given.form.version,
            "based_on": org.live_prompt if live is not None else OURS.version,
            "history": (step,),
        }
    )


def _with_text(document: PromptDocument, given: SignedText) -> PromptDocument:
    form = given.form
    text = GivenText(at=given.now, by=given.by, signed_by=form.updated_by)
    prompt = prompt_in(document).model_copy(update={form.prompt_type: form.content})
    return document.with_prompt(
        prompt,
        given={**document.given, form.prompt_type: text},
        revision=document.revision + 1,
        updated_at=given.now,
        updated_by=given.by,
        signed_by=form.updated_by,
    )
