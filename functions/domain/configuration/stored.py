"""An organisation's configuration as a decision reads it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.configuration.documents import (
    ConfigurationDocument,
)
from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.loading import (
    NO_SECRETS,
    former_contents,
    org_of,
    revisions_of,
    validated,
)
from functions.domain.configuration.references import Ref
from functions.domain.kernel.decisions import Get, Reading, get, get_all
from functions.domain.kernel.errors import Damaged, NotFound
from functions.domain.orgs.documents import OrgDocument
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Setting


@dataclass(frozen=True)
class Stored:
    """The organisation's document, and those of its configuration that were read. `former`: templates that still lie
    in the settings; they stand among the documents with revision 0, and the next change gives them theirs.
    """

    document: OrgDocument
    documents: Mapping[Ref, ConfigurationDocument]
    former: frozenset[Ref] = frozenset()

    def content(self, ref: Ref) -> Setting | None:
        """A document's content; None where there is none, or it was broken by hand."""
        document = self.documents.get(ref)
        if document is None:
            return None
        try:
            return validated(ref, document.content(KINDS[ref.collection].fields))
        except Damaged:
            return None

    @property
    def existing(self) -> frozenset[Ref]:
        """All documents that there are, read or not. One that lies there and is not counted takes no effect."""
        return frozenset(revisions_of(self.document)) | self.former

    @property
    def org(self) -> Org:
        """The organisation with what was read. Damaged where its settings were broken by hand."""
        contents = {ref: self.content(ref) for ref in self.documents}
        right = {ref: content for ref, content in contents.items() if content is not None}
        return org_of(self.document, NO_SECRETS, contents=right)


def read_stored(
    org_id: str, wanted: Callable[[OrgDocument], Iterable[Ref]] = lambda document: ()
) -> Reading[Stored]:
    """The organisation and the documents that are wanted of it. NotFound where there is no organisation.

    Bills 1 read, and 1 for each document.
    """
    document = yield from get(OrgDocument, org_id)
    if document is None:
        raise NotFound("organisation")
    return (yield from read_documents(document, wanted(document)))


def read_documents(document: OrgDocument, wanted: Iterable[Ref]) -> Reading[Stored]:
    """An organisation with these of its documents, and all of the former form. Bills 1 read for each."""
    former = former_contents(document)
    refs = tuple(dict.fromkeys((*wanted, *former)))
    found = yield from get_all(
        *(Get(KINDS[ref.collection].document, ref.id, presumed_missing=ref in former) for ref in refs)
    )
    documents = {ref: stored for ref, stored in zip(refs, found, strict=True) if stored is not None}
    documents |= {ref: _as_document(ref, content) for ref, content in former.items() if ref not in documents}
    return Stored(document, documents, frozenset(former))


def _as_document(ref: Ref, content: Any) -> ConfigurationDocument:
    fields = content if isinstance(content, dict) else {}
    return KINDS[ref.collection].document.model_validate({**fields, "id": ref.id})


def stored_form(content: Setting) -> dict[str, Any]:
    """A content as it is stored: what it says beyond its model's defaults."""
    return content.model_dump(mode="json", exclude_defaults=True)
