"""A referral: a customer brought a friend, and what became of it."""

from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.kernel.subjects import Subject

ReferralStatus = Literal["pending", "earned", "taken_back"]


class Referral(Subject):
    """`referrals/{friend}`: by the friend's id, so that a friend is brought once. `customer_id`: who brought them.

    `pending` until the friend's first order counts, `earned` as of that order (`earned_at`), `taken_back` once it
    counts no more; then another order may earn it again. `campaigns`: those in whose time who brought them was, each as
    `{campaign}:treated` or `{campaign}:held_out`.
    """

    collection: ClassVar[str] = "referrals"
    friend_id: str | None = None
    code: str | None = None
    status: ReferralStatus = "pending"
    named_at: datetime | None = None
    earned_at: datetime | None = None
    campaigns: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
