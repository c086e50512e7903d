"""A request's query: the parameters that its operation declares, and no others."""

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

from functions.domain.kernel.validation import Faults
from functions.http.staff_api.operations import Operation


def query_of(operation: Operation, given: MultiDict[str, str]) -> dict[str, str]:
    """The query's values by name. Raises Malformed at each name that the operation does not know, and at each that is
    there twice: what is not heeded would be answered as if it had not been asked.
    """
    known: dict[str, Any] = {} if operation.query is None else operation.query.model_fields
    faults = Faults("query")
    for name, values in given.lists():
        if name not in known:
            faults.add(name, f"is no parameter of this request: {_named(known)}")
        elif len(values) > 1:
            faults.add(name, "is there more than once")
    faults.raise_any()
    return given.to_dict()


def word_faults(query: Mapping[str, str], model: type[BaseModel]) -> Faults:
    """What is wrong with the parameters that are one of some words: for more faults of the query to be added. An empty
    value is as an absent one.
    """
    faults = Faults("query")
    for name, field in model.model_fields.items():
        words = _words(field.annotation)
        if words and query.get(name) and query[name] not in words:
            faults.add(name, f"is one of {', '.join(words)}")
    return faults


def _words(annotation: Any) -> tuple[str, ...]:
    """Those of a Literal, which may be optional; none of anything else."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next(filter(None, map(_words, get_args(annotation))), ())


def _named(known: dict[str, Any]) -> str:
    return f"it takes {', '.join(known)}" if known else "it takes none"
