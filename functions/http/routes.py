"""A table of paths, each with what answers it."""

from collections.abc import Callable, Mapping

from flask import Request, Response
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule

from functions.http.responses import not_found

Answer = Callable[..., Response]


def table(answers: Mapping[str, Answer]) -> Map:
    """The routes of paths like `/<org>/orders`. One slash more at the end is the same path. A fixed name goes before a
    placeholder. Methods are the answers' own business.
    """
    rules = [Rule(path, endpoint=answer) for path, answer in answers.items()]
    return Map(rules, strict_slashes=False, merge_slashes=False, redirect_defaults=False)


def dispatch(routes: Map, request: Request) -> Response:
    """The answer to a request, called with the path's values by name; 404 if no path fits."""
    try:
        answer, values = routes.bind("").match(request.path)
    except NotFound:
        return not_found()
    response: Response = answer(request, **values)
    return response
