"""A referral follows what its friend buys. Entered for customers who were brought, where that changes."""

from datetime import datetime

from functions.domain.automations.subjects import SubjectReaction, react_to
from functions.domain.customers.customer import Customer, Referred
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.orgs.org import Org
from functions.domain.referrals.documents import Referral


def with_referral(
    org: Org, before: Customer | None, acted: Reaction, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """What followed from a change of a friend, with their referral as it stands now, and what follows from that for who
    brought them.

    Bills 1 write where a code was named; 1 read and 1 write where the referral is earned or taken back; what `react_to`
    bills.
    """
    friend = acted.customer
    referral = friend.referral
    if referral is None or friend.referred_by is None:
        return acted
    is_new = before is None or before.referral is None
    known = yield from get(Referral, referral.id, presumed_missing=is_new)
    after = _as_of(known, friend, referral, now=now)
    facts = Facts("referral_changed", facts.collection, facts.cause_id, facts.at)
    reacting = _reacted(org, known, after, friend=friend, facts=facts, now=now)
    reaction = yield from seeing((*acted.create, *acted.put), reacting)
    own = (reaction.subject,)
    create, put = (own, ()) if known is None else ((), own)
    others = (*not_among(reaction.put, acted.others), *reaction.put, *put)
    return Reaction(friend, (*acted.create, *create, *reaction.create), others)


def _as_of(known: Referral | None, friend: Customer, referral: Referred, *, now: datetime) -> Referral:
    """The referral by what is true of the friend. Who brought them stays, as the first code said."""
    document = known or Referral(
        id=referral.id,
        customer_id=friend.referred_by,
        code=referral.code,
        named_at=referral.named_at,
        campaigns=referral.campaigns,
        created_at=now,
    )
    was_earned = document.status != "pending"
    status = "earned" if referral.earned_at is not None else "taken_back" if was_earned else "pending"
    return document.with_changes(
        friend_id=friend.id, status=status, earned_at=referral.earned_at, updated_at=now
    )


def _reacted(
    org: Org, before: Referral | None, after: Referral, *, friend: Customer, facts: Facts, now: datetime
) -> Reading[SubjectReaction[Referral]]:
    """Who turned out to be the friend themselves has nothing of it."""
    if after.customer_id in (friend.id, *friend.joined_ids):
        return SubjectReaction(after.waiting_for({}))
    return (yield from react_to(org, before, after, facts=facts, now=now))
