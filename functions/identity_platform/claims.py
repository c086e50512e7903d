"""Brings what the ID tokens of a member say in step with `members`."""

import logging
from datetime import UTC, datetime
from typing import Any

from firebase_admin import auth
from firebase_admin.exceptions import FirebaseError

from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.kernel.errors import ProviderAway, Terminal
from functions.domain.staff.claims import ORGS, Claims, StaffClaims, claims_of, note_roles
from functions.identity_platform.app import auth_app
from functions.store.dead_letters import keep_dead_letter
from functions.store.firestore import store

log = logging.getLogger(__name__)

MOST_TURNS = 20


class ClaimsTooLarge(Terminal):
    """A member is in more organisations than a token can name."""

    code = "claims_too_large"


def follow_member(org_id: str, uid: str) -> bool:
    """Have a member's tokens name the roles that they have now; whether there is an account of that uid.

    Safe to repeat, and beside the same for another organisation: the claims are set again until what they were made of
    is what stands. Raises Retryable.
    """
    noted = store().commit(org_id, lambda: note_roles(org_id, uid, datetime.now(UTC))).value
    for _ in range(MOST_TURNS):
        claims = _set_claims(uid, noted)
        if claims is None:
            log.info("claims_without_account org=%s", org_id)
            return False
        if claims.left_out:
            _keep_left_out(org_id, uid, claims)
        latest = store().commit(org_id, lambda: _noted(uid)).value
        if latest.revision == noted.revision:
            log.info("claims_set org=%s", org_id)
            return True
        noted = latest
    raise ProviderAway("firebase_auth", "claims_change_all_the_time")


def _noted(uid: str) -> Decision[StaffClaims]:
    noted = yield from get(StaffClaims, uid)
    return NOTHING, noted or StaffClaims(id=uid)


def _set_claims(uid: str, noted: StaffClaims) -> Claims | None:
    """The claims that were set; None without an account. Who is in no organisation any more has to sign in again."""
    try:
        before: dict[str, Any] = auth.get_user(uid, app=auth_app()).custom_claims or {}
        claims = claims_of(noted, before)
        if claims.values != before:
            # First: where the process dies in between, the next try finds the old claims and does both.
            if ORGS in before and ORGS not in claims.values:
                auth.revoke_refresh_tokens(uid, app=auth_app())
            auth.set_custom_user_claims(uid, dict(claims.values), app=auth_app())
    except (auth.UserNotFoundError, ValueError):  # a till's document may name what is no uid of Auth
        return None
    except FirebaseError as error:
        raise ProviderAway("firebase_auth", error.code) from None
    return claims


def _keep_left_out(org_id: str, uid: str, claims: Claims) -> None:
    log.error("claims_too_large org=%s left_out=%d", org_id, len(claims.left_out))
    keep_dead_letter(
        org_id,
        f"claims:{uid}",
        source="claims",
        payload={"uid": uid, "left_out": list(claims.left_out)},
        error=ClaimsTooLarge("the member is in more organisations than a token can name"),
    )
