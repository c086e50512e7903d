"""A customer as staff see them."""

from typing import Any

from functions.domain.customers.custom_fields import missing_fields
from functions.domain.customers.customer import Customer, followed
from functions.domain.customers.described import LISTS, TEXTS
from functions.domain.customers.lifetime import lifetime_figures
from functions.domain.kernel.decisions import NOTHING, Decision, Get, get_both
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.loyalty.benefits import membership_of
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org, is_on
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of

# A field that is not here is the server's own, until staff need it.
SHOWN = frozenset(
    {
        *(
            "customer_group",
            "account_id",
            "account",
            "segment",
            "source_method",
            "source_app",
            "name",
            "phone",
            "email",
            "app_user_id",
            "owner_uid",
            "territory_id",
            *("territory_by", "owner_by"),
            "birthday",
            "gender",
            *("card_number", "referral_code", "referred_by", "referral"),
            "timezone",
            "locale",
            "tags",
            "custom",
        ),
        *(*TEXTS, *LISTS),
        *("has_app", "app_type", "whatsapp_opt_in", "email_opt_in", "sms_opt_in", "preferred_channel"),
        *("consents", "suppressed", "last_contacted_at", "awaits_answer", "windows"),
        *("conversation_ids", "earlier_conversation_ids", "linked_to", "joins"),
        *(
            "stats",
            "loyalty",
            "engagement",
            "consumption",
            "recommendations",
            "segment_ids",
            "due",
            "wake_at",
        ),
        *("created_at", "updated_at"),
    }
)


def customer_profile(org: Org, uid: str, customer_id: str) -> Decision[dict[str, Any]]:
    """A customer as a member of staff sees them (S004-31); without points, tier and `membership` if loyalty is off;
    `figures` are what follows from `stats`; `status` is `prospect`, `active` or `inactive`; `missing` are required
    custom fields that they lack. One who was joined into another is that other. Bills 2 reads, 1 more for each join on
    the way.

    Raises Forbidden if `uid` is no member whose role reads customers, whether the customer is there or not, or one to
    whom it would have to be assigned; FeatureOff, NotFound.
    """
    member, named = yield from get_both(Get(Member, uid), Get(Customer, customer_id))
    row = readers_of(Customer.collection)
    if member is None or not row.may_be_read_by(member.roles):
        raise denied(member)
    require(org, "crm")
    customer = yield from followed(named)
    if customer is None:
        raise NotFound("customer")
    if not member.may_read(row, owner_uid=customer.owner_uid, territory_id=customer.territory_id):
        raise Forbidden("is not assigned to you")
    has_loyalty = is_on(org, "loyalty")
    shown = SHOWN if has_loyalty else SHOWN - {"loyalty"}
    membership = {"membership": membership_of(org, customer)} if has_loyalty else {}
    return NOTHING, {
        "id": customer.id,
        "organization_id": org.id,
        **customer.model_dump(mode="json", include=set(shown)),
        **membership,
        "status": status_of(customer),
        "missing": list(missing_fields(org.settings.custom_fields, customer.custom)),
        "figures": lifetime_figures(customer.stats, org.settings.lifespan_months),
    }


def status_of(customer: Customer) -> str:
    """`prospect` before the first order, `inactive` once their lifecycle stage is `churned`, else `active`. Where the
    business has no stages (docs/scores.md), who ever bought is active.
    """
    if customer.stats.orders <= 0:
        return "prospect"
    return "inactive" if customer.engagement.lifecycle_stage == "churned" else "active"
