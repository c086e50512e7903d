"""`take_snapshot`: a segment of given customers, who stay its members."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from functions.domain.commands.documents import Result
from functions.domain.commands.requests import Request
from functions.domain.configuration.by_staff import Edit, Editor
from functions.domain.configuration.documents import SegmentDocument
from functions.domain.configuration.references import Ref
from functions.domain.kernel.decisions import Decision, Document, Put
from functions.domain.kernel.errors import Outdated
from functions.domain.kernel.validation import DocumentId, Form, OptionalText, Text
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.snapshots import SnapshotRebuild, snapshot_id
from functions.domain.settings.segments import SegmentType

MOST_GIVEN: Final = 2_000


class SnapshotForm(Form):
    """`customer_ids`: who is taken. One who was joined is taken as the customer they were joined into; an id of no
    customer is counted as missing.
    """

    segment_id: DocumentId
    name: Text
    description: OptionalText = None
    segment_type: SegmentType = "behavior"
    customer_ids: Annotated[tuple[DocumentId, ...], Field(min_length=1, max_length=MOST_GIVEN)]


def take_snapshot(org: Org, request: Request[SnapshotForm], now: datetime) -> Decision[Result]:
    """A new segment of these customers, taken from two minutes later on. Outdated where there is one of this id.

    Bills what saving a segment does, with 1 read and 1 write for its job; later 1 read and 1 write for each customer.
    """
    form = request.data
    content = {
        "name": form.name,
        "description": form.description or "",
        "segment_type": form.segment_type,
        "membership": "snapshot",
        "filter": True,
    }
    editor, ref = Editor(org.id, request.giver.uid, now), Ref(SegmentDocument.collection, form.segment_id)
    changes, saved = yield from editor.save(ref, Edit(content, 0))
    ids = tuple(dict.fromkeys(form.customer_ids))
    given = [_with_ids(each, form.segment_id, ids) for each in changes.put]
    if not any(isinstance(each, SnapshotRebuild) for each in given):
        raise Outdated(".".join(ref), saved.revision)
    return replace(changes, put=tuple(given)), {"segment_id": saved.id, "revision": saved.revision}


def _with_ids(document: Document | Put, segment_id: str, ids: tuple[str, ...]) -> Document | Put:
    if not isinstance(document, SnapshotRebuild) or document.id != snapshot_id(segment_id):
        return document
    return document.with_changes(left=ids, given=len(ids))
