"""A table of paths, each with what answers it."""

import logging
from collections.abc import Callable, Mapping

from flask import Request, Response
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule

from functions.domain.kernel.errors import trace_of
from functions.http.responses import BUG, not_found, our_fault

log = logging.getLogger(__name__)

Answer = Callable[..., Response]


def table(answers: Mapping[str, Answer]) -> Map:
    """The routes of paths like `/<org>/orders`. One slash more at the end is the same path. A fixed name goes before a
    placeholder. Methods are the answers' own business.
    """
    rules = [Rule(path, endpoint=answer) for path, answer in answers.items()]
    return Map(rules, strict_slashes=False, merge_slashes=False, redirect_defaults=False)


def dispatch(routes: Map, request: Request) -> Response:
    """The answer to a request, called with the path's values by name; 404 if no path fits. An error that was not
    foreseen is 500: the framework would log it with its own words, which may hold personal data.
    """
    try:
        answer, values = routes.bind("").match(request.path)
    except NotFound:
        return not_found()
    try:
        response: Response = answer(request, **values)
    except HTTPException:
        raise
    except Exception as error:
        log.error("request_failed trace=%s", trace_of(error))
        return our_fault(BUG)
    return response
