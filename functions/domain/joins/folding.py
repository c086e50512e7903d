"""What becomes of two customers who are joined: the one goes on with all of both, the other says where it went."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.domain.automations.react import MOVING
from functions.domain.customers import consumption, recommendations
from functions.domain.customers.consents import OPT_INS, PURPOSES, is_refused, with_all
from functions.domain.customers.custom_fields import MOST_FIELDS
from functions.domain.customers.customer import Brought, Customer, Engagement, Joins, LoyaltyAccount, Stats
from functions.domain.customers.described import LISTS, TEXTS
from functions.domain.customers.devices import MOST_DEVICES
from functions.domain.customers.identities import MOST_OF_OTHERS
from functions.domain.customers.open_calls import both_calls
from functions.domain.customers.segments import is_pair
from functions.domain.customers.touches import CampaignTouch, with_campaign
from functions.domain.customers.visits import with_visits
from functions.domain.joins.accounts import folded_account
from functions.domain.orgs.org import Org
from functions.domain.territories.placing import is_by_hand

MOST_TAGS = 100
PROFILE = (
    *("name", "phone", "email", "app_user_id", "account_id", "owner_uid", "territory_id", "territory_by"),
    *("preferred_channel", "timezone", "locale", "birthday", "gender"),
    *("card_number", "referred_by", "referral"),
    *(
        "segment",
        "source_method",
        "source_app",
        *TEXTS,
    ),
)


def folded(org: Org, customer: Customer, other: Customer) -> Customer:
    """The customer with all that the other one has: figures, consents, devices, identities, a fuller profile."""
    consents = with_all(customer.consents, other.consents)
    both = customer.with_changes(
        **{name: getattr(other, name) for name in filled_by(customer, other)},
        edits={name: each for name, each in other.edits.items() if name in filled_by(customer, other)}
        | customer.edits,
        tags=tuple(dict.fromkeys((*customer.tags, *other.tags)))[:MOST_TAGS],
        snapshots=tuple(dict.fromkeys((*customer.snapshots, *other.snapshots))),
        **{name: _texts_of_both(customer, other, name) for name in LISTS},
        custom=dict(list({**customer.custom, **other.custom, **customer.custom}.items())[:MOST_FIELDS]),
        created_at=_earlier(customer.created_at, other.created_at),
        stats=added_stats(customer.stats, other.stats),
        loyalty=_added_accounts(customer.loyalty, other.loyalty),
        open_calls=both_calls(customer.open_calls, other.open_calls),
        consumption=consumption.of_both(customer.consumption, other.consumption),
        recommendations=recommendations.of_both(customer.recommendations, other.recommendations),
        consents=consents,
        suppressed={**other.suppressed, **customer.suppressed},
        marketing_touches=tuple(
            sorted({*customer.marketing_touches, *other.marketing_touches}, key=lambda touch: touch.at)
        ),
        campaigns=_campaigns_of_both(customer, other),
        last_contacted_at=_later(customer.last_contacted_at, other.last_contacted_at),
        windows=_latest_of(customer.windows, other.windows),
        awaits_answer={**other.awaits_answer, **customer.awaits_answer},
        runs={**other.runs, **customer.runs},
        met=tuple(dict.fromkeys((*customer.met, *other.met))),
        account=folded_account(customer.account, other.account),
        joins=_with_joined(customer, other),
        **_conversations(customer, other),
        **_identities(customer, other),
    )
    return _with_devices(both, other).with_changes(**_opt_ins(both, customer, other))


def _campaigns_of_both(customer: Customer, other: Customer) -> tuple[CampaignTouch, ...]:
    campaigns = customer.campaigns
    for touch in other.campaigns:
        campaigns = with_campaign(campaigns, touch)
    return campaigns


def _texts_of_both(customer: Customer, other: Customer, name: str) -> tuple[str, ...]:
    """What either listed: who is allergic stays so, whichever of the two said it."""
    return tuple(dict.fromkeys((*getattr(customer, name), *getattr(other, name))))


def joined_away(customer: Customer, into: Customer, *, because: str, now: datetime) -> Customer:
    """The customer who was joined into another: without figures, with what they brought, and with documents to move."""
    brought = Brought(
        stats=customer.stats,
        loyalty=customer.loyalty,
        account=customer.account,
        consumption=customer.consumption,
        recommendations=customer.recommendations,
        filled=tuple(filled_by(into, customer)),
    )
    return customer.with_changes(
        joined_into=into.id,
        joined_at=now,
        joined_because=because,
        brought=brought,
        stats=Stats(),
        loyalty=LoyaltyAccount(),
        account=None,
        engagement=Engagement() if customer.engagement.scored_at else customer.engagement,
        consumption=None,
        recommendations=None,
        due={MOVING: now},
        updated_at=now,
    )


def filled_by(customer: Customer, other: Customer) -> list[str]:
    """The empty fields of a customer's profile that another one's fill."""
    return [
        name
        for name in PROFILE
        if not getattr(customer, name)
        and getattr(other, name)
        and name not in _by_rules(other)
        and (name != "segment" or is_pair(customer.customer_group, other.segment))
    ]


def _by_rules(customer: Customer) -> frozenset[str]:
    """What a customer has by their territory's rules. The one they are joined into has it by rules too."""
    of_territory = {"territory_id", "territory_by"} if not is_by_hand(customer) else set[str]()
    return frozenset({*of_territory, *(("owner_uid",) if customer.owner_by is not None else ())})


def added_stats(one: Stats, other: Stats) -> Stats:
    """The figures of both."""
    orders, spend = one.orders + other.orders, one.spend_minor + other.spend_minor
    return Stats(
        orders=orders,
        visits=one.visits + other.visits,
        outlets=with_visits(one.outlets, other.outlets),
        spend_minor=spend,
        aov_minor=(2 * spend + orders) // (2 * orders) if orders else 0,
        first_order_at=_earlier(one.first_order_at, other.first_order_at),
        last_order_at=_later(one.last_order_at, other.last_order_at),
        last_visit_at=_later(one.last_visit_at, other.last_visit_at),
        last_interaction_at=_later(one.last_interaction_at, other.last_interaction_at),
        last_activity_at=_later(one.last_activity_at, other.last_activity_at),
    )


def _added_accounts(one: LoyaltyAccount, other: LoyaltyAccount) -> LoyaltyAccount:
    return one.with_changes(
        points=one.points + other.points,
        lifetime_points=one.lifetime_points + other.lifetime_points,
        points_owed=one.points_owed + other.points_owed,
        bonus_points=one.bonus_points + other.bonus_points,
        wallet_minor=one.wallet_minor + other.wallet_minor,
        wallet_earned_minor=one.wallet_earned_minor + other.wallet_earned_minor,
        wallet_owed_minor=one.wallet_owed_minor + other.wallet_owed_minor,
    )


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


def _latest_of(one: Mapping[Any, datetime], other: Mapping[Any, datetime]) -> dict[Any, datetime]:
    return {key: max(at for at in (one.get(key), other.get(key)) if at) for key in one.keys() | other.keys()}


def _with_joined(customer: Customer, other: Customer) -> Joins:
    known = customer.joins or Joins()
    new = (other.id, *other.joined_ids)
    return known.with_changes(ids=(*known.ids, *new), moving=(*known.moving, *other.ids))


def _identities(customer: Customer, other: Customer) -> dict[str, Any]:
    own = tuple(dict.fromkeys((*customer.identity_ids, *other.identity_ids)))
    others = (*customer.other_identity_ids, *other.other_identity_ids)
    return {
        "identity_ids": own,
        "identity_counts": dict(Counter(customer.identity_counts) + Counter(other.identity_counts)),
        "shared_identity_ids": (*customer.shared_identity_ids, *other.shared_identity_ids),
        "other_identity_ids": tuple(id for id in dict.fromkeys(others) if id not in own)[-MOST_OF_OTHERS:],
    }


def _conversations(customer: Customer, other: Customer) -> dict[str, Any]:
    beside = [id for channel, id in other.conversation_ids.items() if channel in customer.conversation_ids]
    earlier = (*customer.earlier_conversation_ids, *other.earlier_conversation_ids, *beside)
    return {
        "conversation_ids": {**other.conversation_ids, **customer.conversation_ids},
        "earlier_conversation_ids": tuple(dict.fromkeys(earlier)),
    }


def _with_devices(customer: Customer, other: Customer) -> Customer:
    known = {device.value for device in customer.push_devices}
    new = tuple(device for device in other.push_devices if device.value not in known)
    return customer.with_devices((*new, *customer.push_devices)[-MOST_DEVICES:]) if new else customer


def _opt_ins(both: Customer, customer: Customer, other: Customer) -> dict[str, bool]:
    """A channel's opt-in: the customer's own where both have an address there, else that of either; closed where every
    purpose is refused.
    """
    found = {}
    for channel, flag in OPT_INS.items():
        address = "email" if channel == "email" else "phone"
        has_own = bool(getattr(customer, address)) and bool(getattr(other, address))
        is_open = getattr(customer, flag) or (getattr(other, flag) and not has_own)
        found[flag] = is_open and not all(is_refused(both.consents, channel, each) for each in PURPOSES)
    return found
