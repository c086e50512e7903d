"""`/segments`: saved filters over customers, with how many each takes."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.configuration.by_staff import Edit, shown
from functions.domain.configuration.ids import id_of
from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import Saved
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.settings.segments import Membership, RecipientWord, SegmentType
from functions.domain.views.dashboards import ROLES
from functions.domain.views.segment_stories import parse_days, segment_story, story_tallies, told
from functions.domain.views.segments import (
    COLLECTION,
    patched_segment,
    segment_list,
    segment_tallies,
    with_figures,
)
from functions.http.staff_api.configuration import as_seen, committed, edit_of, editor_of, of_kind
from functions.http.staff_api.giving import body_of, given
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import DaysQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import CommandAnswer, ConfigurationAnswer, DocumentAnswer, ListAnswer
from functions.store.tallies import tallied

_INVALID = "invalid_configuration"
_Filter = Annotated[Any, Field(description="JsonLogic over a customer, or true; `filterJson` is taken too")]


class RecipientsAsked(BaseModel):
    """Of a snapshot: recipients of a campaign of whom all of `did` is true, and none of `did_not`."""

    model_config = ConfigDict(defer_build=True)
    campaign_id: str
    did: list[RecipientWord] = []
    did_not: list[RecipientWord] = []


class NewSegment(BaseModel):
    """`id` follows from the name where it is absent. `filter` is needed, but for a snapshot with `messages`."""

    model_config = ConfigDict(defer_build=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$")] | None = None
    name: Annotated[str, Field(min_length=1, max_length=200)]
    description: Annotated[str, Field(max_length=1000)] = ""
    segment_type: SegmentType = "behavior"
    membership: Membership = "live"
    filter: _Filter = None
    messages: RecipientsAsked | None = None


class SegmentChanges(BaseModel):
    """What is absent stays as it is. `revision`: the one that the caller has seen."""

    model_config = ConfigDict(defer_build=True)
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    description: Annotated[str, Field(max_length=1000)] | None = None
    segment_type: SegmentType | None = None
    filter: _Filter = None
    revision: int | None = None


def _list(asked: Asked) -> Reply:
    """Members are counted when they are asked for, each segment by a call of its own."""
    rows = read(asked, lambda: segment_list(asked.org, asked.uid))
    counted = tallied(asked.org.id, segment_tallies([row["id"] for row in rows])) if rows else {}
    return Reply({"items": [with_figures(row, counted) for row in rows], "next": None})


def _story(asked: Asked) -> Reply:
    days = parse_days(asked.query)
    story = read(asked, lambda: segment_story(asked.org, asked.uid, asked.path["id"]))
    counted = tallied(asked.org.id, story_tallies(story, asked.now, days))
    return Reply(told(story, counted, now=asked.now, days=days))


def _create(asked: Asked) -> Reply:
    content = body_of(asked)
    id = content.pop("id", None) or _id_by_name(content)
    data = {"collection": COLLECTION, "id": id, "content": content, "revision": 0}
    result = given(asked, "save_configuration", data).value
    return Reply(result, 201, {"Location": f"{COLLECTION}/{result['id']}"})


def _id_by_name(content: Mapping[str, Any]) -> str:
    name = content.get("name")
    id = id_of(name) if isinstance(name, str) else ""
    if not id:
        raise Malformed("body", [FieldFault("id", "is needed: none follows from the name")])
    return id


def _take(asked: Asked) -> Reply:
    result = given(asked, "take_snapshot", body_of(asked, segment_id=asked.path["id"])).value
    return Reply(result, 201, {"Location": f"{COLLECTION}/{result['segment_id']}"})


def _change(asked: Asked) -> Reply:
    body_of(asked)
    ref, changes = Ref(COLLECTION, asked.path["id"]), edit_of(asked, COLLECTION)

    editor = editor_of(asked)

    def decide() -> Decision[Saved]:
        _, known = yield from editor.read(ref)
        assert isinstance(changes.content, Mapping), "a body is an object"
        content = patched_segment(known.content, changes.content)
        revision = known.revision if changes.revision is None else changes.revision
        return (yield from editor.save(ref, Edit(content, revision)))

    return Reply(shown(committed(asked, as_seen(asked, lambda: editor.read(ref), decide))))


OPERATIONS = (
    Operation(
        "GET",
        "/segments",
        "Every segment, with how many customers it has",
        _list,
        ListAnswer,
        reads=COLLECTION,
    ),
    Operation(
        "GET",
        "/segments/<string(maxlength=100):id>/performance",
        "A segment with its members, its campaigns and what its members bought",
        _story,
        DocumentAnswer,
        query=DaysQuery,
        roles=frozenset(ROLES),
    ),
    Operation(
        "POST",
        "/segments",
        "Save a new segment",
        _create,
        DocumentAnswer,
        status=201,
        kind="save_configuration",
        form=NewSegment,
        invalid=_INVALID,
    ),
    Operation(
        "POST",
        "/segments/<string(maxlength=100):id>/snapshot",
        "Save a new segment of these customers, who stay its members",
        _take,
        CommandAnswer,
        status=201,
        kind="take_snapshot",
        given=("segment_id",),
        invalid=_INVALID,
    ),
    Operation(
        "PATCH",
        "/segments/<string(maxlength=100):id>",
        "Change fields of a segment",
        _change,
        ConfigurationAnswer,
        form=SegmentChanges,
        roles=frozenset(KINDS[COLLECTION].roles),
        invalid=_INVALID,
        compares=True,
    ),
    *of_kind(COLLECTION),
)
