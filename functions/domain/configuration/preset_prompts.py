"""The versions of the prompt that a preset brings: none of them is ever written over."""

from collections.abc import Mapping

from functions.domain.configuration.drafts import Draft
from functions.domain.configuration.prompt_documents import PromptDocument
from functions.domain.configuration.references import Ref
from functions.domain.kernel.errors import FieldFault
from functions.domain.settings.prompts import Prompt, prompt_id
from functions.domain.settings.types import Setting


def bring_prompts(draft: Draft, contents: Mapping[Ref, Setting], *, is_new: bool) -> None:
    """Bring those that are not there: of a new organisation the last one is live, elsewhere they are drafts."""
    prompts = {ref: each for ref, each in sorted(contents.items()) if isinstance(each, Prompt)}
    for place, (ref, prompt) in enumerate(prompts.items(), start=1):
        if ref not in draft.documents:
            _bring(draft, ref, prompt, is_live=is_new and place == len(prompts))


def misnamed_prompts(contents: Mapping[Ref, Setting]) -> list[FieldFault]:
    """The versions of which the document has another name."""
    return [
        FieldFault(f"{'.'.join(ref)}.version", f"is of the document {prompt_id(each.version)}")
        for ref, each in contents.items()
        if isinstance(each, Prompt) and ref.id != prompt_id(each.version)
    ]


def _bring(draft: Draft, ref: Ref, prompt: Prompt, *, is_live: bool) -> None:
    blank = PromptDocument(id=ref.id, revision=1, updated_at=draft.now, updated_by=draft.by)
    document = blank.with_prompt(prompt).come_to("live" if is_live else "draft", by=draft.by, at=draft.now)
    draft.documents[ref] = document
    if is_live:
        draft.count(ref, revision=document.revision)
        draft.document = draft.document.with_changes(live_prompt=prompt.version)
