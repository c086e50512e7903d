"""The operations of the staff API: the rows of a subject's table, and the one that a request asks for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Response
from pydantic import BaseModel
from werkzeug.datastructures import Headers
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

from functions.domain.orgs.org import Org

_FIRST_WORD = re.compile(r"<any\((\w+)\):\w+>")
_PLACEHOLDER = re.compile(r"<(?:[^:>]*:)?(\w+)>")


@dataclass(frozen=True)
class Asked:
    """A request of a signed-in uid, its body parsed; None where there is none. `path` and `query`: their values by
    name. Whether the uid may have what it asks for is the decision's to say.
    """

    org: Org
    uid: str
    now: datetime
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Headers = field(default_factory=Headers)
    body: Any = None


@dataclass(frozen=True)
class Reply:
    """What a request is answered: a value that becomes JSON, or a response that is made already."""

    value: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One method on one path, and its entry in the OpenAPI document.

    `path` is below the organisation, its placeholders as werkzeug writes them. `kind`: the command that it gives, whose
    form is its body but for the fields in `given`, which the path gives; `form`: the model of a body that is of another
    form. `query`: the model of its query. `roles`: who may ask, where no command and no table of readers says it.
    `compares`: its change is made only of the document that `If-Match` names, in one commit.
    `gives`: the content type of its answer, which is a file where that is not JSON.
    """

    method: str
    path: str
    summary: str
    answer: Callable[[Asked], Reply | Response]
    reply: type[BaseModel]
    status: int = 200
    kind: str | None = None
    given: tuple[str, ...] = ()
    form: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    reads: str | None = None
    roles: frozenset[str] = frozenset()
    content_type: str = "application/json"
    invalid: str = "invalid_request"
    compares: bool = False
    gives: str = "application/json"

    @property
    def subject(self) -> str:
        """The first word of the path."""
        return _FIRST_WORD.sub(r"\1", self.path.split("/")[1])

    @property
    def id(self) -> str:
        """`get_customers_id_visits`: stable, for the clients that are made of the OpenAPI document."""
        words = [_PLACEHOLDER.sub(r"\1", _FIRST_WORD.sub(r"\1", word)) for word in self.path.split("/")[1:]]
        return "_".join([self.method.lower(), *words])

    @property
    def has_body(self) -> bool:
        return self.method in ("POST", "PUT", "PATCH")


class Unserved(Exception):
    """The path is there, and takes these methods only."""

    def __init__(self, methods: tuple[str, ...]) -> None:
        super().__init__()
        self.methods = methods


def routes_of(operations: tuple[Operation, ...]) -> Map:
    """The paths of a subject's operations below `/{org}`. One slash more at the end is the same path."""
    rules = [Rule(each.path, endpoint=each, methods=[each.method]) for each in operations]
    return Map(rules, strict_slashes=False, merge_slashes=False, redirect_defaults=False)


def operation_for(routes: Map, method: str, path: str) -> tuple[Operation, Mapping[str, Any]] | None:
    """The operation with the path's values; None where no path fits. Raises Unserved where its methods are others."""
    try:
        operation, values = routes.bind("").match(path, method=method)
    except (NotFound, ValueError):  # the latter of a number with thousands of digits
        return None
    except MethodNotAllowed as error:
        # werkzeug answers HEAD wherever GET is served, and so does Flask: without the body.
        raise Unserved(tuple(sorted(error.valid_methods or ()))) from None
    return operation, values
