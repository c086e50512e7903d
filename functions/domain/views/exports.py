"""What an organisation takes with it: its documents as rows with columns that stay, by allow-lists.

The columns of customers and orders have the names by which an import finds them again.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from functions.domain.customers.customer import Customer
from functions.domain.customers.described import TEXTS
from functions.domain.customers.interactions import Interaction
from functions.domain.feedback.documents import Feedback
from functions.domain.kernel.decisions import Document
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orders.documents import OrderLine
from functions.domain.orgs.org import Org

ExportKind = Literal["customers", "orders", "ledger", "interactions", "feedback"]
Row = dict[str, Any]

_PROFILE = (
    *("name", "phone", "email", "app_user_id", "customer_group", "segment", "birthday", "locale", "timezone"),
    *("preferred_channel", "owner_uid", "territory_id", "source_method", "source_app"),
    *("gender", *TEXTS),
)
_CUSTOMER = (
    *("customer_id", *_PROFILE, "tags", "custom", "whatsapp_opt_in", "sms_opt_in", "email_opt_in"),
    *(
        "orders",
        "visits",
        "spend",
        "first_order_at",
        "last_order_at",
        "tier",
        "points",
        "wallet",
        "created_at",
    ),
)
_ORDER = (
    *("order_id", "source", "status", "ordered_at", "updated_at", "currency", "total", "refunded_total"),
    *("channel", "outlet_id", "visit_type", "customer_id", "name", "phone", "email", "points_earned"),
)
_LINE = ("product_id", "product", "category", "quantity", "unit", "unit_price")
_LEDGER = ("entry_id", "customer_id", "unit", "kind", "amount", "cause", "at")
_INTERACTION = (
    *(
        "interaction_id",
        "customer_id",
        "interaction_type",
        "interaction_source",
        "performed_by",
        "performed_at",
    ),
    *("duration_minutes", "outcome", "next_action", "next_action_on", "notes", "automation_id"),
)
_FEEDBACK = (
    *("feedback_id", "customer_id", "order_id", "outlet_id", "rating", "comment", "status", "created_at"),
    *("created_by", "resolved_at", "resolved_by", "resolution"),
)


class ExportedOrder(Document):
    """Of a stored order, what is exported."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    customer_id: str | None = None
    status: str | None = None
    ordered_at: datetime | None = None
    updated_at: datetime | None = None
    currency: str | None = None
    total_minor: int = 0
    refunded_minor: int = 0
    outlet_id: str | None = None
    visit_type: str | None = None
    channel: str | None = None
    points_earned: int = 0
    lines: tuple[OrderLine, ...] = ()


@dataclass(frozen=True)
class Export:
    """How a kind is exported. `rows`: of one document, with its customer where `with_customer` asks for them."""

    model: type[Document]
    columns: tuple[str, ...]
    rows: Callable[[Org, Any, Customer | None], Iterator[Row]]
    with_customer: bool = False


def exports() -> Mapping[ExportKind, Export]:
    """The kinds that there are."""
    return {
        "customers": Export(Customer, _CUSTOMER, _customer),
        "orders": Export(ExportedOrder, (*_ORDER, *_LINE), _order, with_customer=True),
        "ledger": Export(LedgerEntry, _LEDGER, _plain("entry_id", _LEDGER)),
        "interactions": Export(Interaction, _INTERACTION, _plain("interaction_id", _INTERACTION)),
        "feedback": Export(Feedback, _FEEDBACK, _plain("feedback_id", _FEEDBACK)),
    }


def _plain(id: str, columns: Sequence[str]) -> Callable[[Org, Any, Customer | None], Iterator[Row]]:
    def rows(org: Org, document: Document, customer: Customer | None) -> Iterator[Row]:
        yield {id: document.id, **{name: getattr(document, name) for name in columns if name != id}}

    return rows


def _customer(org: Org, customer: Customer, _: Customer | None) -> Iterator[Row]:
    """None of who was joined into another customer: that one has all of theirs."""
    if customer.joined_into is not None:
        return
    stats, account = customer.stats, customer.loyalty
    opted = ("whatsapp_opt_in", "sms_opt_in", "email_opt_in")
    yield {
        "customer_id": customer.id,
        **{name: getattr(customer, name) for name in (*_PROFILE, *opted, "created_at")},
        "tags": list(customer.tags),
        "custom": customer.custom,
        **{name: getattr(stats, name) for name in ("orders", "visits", "first_order_at", "last_order_at")},
        "spend": org.in_major(stats.spend_minor),
        "tier": account.tier,
        "points": account.points,
        "wallet": org.in_major(account.wallet_minor),
    }


def _order(org: Org, order: ExportedOrder, customer: Customer | None) -> Iterator[Row]:
    """A row for each line, the order's own fields in each; one row where it has none."""
    source, _, external = order.id.partition(":")
    plain = ("status", "ordered_at", "updated_at", "currency", "channel", "outlet_id", "visit_type")
    own = {
        "order_id": external.replace("%2F", "/").replace("%25", "%"),
        "source": source,
        **{name: getattr(order, name) for name in (*plain, "customer_id", "points_earned")},
        "total": org.in_major(order.total_minor),
        "refunded_total": org.in_major(order.refunded_minor) if order.status == "refunded" else None,
        **{name: getattr(customer, name, None) for name in ("name", "phone", "email")},
    }
    for line in order.lines or (OrderLine(),):
        price = line.unit_price_minor
        yield {
            **own,
            "product": line.name,
            **{name: getattr(line, name) for name in ("product_id", "category", "quantity", "unit")},
            "unit_price": None if price is None else org.in_major(price),
        }


def as_cell(value: Any) -> str:
    """A value in CSV. A text that a spreadsheet would take for a formula has an apostrophe in front, as OWASP advises:
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _safe(value)
    if isinstance(value, list):
        return _safe(_joined([str(each) for each in value]))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return "" if value is None else str(value)


def _joined(texts: Sequence[str]) -> str:
    """Texts in one cell. A semicolon parts them; at the end it tells that a comma does not."""
    return "; ".join(texts) + (";" if any("," in text for text in texts) else "")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def as_json(value: Any) -> Any:
    """A value in JSON Lines: amounts as text, which is exact."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
