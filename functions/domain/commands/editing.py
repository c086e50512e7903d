"""Fields of a document that commands change one by one: of each the change that was made last holds."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from functions.domain.commands.requests import Request
from functions.domain.customers.customer import Customer
from functions.domain.customers.edits import Edit, outdated
from functions.domain.kernel.decisions import Document
from functions.domain.kernel.errors import FieldFault, Malformed

D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class Edited(Generic[D]):
    """A document with what a command wrote, and the fields of it that were too late."""

    document: D
    late: tuple[str, ...]

    def result(self, **more: Any) -> dict[str, Any]:
        """The answer to who gave the command."""
        return more | ({"outdated": list(self.late)} if self.late else {})


def edited(document: D, request: Request[Any], fields: Collection[str], **as_kept: Any) -> Edited[D]:
    """The document with those of the fields that the command writes; one that is absent stays as it is. `as_kept`:
    fields that the document keeps in another shape than the form.

    Of a field the change that was made last holds, by `made_at`. The document keeps `edits`.
    """
    form, known = request.data, getattr(document, "edits")  # noqa: B009  # every model that is edited so has it
    written = [name for name in fields if name in form.model_fields_set]
    edit = Edit(at=request.made_at, command=request.command_id)
    late = outdated(known, written, edit)
    news = {name: as_kept.get(name, getattr(form, name)) for name in written if name not in late}
    after = document.with_changes(**news, edits={**known, **dict.fromkeys(news, edit)}) if news else document
    return Edited(after, tuple(sorted(late)))


def require(document: Document, *fields: str) -> None:
    """Malformed at each field that is still empty."""
    faults = [FieldFault(name, "is needed") for name in fields if getattr(document, name) in (None, "")]
    if faults:
        raise Malformed("command", faults)


def refuse(path: str, message: str) -> Malformed:
    """One field that is wrong."""
    return Malformed("command", [FieldFault(path, message)])


def require_owner(owner_id: str | None, customer: Customer, *, path: str) -> None:
    """Malformed where a document is another customer's."""
    if owner_id is not None and owner_id not in {*customer.ids, *customer.joined_ids}:
        raise refuse(path, "names another customer's")


def require_same(known: object, given: object, *, path: str) -> None:
    """Malformed where a document that is bound to another one is given a third."""
    if known is not None and given is not None and known != given:
        raise refuse(path, "may not change")
