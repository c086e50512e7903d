"""What the sender of an order is answered (docs/contracts.md, Orders in)."""

from typing import Any

from functions.domain.kernel.decisions import Value
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.orders.documents import OrderStatus


class Receipt(Value):
    """The answer to the sender of an order. `redeemed`: see redeeming.py, `answered`."""

    order_id: str
    customer_id: str | None
    status: OrderStatus
    points_earned: int
    points_balance: int
    tier: str | None
    replayed: bool
    redeemed: dict[str, int | str] | None = None
    warnings: tuple[Warned, ...] = ()

    def as_answered(self) -> dict[str, Any]:
        """What the sender is answered: what was redeemed and warnings only where there are any."""
        return self.model_dump(exclude={name for name in ("redeemed", "warnings") if not getattr(self, name)})
