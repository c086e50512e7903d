"""A request's query: the parameters that its operation declares, and no others; of those with words one of them."""

from typing import Any, Literal, get_args, get_origin

from werkzeug.datastructures import MultiDict

from functions.domain.kernel.validation import Faults
from functions.http.staff_api.operations import Operation


def query_of(operation: Operation, given: MultiDict[str, str]) -> dict[str, str]:
    """The query's values by name. Raises Malformed at each name that the operation does not know, at each that is there
    twice, and at each that is none of its parameter's words: what is not heeded would be answered as if it had not been
    asked. An empty value is as an absent one.
    """
    known: dict[str, Any] = {} if operation.query is None else operation.query.model_fields
    faults = Faults("query")
    for name, values in given.lists():
        if name not in known:
            faults.add(name, f"is no parameter of this request: {_named(known)}")
        elif len(values) > 1:
            faults.add(name, "is there more than once")
        elif values[0] and (words := _words(known[name].annotation)) and values[0] not in words:
            faults.add(name, f"is one of {', '.join(words)}")
    faults.raise_any()
    return given.to_dict()


def _words(annotation: Any) -> tuple[str, ...]:
    """Those of a Literal, which may be optional; none of anything else."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next(filter(None, map(_words, get_args(annotation))), ())


def _named(known: dict[str, Any]) -> str:
    return f"it takes {', '.join(known)}" if known else "it takes none"
