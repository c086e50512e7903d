"""A task as Cloud Tasks posts it to its queue's function: `{"data": payload}`."""

import logging
from collections.abc import Callable
from typing import Any

from functions.domain.kernel.errors import NotFound, UnknownOrg, trace_of

log = logging.getLogger(__name__)

Answer = tuple[dict[str, Any], int]


def answer_task(request: Any, work: Callable[[Any], None]) -> Answer:
    """Do the work of a task's payload. 500 has the queue try again; 400 too, of what was never a task of ours. What a
    task is about may be gone by now: then there is nothing to do, and no other try would find more.
    """
    content = request.get_json(silent=True) if request.method == "POST" else None
    if not isinstance(content, dict) or "data" not in content:
        log.error("task_unreadable")
        return _failed("INVALID_ARGUMENT", 400)
    try:
        work(content["data"])
    except (UnknownOrg, NotFound) as error:
        log.warning("task_about_nothing error=%s", error.code)
    except Exception as error:
        log.error("task_failed trace=%s", trace_of(error))
        return _failed("INTERNAL", 500)
    return {"result": None}, 200


def _failed(status: str, code: int) -> Answer:
    return {"error": {"status": status, "message": status}}, code
