"""The paths of documents and fields, for code that loads no models."""

from dataclasses import dataclass

FieldPath = tuple[str, ...]


class Removed:
    """Stands for a field that goes away."""

    def __repr__(self) -> str:
        return "REMOVED"


REMOVED = Removed()


@dataclass(frozen=True)
class Place:
    """Where a document of an organisation lies."""

    org_id: str
    collection: str
    id: str


def place_of(path: str) -> Place | None:
    """The place that a path names; None for a document that is no organisation's own."""
    parts = path.split("/")
    return Place(*parts[1:]) if len(parts) == 4 and parts[0] == "orgs" else None
