"""A request's query: the parameters that its operation declares, and no others."""

from typing import Any

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


def _named(known: dict[str, Any]) -> str:
    return f"it takes {', '.join(known)}" if known else "it takes none"
