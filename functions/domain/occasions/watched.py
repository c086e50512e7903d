"""The documents that automations watch beside customers: the model of each collection, loaded when first asked for."""

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from typing import TypeVar

from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.subjects import Subject
from functions.domain.orgs.org import Org

S = TypeVar("S", bound=Subject)
# What looks at other documents before a document of a collection wakes, and gives it as it is then.
Refresh = Callable[[Org, Subject, datetime], Reading[Subject]]

_MODELS: Mapping[str, str] = {
    "orders": "functions.domain.orders.watching:DeliveredOrder",
    "interactions": "functions.domain.customers.interactions:Interaction",
    "carts": "functions.domain.shop.carts:Cart",
    "wishlists": "functions.domain.shop.watchers:Wishlist",
    "stock_notices": "functions.domain.shop.watchers:StockNotice",
    "invoices": "functions.domain.accounts.invoices:Invoice",
    "contracts": "functions.domain.accounts.contracts:Contract",
    "brands": "functions.domain.accounts.brands:Brand",
    "products": "functions.domain.shop.products:Product",
    "opportunities": "functions.domain.sales.opportunities:Opportunity",
    "quotes": "functions.domain.quotes.documents:Quote",
    "referrals": "functions.domain.referrals.documents:Referral",
    "leads": "functions.domain.leads.documents:Lead",
    "tasks": "functions.domain.tasks.documents:Task",
}
# Those that look at other documents when they wake.
_REFRESH: Mapping[str, str] = {
    "wishlists": "functions.domain.shop.looking:look_at_prices",
    "stock_notices": "functions.domain.shop.looking:look_at_stock",
}
# What the clock itself changes of a document when its time comes, watched or not.
_LAPSES: Mapping[str, str] = {"quotes": "functions.domain.quotes.lapsing:lapsed"}
WATCHED_COLLECTIONS = tuple(_MODELS)


def model_of(collection: str) -> type[Subject]:
    """The model of a collection that automations watch. KeyError for any other."""
    module, name = _MODELS[collection].split(":")
    model: type[Subject] = getattr(import_module(module), name)
    return model


def lapsed(subject: S, now: datetime) -> S:
    """The subject as the clock leaves it."""
    lapse = _LAPSES.get(subject.collection)
    if lapse is None:
        return subject
    module, name = lapse.split(":")
    change: Callable[[S, datetime], S] = getattr(import_module(module), name)
    return change(subject, now)


def refreshed(org: Org, subject: Subject, now: datetime) -> Reading[Subject]:
    """The subject as the documents that it looks at have it now. Bills nothing for one that looks at none."""
    refresh = _REFRESH.get(subject.collection)
    if refresh is None:
        return subject
    module, name = refresh.split(":")
    look: Refresh = getattr(import_module(module), name)
    return (yield from look(org, subject, now))
