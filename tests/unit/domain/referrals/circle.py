"""A business whose customers bring friends, for the tests of this room: who brings, and what a friend buys."""

from datetime import datetime, timedelta
from typing import Any

from functions.domain.automations.subjects import wake_subject
from functions.domain.orders.receipts import Receipt
from functions.domain.orgs.org import Org
from functions.domain.referrals.codes import referral_code_of
from functions.domain.referrals.documents import Referral
from functions.domain.settings.automations import AutomationSettings
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_org, take_in, with_staff
from tests.memory import DictBackend, a_store, run

DAY = timedelta(days=1)
EARLIER = "2025-01-20T10:00:00+05:30"
REWARD = {
    "of": "referrals",
    "on": {"field": "earned_at", "after": "14d"},
    "when": {"==": [{"var": "status"}, "earned"]},
    "repeat": "once",
    "then": [{"coupon": {"name": "Referral", "percent": 10}}],
}


def an_org_of_friends(*, least_spend: int = 0, **automations: Any) -> Org:
    wanted = automations or {"reward": REWARD}
    return an_org(
        loyalty={"referral": {"least_spend": least_spend}},
        automations={id: AutomationSettings.model_validate(each) for id, each in wanted.items()},
    )


FRIENDLY = an_org_of_friends()


def buy(
    backend: DictBackend,
    number: int | str,
    phone: str = OTHER_PHONE,
    *,
    code: str | None = None,
    org: Org = FRIENDLY,
    now: datetime = NOON,
    **changes: Any,
) -> Receipt:
    """An order of a friend, who names a code."""
    customer = {"phone": phone} | ({"referral_code": code} if code else {}) | changes.pop("customer", {})
    order = an_order(org, **{"order_id": str(number), "customer": customer} | changes)
    return take_in(a_store(backend), order, org=org, now=now)


def with_referrer(org: Org = FRIENDLY) -> tuple[DictBackend, str, str]:
    """A customer who has bought before, with their id and code."""
    backend = with_staff()
    buy(backend, "first", PHONE, org=org, ordered_at=EARLIER)
    (id,) = backend.all("customers")
    return backend, id, referral_code_of(org, id)


def refusal(receipt: Receipt) -> str | None:
    return next((each.message for each in receipt.warnings if each.path == "customer.referral_code"), None)


def pass_to(backend: DictBackend, now: datetime, *, org: Org = FRIENDLY) -> None:
    """All referrals wake that are due then."""
    for id in backend.all("referrals"):
        run(a_store(backend), lambda id=id: wake_subject(org, Referral, id, now=now))  # type: ignore[misc]
