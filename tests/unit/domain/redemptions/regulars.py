"""A café whose points are worth a rupee each, and regulars who have points, wallet credit and coupons."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.domain.coupons.documents import Coupon
from functions.domain.customers.customer import Customer, LoyaltyAccount
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.loyalty.points import LedgerEntry, Unit
from functions.domain.orders.documents import Order
from functions.domain.orders.receipts import Receipt
from functions.domain.orgs.org import Org
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store

EARN = {"per_amount": 100, "points": 1}
REDEEM = {"points": 10, "worth": "1.00", "least": 20, "most_percent": 50}


def a_cafe(**changes: Any) -> Org:
    """A café that takes 10 points for a rupee, from 20 on and for half of a bill at the most."""
    return an_org(**({"loyalty": {"earn": EARN, "redeem": REDEEM}, "messages": {}} | changes))


ORG = a_cafe()
AT = datetime(2025, 1, 25, 5, 0, 5, tzinfo=UTC)


def id_of(phone: str = PHONE) -> str:
    return identity_id(ORG.id_key, Identity("phone", phone))


def with_regulars(
    *,
    points: int = 500,
    wallet_minor: int = 10_000,
    coupons: tuple[Coupon, ...] = (),
    backend: DictBackend | None = None,
) -> DictBackend:
    """Two regulars with so much each, and a ledger that says so."""
    backend = backend or DictBackend()
    for phone in (PHONE, OTHER_PHONE):
        id = id_of(phone)
        account = LoyaltyAccount(points=points, wallet_minor=wallet_minor)
        backend.put(Customer(id=id, phone=phone, identity_ids=(id,), loyalty=account, created_at=NOON))
        backend.put(KnownIdentity(id=id, customer_id=id, kind="phone", created_at=NOON))
        gifts: tuple[tuple[Unit, int], ...] = (("points", points), ("wallet_minor", wallet_minor))
        for unit, amount in gifts:
            backend.put(
                LedgerEntry(
                    id=f"gift:{id}:{unit}",
                    customer_id=id,
                    unit=unit,
                    kind="adjust",
                    amount=amount,
                    cause="gift",
                    at=NOON,
                )
            )
    for coupon in coupons:
        backend.put(coupon)
    return backend


def a_coupon(id: str = "TENOFF", **changes: Any) -> Coupon:
    """10% for the first regular, good until the end of the month."""
    return Coupon.model_validate(
        {
            "id": id,
            "customer_id": id_of(),
            "kind": "percent",
            "percent": 10,
            "valid_until": datetime(2025, 1, 31, tzinfo=UTC),
        }
        | changes
    )


def a_state(number: int = 0, **changes: Any) -> Order:
    """The state of an order as of `number` minutes after its first."""
    return an_order(
        changes.pop("org", ORG), **{"updated_at": (AT + timedelta(minutes=number)).isoformat(), **changes}
    )


def sell(
    backend: DictBackend, number: int = 0, *, org: Org = ORG, now: datetime = NOON, **changes: Any
) -> Receipt:
    """A state is taken in."""
    return take_in(a_store(backend), a_state(number, org=org, **changes), org=org, now=now)


def account_of(backend: DictBackend, phone: str = PHONE) -> tuple[int, int]:
    """A regular's points and wallet, which are what the ledger adds up to."""
    loyalty = backend.all("customers")[id_of(phone)]["loyalty"]
    found = loyalty["points"], loyalty["wallet_minor"]
    assert found == balances(backend).get(id_of(phone), (0, 0))
    return found


def balances(backend: DictBackend) -> dict[str, tuple[int, int]]:
    """What the ledger adds up to, in points and wallet, by customer."""
    sums: Counter[tuple[str, str]] = Counter()
    entries = backend.all("loyalty_transactions")
    for entry in entries.values():
        sums[entry["customer_id"], entry["unit"]] += entry["amount"]
    ids = {entry["customer_id"] for entry in entries.values()}
    return {id: (sums[id, "points"], sums[id, "wallet_minor"]) for id in ids}


def coupon(backend: DictBackend, id: str = "TENOFF") -> tuple[str, str | None]:
    """A coupon's status, and the order that redeemed it."""
    found = backend.all("coupons")[id]
    assert (found["redeemed_at"] is None) == (found["order_id"] is None)
    return found["status"], found["order_id"]


def reasons(receipt: Receipt) -> dict[str, str]:
    return {warning.path: warning.message for warning in receipt.warnings}
