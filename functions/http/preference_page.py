"""A customer opens a message's link: `GET hooks/{org}/preferences/{token}` shows their choices and changes nothing,
since programs that scan mail open links too; `POST` changes them.

A mail program's one click (RFC 8058) is a POST to the same address.
"""

from datetime import UTC, datetime
from functools import partial

from flask import Request, Response

from functions.domain.customers.consents import CHANNELS, PURPOSES
from functions.domain.customers.customer import Customer
from functions.domain.orgs.org import Org
from functions.domain.preferences.choices import (
    Bearer,
    ChangedBy,
    Choices,
    bearer_of,
    change_preferences,
    choices_of,
    find_customer,
)
from functions.domain.preferences.texts import RIGHT_TO_LEFT, TEXTS
from functions.domain.settings.types import Channel
from functions.domain.templates.languages import nearest_language
from functions.http import pages
from functions.http.links import PAGE_METHODS, fault_of_form, followed
from functions.http.pages.rendering import rendered
from functions.store.firestore import store

ONE_CLICK = ("List-Unsubscribe", "One-Click")


def answer(request: Request, org_id: str, token: str) -> Response:
    return followed(
        request,
        org_id,
        methods=PAGE_METHODS,
        read=lambda org: bearer_of(org, token),
        show=partial(_answer, request),
    )


def _answer(request: Request, org: Org, bearer: Bearer) -> Response:
    return _change(request, org, bearer) if request.method == "POST" else _show(org, bearer)


def _show(org: Org, bearer: Bearer) -> Response:
    customer = store().commit(org.id, lambda: find_customer(bearer.customer_id)).value
    return _page(org, customer, bearer.channel) if customer else pages.notice(404)


def _change(request: Request, org: Org, bearer: Bearer) -> Response:
    if (fault := fault_of_form(request)) is not None:
        return fault
    name, value = ONE_CLICK
    changed_by: ChangedBy = "preferences"
    choices = _choices(request)
    if request.form.get(name) == value:
        changed_by, choices = "one_click", {bearer.channel or "email": {"marketing": False}}
    if not choices:
        return pages.notice(400)
    customer = _changed(org, bearer, choices, changed_by=changed_by)
    return _page(org, customer, bearer.channel, is_saved=True) if customer else pages.notice(404)


def _changed(org: Org, bearer: Bearer, choices: Choices, *, changed_by: ChangedBy) -> Customer | None:
    now = datetime.now(UTC)
    return (
        store()
        .commit(
            org.id,
            lambda: change_preferences(org, bearer.customer_id, choices, changed_by=changed_by, now=now),
        )
        .value
    )


def _choices(request: Request) -> Choices:
    """The choices for the channels that the form showed; the others stay as they are."""
    shown, agreed = set(request.form.getlist("shown")), set(request.form.getlist("agreed"))
    return {
        channel: {purpose: f"{channel}.{purpose}" in agreed for purpose in PURPOSES}
        for channel in CHANNELS
        if channel in shown
    }


def _page(org: Org, customer: Customer, asked_on: Channel | None, *, is_saved: bool = False) -> Response:
    return pages.page(render_page(org, customer, asked_on, is_saved=is_saved))


def render_page(org: Org, customer: Customer, asked_on: Channel | None, *, is_saved: bool) -> str:
    """The page in the customer's language, the organisation's or English, as choices stand now."""
    locale = customer.locale or org.settings.locale
    language = nearest_language(dict.fromkeys(TEXTS, ""), locale, org.settings.locale)
    return rendered(
        "preferences.html",
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        texts=TEXTS[language],
        business=org.name,
        choices=choices_of(org, customer, asked_on),
        is_saved=is_saved,
    )
