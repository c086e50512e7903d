"""What an automation can do, each action told by the field that is its own."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from functions.domain.settings.moments import Duration
from functions.domain.settings.types import EachChannel, Setting, form_of

MOST_ACTIONS = 10
_TAG = re.compile(r"\S(.{0,58}\S)?")


def _tag(text: str) -> str:
    if not _TAG.fullmatch(text):
        raise ValueError("is not a tag: 1 to 60 characters, none of them at an end a space")
    return text


CustomerTag = Annotated[str, AfterValidator(_tag)]
Uid = Annotated[str, Field(min_length=1, max_length=128)]
Word = Annotated[str, Field(min_length=1, max_length=200)]
CouponWords = Annotated[tuple[Word, ...], Field(max_length=100)]


class Send(Setting):
    """A message by this template. `channels`: one on each of them; without any on the first that the gate allows.
    `to`: the customer, or the primary contact of their account; the customer where that has none.
    """

    send: str
    channels: EachChannel = ()
    variables: Mapping[str, str | int] = {}
    to: Literal["customer", "pic"] = "customer"


class OneMember(Setting):
    uid: Uid


class OfRole(Setting):
    role: Word


# The member to whom the customer is assigned, that member's manager, all of a role, one by uid.
Staff = Annotated[
    Annotated[Literal["owner", "manager"], Tag("(word)")]
    | Annotated[OfRole, Tag("(role)")]
    | Annotated[OneMember, Tag("(uid)")],
    Discriminator(
        lambda staff: form_of(staff, "role", "uid"),
        custom_error_type="no_staff",
        custom_error_message='is one of "owner", "manager", {"role": ..} and {"uid": ..}',
    ),
]


class Notify(Setting):
    """An internal message to members of staff by this template."""

    notify: Staff
    template: str
    variables: Mapping[str, str | int] = {}


# Beside a member: `pool`, whose tasks a job hands out (settings/assignment.py).
Assignee = Annotated[
    Annotated[Literal["owner", "manager", "pool"], Tag("(word)")]
    | Annotated[OfRole, Tag("(role)")]
    | Annotated[OneMember, Tag("(uid)")],
    Discriminator(
        lambda staff: form_of(staff, "role", "uid"),
        custom_error_type="no_assignee",
        custom_error_message='is one of "owner", "manager", "pool", {"role": ..} and {"uid": ..}',
    ),
]


class NewTask(Setting):
    """A task of a member or of the pool, due so long after. `script`: what to say, a template's text in the customer's
    language.
    """

    task_type: Word
    due_in: Duration | None = None
    priority: Literal["low", "normal", "high", "urgent"] = "normal"
    assign: Assignee = "owner"
    reason: Word | None = None
    script: str | None = None


class TaskCreation(Setting):
    create_task: NewTask


class NewCoupon(Setting):
    """A single-use coupon of the customer: a share of the bill, an amount, or an item free; for bills of
    `minimum_minor` on, and for lines of these products and categories where any are named. `benefit`: the share that
    the customer's tier gives; without one there is no coupon.
    """

    name: Word
    valid_for: Duration = "14d"
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    amount_minor: Annotated[int, Field(ge=1)] | None = None
    free_item: Word | None = None
    benefit: Literal["discount_percent", "birthday_coupon_percent"] | None = None
    minimum_minor: Annotated[int, Field(ge=1)] | None = None
    max_discount_minor: Annotated[int, Field(ge=1)] | None = None
    products: CouponWords = ()
    categories: CouponWords = ()

    @model_validator(mode="after")
    def _is_one_benefit(self) -> Self:
        gives = (self.percent, self.amount_minor, self.free_item, self.benefit)
        if sum(each is not None for each in gives) != 1:
            raise ValueError("is one of percent, amount_minor, free_item and benefit")
        if self.max_discount_minor is not None and self.percent is None and self.benefit is None:
            raise ValueError("max_discount_minor: goes with percent, and with benefit")
        return self


class IssueCoupon(Setting):
    """Later sends of the same part have its code as the variable `coupon`, and its share as `coupon_percent`."""

    coupon: NewCoupon


class GiveCard(Setting):
    """A membership card for a customer who has none: `auto` gives them a number, by which the till finds them; `manual`
    makes a task `card_handover` of a member, who hands one over and enters its number.
    """

    card: Literal["manual", "auto"]
    due_in: Duration = "7d"
    assign: Staff = "owner"


class Recompute(Setting):
    """The score worked out at this moment, and its reasons kept with the interaction."""

    recompute: Literal["lead_score"]


class AddTag(Setting):
    tag: CustomerTag


class RemoveTag(Setting):
    untag: CustomerTag


_KINDS = ("send", "notify", "create_task", "coupon", "card", "recompute", "tag", "untag")


def _kind_of(action: Any) -> str | None:
    """The field that names an action."""
    return None if isinstance(action, str) else form_of(action, *_KINDS)


Action = Annotated[
    Annotated[Send, Tag("(send)")]
    | Annotated[Notify, Tag("(notify)")]
    | Annotated[TaskCreation, Tag("(create_task)")]
    | Annotated[IssueCoupon, Tag("(coupon)")]
    | Annotated[GiveCard, Tag("(card)")]
    | Annotated[Recompute, Tag("(recompute)")]
    | Annotated[AddTag, Tag("(tag)")]
    | Annotated[RemoveTag, Tag("(untag)")],
    Discriminator(
        _kind_of,
        custom_error_type="no_action",
        custom_error_message=f"is no action: it has none of the fields {', '.join(_KINDS)}",
    ),
]
Actions = Annotated[tuple[Action, ...], Field(min_length=1, max_length=MOST_ACTIONS)]
