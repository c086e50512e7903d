"""What goes out of an order to the order system: its latest state that was made here, in one document an order.

A newer state takes the place of one that has not left, so the order system gets an order's states in their order. The
body is written with the state and stays as it is: each try sends the same bytes under the same key.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Document, Put, Reading, get
from functions.domain.kernel.money import to_major
from functions.domain.orders.documents import Order, OrderLine
from functions.domain.orgs.org import Org

PostStatus = Literal["queued", "sending", "sent", "failed"]
_OF_BUYER: Mapping[str, str] = {"card_number": "card"}
_OF_CUSTOMER = ("name", "phone", "email", "card_number")
_SAID = frozenset({"phone", "email", "card"})
_KEY_LENGTH = 40


class OrderPost(Document):
    """`order_posts/{order}`. `event`: which state it tells; `body`, `key`: what is sent. `queued_at`: since when it is
    to go, `send_at`: when it is tried next. `reason`: why the last try failed. `lease_*`: the try that is under way, of
    which key, and until when nobody else tries.
    """

    collection: ClassVar[str] = "order_posts"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    customer_id: str | None = None
    status: PostStatus = "queued"
    event: str | None = None
    body: str = ""
    key: str = ""
    updated_at: datetime | None = None
    queued_at: datetime | None = None
    attempts: int = 0
    enqueued_count: int = 0
    reason: str | None = None
    send_at: datetime | None = None
    sent_at: datetime | None = None
    lease_id: str | None = None
    lease_key: str | None = None
    lease_until: datetime | None = None
    wake_at: datetime | None = None

    def is_held(self, now: datetime) -> bool:
        """Whether a try of it is under way."""
        return self.lease_until is not None and now < self.lease_until

    def queued_again(self, now: datetime) -> "OrderPost":
        """The post as one that was never tried; it wakes at once, or when the try that is under way is over."""
        return self.with_changes(
            status="queued",
            queued_at=now,
            attempts=0,
            reason=None,
            send_at=None,
            sent_at=None,
            wake_at=self.lease_until if self.is_held(now) else now,
        )


def with_post(org: Org, changes: Changes, order: Order, *, now: datetime) -> Reading[Changes]:
    """The changes with the order's post, which wakes at once. Bills 1 write with its first state, 1 read more with a
    later one.
    """
    known = yield from get(OrderPost, order.id, presumed_missing=True)
    customer = _customer_in(changes)
    body = json.dumps(_body(org, order, customer), ensure_ascii=False)
    key = key_of(org, order.id, body)
    if known is not None and known.key == key:
        return changes
    told = (known or OrderPost(id=order.id)).with_changes(
        customer_id=customer.id if customer is not None else None,
        event=order.facts.status,
        body=body,
        key=key,
        updated_at=order.facts.updated_at,
    )
    return Changes(create=changes.create, put=(*changes.put, told.queued_again(now)), remove=changes.remove)


def key_of(org: Org, order_id: str, body: str) -> str:
    """The `Idempotency-Key` of a state: the same for the same bytes."""
    return hashlib.sha256(f"{org.id}\n{order_id}\n{body}".encode()).hexdigest()[:_KEY_LENGTH]


def _customer_in(changes: Changes) -> Customer | None:
    """The order's customer: an order's commit writes them, the buyer last."""
    written = [each.document if isinstance(each, Put) else each for each in (*changes.create, *changes.put)]
    orders = {getattr(each, "customer_id", None) for each in written if each.collection == "orders"}
    return next((each for each in written if isinstance(each, Customer) and each.id in orders), None)


def _body(org: Org, order: Order, customer: Customer | None) -> dict[str, Any]:
    """An order as `hooks/{org}/orders` takes one (docs/contracts.md, Orders in)."""
    facts = order.facts
    fields = {
        "order_id": order.external_id,
        "source": order.id.partition(":")[0],
        "channel": facts.channel,
        "status": facts.status,
        "ordered_at": facts.ordered_at.isoformat(),
        "updated_at": facts.updated_at.isoformat(),
        "currency": facts.currency,
        "total": _amount(facts.total_minor, facts.currency),
        "refunded_total": _amount(facts.refunded_minor, facts.currency) if facts.refunded_minor else None,
        "outlet_id": facts.outlet_id,
        "visit_type": facts.visit_type,
        "wanted_on": order.wanted_on,
        "requirements": list(order.requirements) or None,
        "customer_id": customer.id if customer is not None else None,
        "customer": _buyer(order, customer) or None,
        "lines": [_line(line, facts.currency) for line in order.lines],
    }
    return _present(fields)


def _buyer(order: Order, customer: Customer | None) -> dict[str, Any]:
    """By what the order system may know the buyer: as the order says it, else as the profile does."""
    known: dict[str, Any] = {}
    if customer is not None:
        known = {_OF_BUYER.get(name, name): getattr(customer, name) for name in _OF_CUSTOMER}
        known["group"] = customer.customer_group
    known |= {str(each.kind): each.value for each in order.buyer.identities if each.kind in _SAID}
    return _present(known)


def _line(line: OrderLine, currency: str) -> dict[str, Any]:
    price = line.unit_price_minor
    fields = line.model_dump(exclude={"unit_price_minor"})
    return _present(fields | {"unit_price": None if price is None else _amount(price, currency)})


def _amount(minor: int, currency: str) -> str:
    return f"{to_major(minor, currency):f}"


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
