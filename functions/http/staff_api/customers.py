"""`/customers`: who buys, and what hangs on them."""

from collections.abc import Callable
from typing import Any

from functions.domain.views.accounts import LISTS as ACCOUNT_LISTS
from functions.domain.views.accounts import listed_of_account, may_list
from functions.domain.views.customer_filters import Filters
from functions.domain.views.customer_lists import LISTING, customer_list
from functions.domain.views.customers import customer_profile
from functions.domain.views.memberships import customer_membership
from functions.domain.views.of_customer import LISTS, listed_of_customer
from functions.domain.views.pages import Wanted
from functions.domain.views.profits import MAY as MAY_SEE_PROFIT
from functions.domain.views.profits import customer_profit
from functions.domain.views.suggestions import suggestions
from functions.domain.views.timelines import timeline
from functions.http.staff_api.giving import body_of, given, gives, makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import CustomersQuery, PageQuery
from functions.http.staff_api.reading import read, shows, tagged
from functions.http.staff_api.replies import (
    CommandAnswer,
    DocumentAnswer,
    ListAnswer,
    MembershipAnswer,
)

ONE = "/customers/<string(maxlength=400):id>"


def _profile(asked: Asked, id: str) -> Any:
    return customer_profile(asked.org, asked.uid, id)


def _search(asked: Asked) -> Reply:
    filters, wanted = Filters.parse(asked.org, asked.query), Wanted.parse(asked.query)
    return Reply(read(asked, lambda: customer_list(asked.org, asked.uid, filters, wanted=wanted)))


def _timeline(asked: Asked) -> Reply:
    wanted, id = Wanted.parse(asked.query), asked.path["id"]
    return Reply(read(asked, lambda: timeline(asked.org, asked.uid, id, wanted=wanted)))


def _loyalty(asked: Asked) -> Reply:
    id = asked.path["id"]
    return Reply(read(asked, lambda: customer_membership(asked.org, asked.uid, id, now=asked.now)))


def _change(asked: Asked) -> Reply:
    id = asked.path["id"]
    data = body_of(asked, customer_id=id)
    committed = given(asked, "change_customer", data, seen=lambda: _profile(asked, id))
    profile = read(asked, lambda: _profile(asked, id), committed.known)
    return tagged(profile, outdated=committed.value.get("outdated", []))


def _list(what: str) -> Callable[[Asked], Reply]:
    def list_it(asked: Asked) -> Reply:
        wanted = Wanted.parse(asked.query)
        return Reply(
            read(
                asked,
                lambda: listed_of_customer(asked.org, asked.uid, asked.path["id"], what=what, wanted=wanted),
            )
        )

    return list_it


def _listing(what: str, summary: str) -> Operation:
    reads = LISTS[what].model.collection
    return Operation("GET", f"{ONE}/{what}", summary, _list(what), ListAnswer, query=PageQuery, reads=reads)


def _profit(asked: Asked) -> Reply:
    return Reply(read(asked, lambda: customer_profit(asked.org, asked.uid, asked.path["id"])))


def _suggestions(asked: Asked) -> Reply:
    id = asked.path["id"]
    return Reply(read(asked, lambda: suggestions(asked.org, asked.uid, id, now=asked.now)))


def _account_listing(what: str) -> Operation:
    """What an account has of a collection, for those who list it."""

    def list_it(asked: Asked) -> Reply:
        wanted, id = Wanted.parse(asked.query), asked.path["id"]
        return Reply(
            read(asked, lambda: listed_of_account(asked.org, asked.uid, id, what=what, wanted=wanted))
        )

    summary = f"What an account has of {what.replace('_', ' ')}"
    path, roles = f"{ONE}/{what}", frozenset[str](may_list(what))
    return Operation("GET", path, summary, list_it, ListAnswer, query=PageQuery, roles=roles)


def _giving(what: str, summary: str, kind: str) -> Operation:
    """A POST below a customer that is a command about them."""
    answer, path = gives(kind, "customer_id", status=201), f"{ONE}/{what}"
    return Operation(
        "POST", path, summary, answer, CommandAnswer, status=201, kind=kind, given=("customer_id",)
    )


OPERATIONS = (
    Operation(
        "POST",
        "/customers",
        "Enter a customer",
        makes("change_customer", "customers", "customer_id", is_new=True),
        CommandAnswer,
        status=201,
        kind="change_customer",
        given=("customer_id",),
    ),
    Operation(
        "POST",
        "/customers/merge",
        "Say that two customers are one; with `dry_run` what would move",
        gives("merge_customers"),
        CommandAnswer,
        kind="merge_customers",
    ),
    Operation(
        "GET",
        "/customers",
        "Search and list customers",
        _search,
        ListAnswer,
        query=CustomersQuery,
        roles=frozenset(LISTING),
    ),
    Operation("GET", ONE, "A customer's profile", shows(customer_profile), DocumentAnswer, reads="customers"),
    Operation(
        "PATCH",
        ONE,
        "Change a customer's profile",
        _change,
        DocumentAnswer,
        kind="change_customer",
        given=("customer_id",),
        compares=True,
    ),
    Operation(
        "GET",
        f"{ONE}/timeline",
        "All that happened with a customer, the newest first",
        _timeline,
        ListAnswer,
        query=PageQuery,
        reads="customers",
    ),
    Operation(
        "GET",
        f"{ONE}/loyalty",
        "A customer's membership: points, tier, history, redemptions, and what comes next",
        _loyalty,
        MembershipAnswer,
        reads="loyalty_transactions",
    ),
    _listing("orders", "A customer's orders, the newest first"),
    Operation(
        "GET",
        f"{ONE}/suggestions",
        "What a customer may want next, and why; never what they may not eat or what cannot be had",
        _suggestions,
        DocumentAnswer,
        reads="orders",
    ),
    _listing("visits", "A customer's visits, the newest first"),
    _listing("ledger", "A customer's points and wallet, entry by entry"),
    _listing("messages", "What was sent to a customer, and why not"),
    _listing("notes", "What colleagues wrote of a customer"),
    _listing("feedback", "A customer's feedback on visits"),
    _listing("interactions", "What happened with a customer"),
    *map(_account_listing, ACCOUNT_LISTS),
    Operation(
        "GET",
        f"{ONE}/profit",
        "What a customer's last orders brought, after the cost of what was bought",
        _profit,
        DocumentAnswer,
        roles=frozenset[str](MAY_SEE_PROFIT),
    ),
    Operation(
        "PUT",
        f"{ONE}/consents",
        "Keep a customer's yes or no",
        gives("give_consent", "customer_id"),
        CommandAnswer,
        kind="give_consent",
        given=("customer_id",),
    ),
    _giving("messages", "Write to a customer", "send_message"),
    _giving("interactions", "Record what happened with a customer", "record_interaction"),
    _giving("notes", "Write a note for colleagues", "add_note"),
    _giving("feedback", "Keep a customer's feedback on a visit", "give_feedback"),
    _giving("tasks", "Give a member something to do about a customer", "create_task"),
    _giving("redemptions", "Give a customer something for points", "redeem_points"),
    _giving("adjustments", "Put a customer's points or credit right by hand", "adjust_points"),
)
