"""Which documents of configuration a document names, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from functions.domain.settings.actions import Notify, Send, TaskCreation
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.offer_calendar import CalendarEntry
from functions.domain.settings.offers import Offer
from functions.domain.settings.segment_rules import named_segments
from functions.domain.settings.segments import SegmentSettings


class Ref(NamedTuple):
    """A document of configuration: its collection and id."""

    collection: str
    id: str


@dataclass(frozen=True)
class Reference:
    """A place in a document that names a document."""

    path: str
    to: Ref


def offer_references(offer: Offer) -> Iterable[Reference]:
    for index, segment in enumerate(offer.conditions.segments):
        yield Reference(f"conditions.segments.{index}", Ref("segments", segment))


def segment_references(segment: SegmentSettings) -> Iterable[Reference]:
    """The segments of its set operations."""
    for id in named_segments(segment.filter):
        yield Reference("filter", Ref("segments", id))


def calendar_references(entry: CalendarEntry) -> Iterable[Reference]:
    """The text that it sends, its offer, and the segments that it goes to or leaves out."""
    yield Reference("template", Ref("templates", entry.template))
    if entry.offer_id is not None:
        yield Reference("offer_id", Ref("offers", entry.offer_id))
    for path in ("segment_ids", "exclude_segment_ids"):
        for number, id in enumerate(getattr(entry, path)):
            yield Reference(f"{path}.{number}", Ref("segments", id))


def automation_references(automation: AutomationSettings) -> Iterable[Reference]:
    """The templates that its parts send, and the segment that it waits for."""
    if automation.segment is not None:
        yield Reference("segment", Ref("segments", automation.segment))
    for place, action in automation.placed_actions:
        match action:
            case Send():
                yield Reference(f"{place}.send", Ref("templates", action.send))
            case Notify():
                yield Reference(f"{place}.template", Ref("templates", action.template))
            case TaskCreation() if action.create_task.script is not None:
                script = Ref("templates", action.create_task.script)
                yield Reference(f"{place}.create_task.script", script)
