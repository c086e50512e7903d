"""`/packages`: what an agency sells, each with the seats that are left; saved as other configuration."""

from dataclasses import replace

from functions.domain.configuration.by_staff import shown as told
from functions.domain.views.packages import COLLECTION, package_shown, packages_listed
from functions.http.staff_api.configuration import of_kind
from functions.http.staff_api.entity_tags import tag_of
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import ConfigurationAnswer, ListAnswer

_ONE = f"/{COLLECTION}/<string(maxlength=100):id>"


def _list(asked: Asked) -> Reply:
    rows = read(asked, lambda: packages_listed(asked.org, asked.uid, now=asked.now))
    return Reply({"items": rows, "next": None})


def _show(asked: Asked) -> Reply:
    """The tag is the document's, since that is what a change with If-Match is of; so it says nothing of the seats."""
    asking = asked.path["id"]
    saved, figures = read(asked, lambda: package_shown(asked.org, asked.uid, asking, now=asked.now))
    document = told(saved)
    return Reply({**figures, **document}, headers={"ETag": tag_of(document)})


def _save(asked: Asked) -> Reply:
    """What was saved, with its seats: where the quota is less than what is taken, `overbooked` says by how many."""
    reply = _SAVING.answer(asked)
    assert isinstance(reply, Reply), "what is saved is answered as a value"
    asking = asked.path["id"]
    _, figures = read(asked, lambda: package_shown(asked.org, asked.uid, asking, now=asked.now))
    return Reply({**figures, **reply.value})


_OF_KIND = of_kind(COLLECTION)
_SAVING = next(each for each in _OF_KIND if each.method == "PUT")
OPERATIONS = (
    Operation(
        "GET",
        "/packages",
        "Every package with its seats, the next departure first",
        _list,
        ListAnswer,
        reads=COLLECTION,
    ),
    Operation("GET", _ONE, "A package with its seats", _show, ConfigurationAnswer, reads=COLLECTION),
    replace(_SAVING, answer=_save),
    *(each for each in _OF_KIND if each.method == "DELETE" or "versions" in each.path),
)
