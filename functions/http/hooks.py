"""What the outside asks of the function `hooks`: machines post orders, invoices, leads and messages, providers call
back, people follow links.

Each answer is imported when its path is first asked for: an instance that only takes orders loads neither providers and
queues nor pages.
"""

from flask import Request, Response

from functions.http.responses import not_found
from functions.http.routes import dispatch, table


def answer(request: Request) -> Response:
    return dispatch(ROUTES, request)


def _order(request: Request, org: str) -> Response:
    from functions.http import orders, signed_posts

    return signed_posts.answer(request, org, orders.ORDER)


def _invoice(request: Request, org: str) -> Response:
    from functions.http import invoices, signed_posts

    return signed_posts.answer(request, org, invoices.INVOICE)


def _lead(request: Request, org: str) -> Response:
    from functions.http import leads, signed_posts

    return signed_posts.answer(request, org, leads.LEAD)


def _chat_message(request: Request, org: str) -> Response:
    from functions.http import chat_messages, signed_posts

    return signed_posts.answer(request, org, chat_messages.MESSAGE)


def _preferences(request: Request, org: str, token: str) -> Response:
    from functions.http import preference_page

    return preference_page.answer(request, org, token)


def _quote(request: Request, org: str, token: str) -> Response:
    from functions.http import quote_page

    return quote_page.answer(request, org, token)


def _click(request: Request, org: str, token: str) -> Response:
    from functions.http import clicks

    return clicks.answer(request, org, token)


def _callback(request: Request, org: str, provider: str) -> Response:
    from functions.providers.registry import calls_back

    if not calls_back(provider):
        return not_found()
    from functions.http import callbacks

    return callbacks.answer(request, org, provider)


ROUTES = table(
    {
        "/<org>/orders": _order,
        "/<org>/invoices": _invoice,
        "/<org>/leads": _lead,
        "/<org>/whatsapp": _chat_message,
        "/<org>/preferences/<token>": _preferences,
        "/<org>/l/<token>": _click,
        "/<org>/quotes/<token>": _quote,
        "/<org>/<provider>": _callback,
    }
)
