"""Who wants a product hears once that it costs less, or is there again, in whatever order commands and pages come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.decisions import Find
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.shop.looking import refreshed_notice, refreshed_wishlist
from functions.domain.shop.products import PAGE_SIZE, Product, ProductNews
from functions.domain.shop.watchers import StockNotice, Wishlist, WishlistItem
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from functions.store.queries import find_query
from tests.builders import NOON, a_customer, an_org, an_org_document, give, problems, with_staff
from tests.memory import Billed, DictBackend, a_store, run

WATCHES = {
    "falls": {"on": "price_dropped", "then": [{"tag": "told"}]},
    "back": {"on": "back_in_stock", "then": [{"tag": "told"}]},
}


def watching() -> Org:
    """A business whose automations watch wishlists and stock notices."""
    automations = {id: AutomationSettings.model_validate(each) for id, each in WATCHES.items()}
    return an_org().model_copy(update={"automations": automations})


ORG = watching()


def a_shop(*others: Any) -> DictBackend:
    return with_staff(a_customer(), *others, role="owner")


def changes_product(backend: DictBackend, minutes: int = 0, **fields: Any) -> dict[str, Any]:
    at = NOON - timedelta(minutes=60 - minutes)
    return give(backend, "change_product", {"product_id": "beans"} | fields, made_at=at, org=ORG)


def wishes(backend: DictBackend, minutes: int = 0, **fields: Any) -> dict[str, Any]:
    data = {"customer_id": "somebody", "items": [{"product_id": "beans", "price_minor": 500}]} | fields
    return give(backend, "change_wishlist", data, made_at=NOON - timedelta(minutes=60 - minutes), org=ORG)


def watches(backend: DictBackend, kind: str = "watch_stock", minutes: int = 0) -> dict[str, Any]:
    data = {"customer_id": "somebody", "product_id": "beans"}
    return give(backend, kind, data, made_at=NOON - timedelta(minutes=60 - minutes), org=ORG)


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


def goes_on(backend: DictBackend) -> Any:
    """A page of the product's watchers."""
    return run(a_store(backend), lambda: WAKE_UPS["product_news"].wake(ORG, Waking("beans", NOON, None)))


@pytest.mark.item("S000-43")
def test_a_product_keeps_its_fields_each_as_it_was_changed_last() -> None:
    backend = a_shop()
    backend.billed = Billed()
    assert changes_product(backend, 10, price_minor=500)["result"] == {"product_id": "beans"}
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 1)
    changes_product(backend, 5, price_minor=400, stock=3, pack={"quantity": "1.50", "unit": "kg"})
    product = backend.one("products")
    assert (product["price_minor"], product["stock"]) == (500, 3)
    assert product["pack"] == {"quantity": "1.50", "unit": "kg"}
    before = untouched(backend)
    assert changes_product(backend, 1, stock=9)["result"]["outdated"] == ["stock"]
    assert untouched(backend) == before


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"price_minor": -1}, "price_minor"),
        ({"price_minor": 4.5}, "price_minor"),
        ({"stock": "many"}, "stock"),
        ({"pack": {"quantity": 0, "unit": "kg"}}, "pack.quantity"),
        ({"allergens": ["nuts", ""]}, "allergens.1"),
        ({"is_consumable": 1}, "is_consumable"),
        ({"product_id": "a/b"}, "product_id"),
    ],
)
def test_a_wrong_product_is_refused_by_its_path_and_nothing_is_written(
    fields: dict[str, Any], path: str
) -> None:
    backend = a_shop()
    before = untouched(backend)
    assert list(problems(changes_product(backend, **fields))) == [path]
    assert untouched(backend) == before


@pytest.mark.item("S002-74")
def test_a_cost_is_kept_apart_from_the_product_that_all_staff_read() -> None:
    backend = a_shop()
    backend.billed = Billed()
    changes_product(backend, 10, price_minor=500, cost_minor=300)
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 2)
    assert "cost_minor" not in backend.one("products")
    assert backend.one("product_costs")["cost_minor"] == 300
    before = untouched(backend)
    assert changes_product(backend, 5, cost_minor=200)["result"]["outdated"] == ["cost_minor"]
    assert untouched(backend) == before
    changes_product(backend, 20, cost_minor=250)
    assert (backend.one("product_costs")["cost_minor"], backend.one("products")["price_minor"]) == (250, 500)


def test_a_cost_alone_makes_no_product() -> None:
    backend = a_shop()
    changes_product(backend, cost_minor=300)
    assert (backend.all("products"), backend.one("product_costs")["cost_minor"]) == ({}, 300)


def test_a_cost_is_for_leaders_to_set() -> None:
    backend = with_staff(an_org_document(), role="agent")
    refused = give(backend, "change_product", {"product_id": "beans", "name": "Beans", "cost_minor": 1})
    assert problems(refused) == {"cost_minor": "may be changed by owners and managers only"}
    assert (backend.all("products"), backend.all("product_costs")) == ({}, {})


def test_a_wishlist_keeps_the_price_that_was_told_last_and_counts_a_product_once() -> None:
    backend = a_shop()
    wishes(backend, items=[{"product_id": "beans", "price_minor": 500}] * 2)
    wishes(backend, 5, items=[{"product_id": "beans", "price_minor": 900}, {"product_id": "cup"}])
    stored = backend.one("wishlists")
    assert stored["items"] == [
        {"product_id": "beans", "price_minor": 500},
        {"product_id": "cup", "price_minor": None},
    ]
    assert (stored["product_ids"], stored["due"]) == (["beans", "cup"], {"product": NOON})
    before = untouched(backend)
    assert wishes(backend, 4, items=[])["result"]["outdated"] == ["items"]
    assert untouched(backend) == before


def test_a_wishlist_has_at_most_200_items() -> None:
    backend = a_shop()
    many = [{"product_id": f"p{number}"} for number in range(201)]
    assert list(problems(wishes(backend, items=many))) == ["items"]
    assert backend.all("wishlists") == {}


def test_who_stops_waiting_is_not_brought_back_by_an_older_wish() -> None:
    backend = a_shop()
    watches(backend, minutes=1)
    assert backend.one("stock_notices")["waits_for"] == "beans"
    watches(backend, "unwatch", minutes=5)
    watches(backend, minutes=4)
    notice = backend.one("stock_notices")
    assert ("waits_for" in notice, notice["product_id"]) == (False, "beans")


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ({"price_minor": 500}, {"price_minor": 400}, ["wishlists"]),
        ({"price_minor": 500}, {"price_minor": 600}, ["wishlists"]),
        ({"price_minor": 500}, {"price_minor": 500}, None),
        ({"stock": 0}, {"stock": 1}, ["stock_notices"]),
        ({"stock": 1}, {"stock": 5}, None),
        ({"stock": 1}, {"stock": 0}, None),
        ({"price_minor": 5, "stock": 0}, {"price_minor": 4, "stock": 2}, ["wishlists", "stock_notices"]),
    ],
)
def test_a_price_that_moves_and_a_stock_that_is_back_have_watchers_look(
    before: dict[str, Any], after: dict[str, Any], left: list[str] | None
) -> None:
    backend = a_shop(Product(id="beans", **before))
    changes_product(backend, 5, **after)
    jobs = backend.all("product_news")
    assert [job["left"] for job in jobs.values()] == ([left] if left else [])


def with_watchers(count: int) -> DictBackend:
    backend = a_shop()
    for number in range(count):
        id = f"{number:04}"
        item = WishlistItem(product_id="beans", price_minor=500)
        backend.put(Wishlist(id=id, customer_id=id, items=(item,), product_ids=("beans",)))
        backend.put(StockNotice(id=id, customer_id=id, product_id="beans", waits_for="beans"))
    backend.put(Wishlist(id="other", customer_id="other", product_ids=("cup",)))
    left = ("wishlists", "stock_notices")
    backend.put(ProductNews(id="beans", left=left, wake_at=NOON))
    return backend


def test_every_watcher_of_a_product_looks_once_page_by_page() -> None:
    backend = with_watchers(PAGE_SIZE + 5)
    backend.billed = Billed()
    pages = 0
    while goes_on(backend) is not None:
        pages += 1
    assert pages == 3
    looked = {**backend.all("wishlists"), **backend.all("stock_notices")}
    assert {id for id, one in looked.items() if one.get("due") == {"product": NOON}} == looked.keys() - {
        "other"
    }
    assert "wake_at" not in backend.one("product_news")
    watchers = 2 * (PAGE_SIZE + 5)
    assert backend.billed == Billed(reads=watchers + 4, writes=watchers + 4)


class Killed(Exception):
    pass


@pytest.mark.parametrize("is_written", [False, True], ids=["before its commit", "after its commit"])
@pytest.mark.parametrize("step", range(4))
def test_a_page_that_is_killed_leaves_no_watcher_out_and_has_none_look_twice(
    step: int, is_written: bool
) -> None:
    backend = with_watchers(PAGE_SIZE + 5)
    write: Callable[[Any], list[Any]] = backend.write
    written: list[str] = []
    calls = 0

    def dies(writes: Any) -> list[Any]:
        nonlocal calls
        calls += 1
        if calls == step + 1 and not is_written:
            raise Killed
        answer = write(writes)
        written.extend(one.path for one in writes if "product_news" not in one.path)
        if calls == step + 1:
            raise Killed
        return answer

    backend.write = dies  # type: ignore[method-assign]
    for _ in range(12):
        try:
            goes_on(backend)
        except Killed:
            continue
    assert len(written) == len(set(written)) == 2 * (PAGE_SIZE + 5)


def a_wishlist(price: int | None) -> Wishlist:
    return Wishlist(id="w", items=(WishlistItem(product_id="beans", price_minor=price),))


@pytest.mark.item("S000-41")
@pytest.mark.parametrize(
    ("told", "price", "has_fallen", "kept"),
    [
        (500, 400, True, 400),
        (500, 500, False, 500),
        (500, 600, False, 600),
        (500, None, False, 500),
        (None, 400, False, 400),
    ],
)
def test_an_item_has_fallen_where_it_costs_less_than_the_customer_was_told(
    told: int | None, price: int | None, has_fallen: bool, kept: int
) -> None:
    after, fallen = refreshed_wishlist(a_wishlist(told), [Product(id="beans", price_minor=price)])
    assert (after.items[0].price_minor, bool(fallen)) == (kept, has_fallen)
    assert refreshed_wishlist(after, [Product(id="beans", price_minor=price)]) == (after, ())


def test_a_price_that_fell_and_rose_again_before_the_look_tells_nothing_and_later_sales_do() -> None:
    seen, told = a_wishlist(500), []
    for price in (500, 400, 400, 500, 400):
        seen, fallen = refreshed_wishlist(seen, [Product(id="beans", price_minor=price)])
        told.append(len(fallen))
    assert told == [0, 1, 0, 0, 1]


def test_an_unknown_product_leaves_its_item_as_it_is() -> None:
    assert refreshed_wishlist(a_wishlist(500), []) == (a_wishlist(500), ())


@pytest.mark.item("S000-42")
def test_a_notice_is_given_once_when_its_product_is_there() -> None:
    notice = StockNotice(id="n", product_id="beans", waits_for="beans")
    for stock in (None, 0, -1):
        assert refreshed_notice(notice, Product(id="beans", stock=stock), NOON) == (notice, False)
    assert refreshed_notice(notice, None, NOON) == (notice, False)
    given, is_back = refreshed_notice(notice, Product(id="beans", stock=3), NOON)
    assert (is_back, given.notified_at, given.waits_for) == (True, NOON, None)
    assert refreshed_notice(given, Product(id="beans", stock=3), NOON) == (given, False)


def test_a_query_for_what_a_list_holds_says_so_to_firestore() -> None:
    query = find_query(
        Find(Wishlist, (), "customer_id", "ASCENDING", 1, containing=("product_ids", "x")), "p"
    )
    assert query.where.field_filter.op == 7


def test_a_notice_tells_since_when_it_waits() -> None:
    backend = a_shop()
    for kind, minutes, since in (
        ("watch_stock", 10, 10),
        ("watch_stock", 20, 10),
        ("unwatch", 30, 10),
        ("watch_stock", 40, 40),
    ):
        watches(backend, kind, minutes)
        assert backend.one("stock_notices")["created_at"] == NOON - timedelta(minutes=60 - since)
