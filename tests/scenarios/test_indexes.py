"""firestore.indexes.json holds each index that queries of functions and apps need, and none that nothing needs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clients.queries import QUERIES
from functions.domain.kernel.errors import StoreRefused
from functions.domain.model_answers.asking import used_on
from functions.store.tallies import tallied
from local.client import LocalFirebase
from tests.scenarios.app_queries import SERVED, statuses_of_all
from tests.scenarios.conftest import bound_to
from tests.scenarios.shop import Shop
from tests.scenarios.test_business import switched_on
from tests.scenarios.test_configuration import ask

# At the hour in which a tick also looks for what clients wrote while their events were lost.
AFTER_MIDNIGHT = "2025-01-26T00:30:00Z"
DECLARED_IN = Path("firestore.indexes.json")
DECLARED: dict[str, Any] = json.loads(DECLARED_IN.read_text(encoding="utf-8"))
# Those that an app's screens alone need: test_app_queries.py takes them away.
OF_APPS = [query.index for query in QUERIES if query.index and query.collection != "loyalty_transactions"]
NOTHING: dict[str, Any] = {"indexes": [], "fieldOverrides": []}
ALL_WELL = {"order": 201, "overwritten": 201, "cancellation": 201, "tick": 200, "news": 200, "calls": 200}
ALL_WELL |= {
    "lists": 200,
    "tasks": 200,
    "quotes": 201,
    "leads": 200,
    "team": 200,
    "campaigns": 200,
    "business": 200,
    "chats": 200,
    "models": 200,
}
# What is refused without any index of a collection.
OF_A_GROUP = {
    **dict.fromkeys(("wishlists", "stock_notices"), "news"),
    **dict.fromkeys(("quotes", "contracts"), "quotes"),
    **dict.fromkeys(("customers", "notes", "feedback", "conversations"), "lists"),
    "leads": "leads",
}
OF_A_FIRST = {"model_use.day": "models", "lead_id": "leads", "performed_by": "lists"}
OF_A_LAST = {"estimated_value_minor": "team", "sent_at": "business"}
# Refused requests of the staff API: one of its lists stands for all.
SHOWN_AS_LISTS_ARE = {"tasks", "quotes", "leads", "team", "campaigns", "chats"}
# How the staff API lists customers, each beside a tag and for a rep too.
ORDERS = ("updated", "created", "name", "spend", "visits", "last_visit")


def is_of_a_group(override: dict[str, Any]) -> bool:
    return any(index["queryScope"] == "COLLECTION_GROUP" for index in override["indexes"])


def of_groups(override: dict[str, Any]) -> dict[str, Any]:
    """A field's indexes across collections: those within one are there without being declared."""
    across = [index for index in override["indexes"] if index["queryScope"] == "COLLECTION_GROUP"]
    return override | {"indexes": across}


def name_of(entry: dict[str, Any]) -> str:
    fields = entry.get("fields", [entry])
    return f"{entry['collectionGroup']}: {', '.join(field['fieldPath'] for field in fields)}"


@contextmanager
def started_beside(firebase: LocalFirebase, name: str, indexes: Path) -> Iterator[LocalFirebase]:
    """Local Firebase with these indexes and a project of its own; the emulator is the other one's."""
    shared = {"FIRESTORE_EMULATOR_HOST": firebase.emulator_host}
    with (
        LocalFirebase.start(
            clock=AFTER_MIDNIGHT, project=f"demo-{name}", environ=shared, options=("--indexes", str(indexes))
        ) as started,
        bound_to(started),
    ):
        yield started


def refused_without(index: dict[str, Any]) -> set[str]:
    """What needs an index of several fields: lost commands are counted by the tick, the rest is asked for orders."""
    fields = [field["fieldPath"] for field in index["fields"]]
    named = OF_A_FIRST.get(fields[0]) or OF_A_LAST.get(fields[-1]) or OF_A_GROUP.get(index["collectionGroup"])
    if named is not None:
        return {named}
    if index["collectionGroup"] == "tasks":
        return {"tasks"} if fields[0] == "status" else {"calls"}
    if index["collectionGroup"] == "messages":
        return {"campaigns"} if "campaign_id" in fields else {"chats"}
    if index["collectionGroup"] != "orders":
        return {"tick"} if index["collectionGroup"] == "commands" else {"overwritten"}
    is_latest_first = index["fields"][-1]["order"] == "DESCENDING"
    return {"cancellation", "overwritten"} if is_latest_first else {"cancellation", "business"}


def every_query(firebase: LocalFirebase) -> dict[str, int]:
    """Statuses of what makes every query: an order is taken back, one whose document was overwritten comes again, and
    the clock ticks after a command whose event was lost.
    """
    shop = Shop(firebase)
    order, later = {"order_id": "1"}, {"status": "cancelled", "updated_at": "2025-01-25T11:00:00+05:30"}
    statuses = {"order": shop.post(**order).status, "cancellation": shop.post(**order, **later).status}
    other = {"order_id": "2", "customer": {"card": "c-2"}}
    shop.post(**other)
    shop.client.document(f"orgs/{shop.id}/orders/pos:2").set({"note": "?"})
    statuses["overwritten"] = shop.post(**other).status
    firebase.control("POST", "/faults", {"drop_events": 1.0})
    shop.give("lost", "record_order", {}, created_at=shop.now() - timedelta(minutes=10))
    firebase.idle()
    firebase.control("DELETE", "/faults")
    statuses["tick"] = firebase.control("POST", "/schedules/tick/run")["status"]
    firebase.idle()
    statuses["news"] = told_of_products(shop)
    statuses["calls"] = handed_out(shop)
    statuses["tasks"] = ask(shop, "GET", "tasks?whose=all").status
    statuses["lists"] = listed(shop)
    statuses["quotes"] = quoted(shop)
    statuses["leads"] = led(shop)
    statuses["team"] = managed(shop)
    statuses["campaigns"] = reported(shop)
    statuses["business"] = counted(shop)
    statuses["chats"] = chatted(shop)
    statuses["models"] = budgeted(shop)
    return statuses


def told_of_products(shop: Shop) -> int:
    """A product becomes cheaper and is there again: those who wait for it are looked for."""
    for id, event in {"prices": "price_dropped", "stock": "back_in_stock"}.items():
        saved = ask(shop, "PUT", f"automations/{id}", {"on": event, "then": [{"tag": id}]})
        assert saved.status == 200, saved.text
    for number, data in enumerate(({"price_minor": 200, "stock": 0}, {"price_minor": 100, "stock": 5})):
        given_at = shop.now() - timedelta(minutes=10 - number)
        at: dict[str, Any] = {"made_at": given_at, "created_at": given_at}
        shop.give(f"product-{number}", "change_product", {"product_id": "beans", **data}, **at)
        for _ in range(2):  # the first settles it, the second has it tell its watchers
            shop.firebase.control("POST", "/schedules/tick/run")
            shop.firebase.idle()
    is_refused = any(id.startswith("wake:product_news") for id in shop.all("dead_letters"))
    return 500 if is_refused else 200


def listed(shop: Shop) -> int:
    """Every list of customers, what was said by one and of one, and the figures of all: the worst status."""
    lists = [f"customers?order={order}" for order in ORDERS]
    asked = [("manager", f"{each}&tag=x") for each in lists] + [("sales_rep", each) for each in lists]
    asked += [("manager", f"{each}&segment=regulars") for each in lists]
    asked += [(role, "customers?search=x") for role in ("manager", "sales_rep")]
    id = next(iter(shop.all("customers")))
    paths: tuple[str, ...] = (f"customers/{id}/notes", f"customers/{id}/feedback", "feedback", "dashboard")
    paths += ("segments/regulars/performance", "forecast", "dashboards/sales?owner=manager")
    paths += ("marketing/dashboard",)
    asked += [("manager", path) for path in paths]
    return max(ask(shop, "GET", path, role=role).status for role, path in asked)


def quoted(shop: Shop) -> int:
    """A quote looks for contract prices, and those of a deal and of a rep are listed: the worst status."""
    shop.write("products/beans", {"name": "Beans", "price_minor": 100})
    lines = [{"product_id": "beans", "quantity": 1}]
    begun = ask(shop, "POST", "quotes", {"customer_id": next(iter(shop.all("customers"))), "lines": lines})
    paths = ("quotes?opportunity_id=deal", "quotes", "quotes?status=sent")
    asked = [ask(shop, "GET", path, role=role).status for path in paths for role in ("manager", "sales_rep")]
    return max(begun.status, *asked)


def led(shop: Shop) -> int:
    """Leads of all and of one's own, of a stage too, and what was said to one: the worst status."""
    shop.write("leads/chef", {"lead_id": "chef", "status": "open", "score": 1})
    lists = [
        f"leads?whose={whose}{stage}" for whose in ("all", "own") for stage in ("", "&nurturing_stage=new")
    ]
    return max(
        ask(shop, "GET", path).status for path in (*lists, "leads/chef/notes", "leads/chef/interactions")
    )


def managed(shop: Shop) -> int:
    """What a manager's team has to do, and what its deals are worth."""
    shop.write("members/rep", {"roles": ["sales_rep"], "manager_uid": "manager"})
    return ask(shop, "GET", "team", role="manager").status


def reported(shop: Shop) -> int:
    """The results of a campaign, of each of its texts too, and how its messages stand: the worse status."""
    variants = [{"id": "one", "template": "news"}, {"id": "other", "template": "news"}]
    judged = {"kpi": "retention", "offer_id": "ten", "variants": variants}
    shop.write("campaigns/rain", {"name": "Rain", "status": "done", **judged})
    shop.write("campaigns/friends", {"name": "Friends", "status": "done", "kpi": "new_leads"})
    paths = ("campaigns/rain/results", "campaigns/friends/results", "campaigns/rain")
    return max(ask(shop, "GET", path).status for path in paths)


def counted(shop: Shop) -> int:
    """The figures of the business, with what its messages cost."""
    switched_on(shop)
    return 200 if any(id.startswith("business:") for id in shop.all("insights")) else 500


def chatted(shop: Shop) -> int:
    """Chats by each of what they are listed by, by several at once, and what was said in one: the worst status."""
    id = next(iter(shop.all("customers")))
    shop.write("conversations/chat", {"channel": "whatsapp", "customer_id": id})
    by = ("owner=me", "phase=booking", "needs_human=true", "package=X", "campaign=X", f"customer_id={id}")
    paths = (*(f"conversations?{each}" for each in by), f"conversations?{'&'.join(by)}", "conversations")
    asked = [ask(shop, "GET", path).status for path in paths]
    asked += [ask(shop, "GET", "conversations", role="sales_rep").status]
    return max(
        *asked, *(ask(shop, "GET", f"conversations/chat/{what}").status for what in ("messages", "turns"))
    )


def budgeted(shop: Shop) -> int:
    """What a business's model used on a day, as a turn that asks it counts."""
    shop.write("conversations/chat", {"model_use": {"day": "2025-01-25", "tokens": 900, "micros": 171}})
    try:
        found = tallied(shop.id, used_on("2025-01-25"))
    except StoreRefused:
        return 500
    return 200 if found == {"tokens": 900, "micros": 171} else 404


def handed_out(shop: Shop) -> int:
    """A call of the pool finds its agent."""
    hours = {"start": "00:00", "end": "23:59"}
    saved = ask(shop, "PATCH", "settings", {"assignment": {"hours": hours}})
    assert saved.status == 200, saved.text
    shop.firebase.advance("2m")  # by then every instance knows the settings
    shop.write("members/caller", {"roles": ["agent"]})
    given_at = shop.now() - timedelta(minutes=10)
    at: dict[str, Any] = {"made_at": given_at, "created_at": given_at}
    shop.give("call", "create_task", {"task_type": "call", "is_pooled": True}, by_uid="caller", **at)
    for _ in range(2):  # the first settles it, the second has it handed out
        shop.firebase.control("POST", "/schedules/tick/run")
        shop.firebase.idle()
    is_refused = any(id.startswith("wake:assignments") for id in shop.all("dead_letters"))
    return 500 if is_refused else 200


def test_every_query_is_served_and_every_index_is_needed(firebase: LocalFirebase) -> None:
    with started_beside(firebase, "complete", DECLARED_IN) as complete:
        before = complete.control("GET", "/indexes/unused")
        statuses = every_query(complete)
        by_apps = statuses_of_all(Shop(complete, is_provisioned=False).client, "none")
        after = complete.control("GET", "/indexes/unused")
        spare = complete.control("GET", "/indexes/spare")

    groups = [of_groups(override) for override in DECLARED["fieldOverrides"] if is_of_a_group(override)]
    assert before == {"indexes": DECLARED["indexes"], "fieldOverrides": groups}
    assert (statuses, after) == (ALL_WELL, NOTHING)
    needless = [entry for entry in spare["indexes"] if entry not in OF_APPS]
    assert (needless, spare["fieldOverrides"]) == ([], []), "without any one of them a query is refused"
    assert by_apps == {query.name: SERVED for query in QUERIES}


def one_for_each_refusal() -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """An index for each way in which a refused query shows. That no other can be left out either is seen above."""
    shown: list[tuple[str, set[str]]] = []
    for part in ("indexes", "fieldOverrides"):
        for entry in DECLARED[part]:
            if entry in OF_APPS or (part == "fieldOverrides" and not is_of_a_group(entry)):
                continue
            refused = refused_without(entry) if part == "indexes" else {"tick"}
            if (part, refused) not in shown and refused.isdisjoint(SHOWN_AS_LISTS_ARE):
                shown.append((part, refused))
                yield part, entry, refused


@pytest.mark.parametrize(
    ("part", "entry", "refused"),
    [*one_for_each_refusal()],
    ids=lambda value: name_of(value) if isinstance(value, dict) else "",
)
def test_a_query_whose_index_is_missing_is_refused_and_the_others_are_served(
    firebase: LocalFirebase, tmp_path: Path, part: str, entry: dict[str, Any], refused: set[str]
) -> None:
    path = tmp_path / "firestore.indexes.json"
    path.write_text(json.dumps(DECLARED | {part: [other for other in DECLARED[part] if other != entry]}))
    place = f"{part}-{DECLARED[part].index(entry)}".lower()
    with started_beside(firebase, place, path) as incomplete:
        assert every_query(incomplete) == ALL_WELL | dict.fromkeys(refused, 500)
