"""Things that tests need, with defaults: name what matters to the test, leave out the rest."""

from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from functions import presets
from functions.domain.order_forms import parse_order
from functions.domain.orders import Order
from functions.domain.orgs import Org, Settings

NOON = datetime(2025, 1, 25, 12, 0, tzinfo=UTC)
# Ofcom keeps +44 7700 900000 to 900999 for fiction.
PHONE = "+447700900123"
OTHER_PHONE = "+447700900456"


def an_org(**changes: Any) -> Org:
    """A café in India. `changes` replace top-level settings."""
    settings = presets.load("cafe").model_dump(mode="json") | changes
    return Org(
        id="kopi",
        name="Kopi",
        preset="cafe",
        settings=Settings.model_validate(settings),
        hook_secret=SecretStr("s3cret"),
        identity_key=SecretStr("k" * 64),
    )


def an_order_body(**changes: Any) -> dict[str, Any]:
    """A delivery as contracts §2 has it: a paid latte of 387.00 rupees at the first outlet."""
    return {
        "order_id": "1",
        "source": "pos",
        "channel": "pos",
        "status": "paid",
        "ordered_at": "2025-01-25T10:30:00+05:30",
        "updated_at": "2025-01-25T10:30:05+05:30",
        "currency": "INR",
        "total": "387.00",
        "customer": {"phone": PHONE},
        "outlet_id": "first",
        "visit_type": "dine_in",
        "lines": [{"product_id": "latte", "quantity": "1", "unit_price": "387.00"}],
    } | changes


def an_order(org: Org | None = None, **changes: Any) -> Order:
    return parse_order(org or an_org(), an_order_body(**changes), NOON)
