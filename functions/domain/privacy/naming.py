"""The table of what names a customer: in which collection, by which field, and what becomes of it when they are erased.

tests/unit/domain/privacy/test_naming.py holds that each collection of the server's is in it once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Literal

from pydantic import create_model

from functions.domain.kernel.decisions import Document, Find
from functions.domain.loyalty.points import LedgerEntry

# `removed`: the document goes. `kept`: it stays, as the erased id's and without what `blanks` names.
Then = Literal["removed", "kept"]


@dataclass(frozen=True)
class Naming:
    """`by`: the fields that hold a customer's id. `blanks`: what stands in the place of each personal field."""

    collection: str
    then: Then
    by: tuple[str, ...] = ("customer_id",)
    blanks: Mapping[str, Any] = field(default_factory=dict)


# A person who is a lead alone is erased and exported by the lead's id.
OF_LEAD = ("customer_id", "lead_id")

NAMING: tuple[Naming, ...] = (
    Naming("messages", "removed"),
    Naming("interactions", "removed", OF_LEAD),
    Naming("notes", "removed", OF_LEAD),
    Naming("leads", "removed", OF_LEAD),
    Naming("carts", "removed"),
    Naming("wishlists", "removed"),
    Naming("stock_notices", "removed"),
    Naming("devices", "removed"),
    Naming("recommendations", "removed"),
    Naming("tasks", "removed", OF_LEAD),
    Naming("joins", "removed", ("customer_id", "into")),
    Naming("referrals", "removed", ("customer_id", "friend_id")),
    Naming("contacts", "removed", ("customer_id", "person_id")),
    Naming("conversations", "removed"),
    Naming("order_posts", "removed"),
    Naming("pilgrims", "removed"),
    Naming("loyalty_transactions", "kept"),
    # The id of a low rating's task holds its customer's.
    Naming("feedback", "kept", blanks={"comment": None, "resolution": None, "task_id": None}),
    Naming("coupons", "kept"),
    Naming("campaign_redemptions", "kept"),
    Naming("import_rows", "kept"),
    Naming("legal_entities", "kept", blanks={"billing_email": None}),
    Naming("brands", "kept", blanks={"pic_name": None}),
    Naming(
        "locations",
        "kept",
        blanks={"phone": None, "pic_name": None, "instagram": None, "notes": None, "photos": ()},
    ),
    Naming("contracts", "kept"),
    Naming("invoices", "kept"),
    Naming(
        "opportunities",
        "kept",
        # A lead's deal has the person's name as its title.
        blanks={"title": None, "description": None, "decision_maker": None, "next_action": None},
    ),
    Naming("bookings", "kept", blanks={"name": None, "phone": None, "reason": None}),
    Naming("quotes", "kept", blanks={"note": None, "answer_reason": None, "accept_url": None}),
)
# Written by steps of their own (erasing.py): who is erased, what others' documents hold about them, and orders.
APART: Mapping[str, str] = {
    "customers": "removed at the last; who names them as referrer or as contact of a business names the erased id",
    "identities": "removed with the customer",
    "orders": "kept as the erased id's, with their amounts; the buyer's name goes",
    "commands": "looked through; what was asked for goes where it names them",
    "dead_letters": "looked through; what came goes where it names them",
    "audit": "looked through; the erased id stands in the place of theirs",
    "insights": "looked through; calls of them go",
    "rebuilds": "looked through; they go from those of whom a list is still to be taken",
}
NAMES_NO_CUSTOMER: Mapping[str, str] = {
    "suppressions": "hashes of addresses that get no messages: they outlive whom they were about",
    "api_requests": "ids alone, for two days",
    "migrations": "one id alone, while a run is under way",
    "erasures": "ids, while an erasure is under way",
    "assignments": "members",
    "imports": "counts",
    "undone_orders": "ids of orders",
    "budgets": "counters",
    "members": "staff",
    "outlets": "where the business sells",
    "products": "what it sells",
    "product_costs": "what that costs",
    "segments": "filters",
    "campaigns": "offers, whom they are for by segment, and a place in a list while they go out",
    "product_news": "a place in a list, for minutes",
    "marketing": "figures, and questions in words that three customers or more have used",
    "ad_clicks": "counts",
    "preset_versions": "configuration",
    "settings_versions": "configuration",
    "templates": "configuration",
    "automations": "configuration",
    "consumption_profiles": "configuration",
    "recommendation_rules": "configuration",
    "offers": "configuration",
    "offer_counts": "counters",
    "coupon_batches": "counts",
    "pipelines": "configuration",
    "offer_calendar": "configuration",
    "territories": "configuration; an erased customer's id that it lists names no one",
    "packages": "configuration",
    "package_seats": "counts",
    "faqs": "configuration",
    "prompts": "configuration",
    "prompt_examples": "configuration: chats that the business made up",
    "prompt_trials": "how those went",
    "orgs": "the business",
    "org_secrets": "the business",
    "staff_claims": "staff",
}


@lru_cache(maxsize=128)
def model_of(collection: str, names: tuple[str, ...] = ()) -> type[Document]:
    """Some fields of a collection's documents, of any type."""

    class Named(Document):
        is_part: ClassVar[bool] = True

    Named.collection = collection
    fields: dict[str, Any] = dict.fromkeys(names, (Any, None))
    model: type[Document] = create_model(f"Named_{collection}", __base__=Named, **fields)
    return model


def model_for(row: Naming) -> type[Document]:
    """What of a row's documents is read: of the ledger all, since ids of entries may hold the customer's."""
    if row.collection == LedgerEntry.collection:
        return LedgerEntry
    return model_of(row.collection, (*row.by, *row.blanks))


def found_by(model: type[Document], name: str, id: str, *, limit: int) -> Find[Any]:
    return Find(model, ((name, id),), name, "ASCENDING", limit)


def below_conversation(id: str) -> tuple[type[Document], ...]:
    """The messages of a conversation, and the assistant's turns in it."""
    return tuple(model_of(f"conversations/{id}/{below}", ("customer_id",)) for below in ("messages", "turns"))


def finds(ids: tuple[str, ...], limit: int) -> Iterator[tuple[str, Find[Any]]]:
    """Each query for what names customers by a field, with the collection, for an export."""
    for collection, name in (("orders", "customer_id"), *(("identities", each) for each in OF_LEAD)):
        for id in ids:
            yield collection, found_by(model_of(collection, (name,)), name, id, limit=limit)
    for row in NAMING:
        for name in row.by:
            for id in ids:
                yield row.collection, found_by(model_for(row), name, id, limit=limit)
