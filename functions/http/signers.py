"""Which organisation's machine posts: the one whose hook secret signed the body."""

from functions.domain.orgs.org import Org, possible_org_id
from functions.http.signatures import NO_SECRET, SECRET_MAX_AGE_SECONDS, is_signed
from functions.store.orgs import LIFE_SECONDS, orgs


def signer(org_id: str, body: bytes, signature: str | None) -> Org | None:
    """The organisation whose secret signed the body. One that does not exist takes as long to refuse. A signature that
    does not fit is tried once more with the secret as it is now.
    """
    for max_age_seconds in (LIFE_SECONDS, SECRET_MAX_AGE_SECONDS):
        org = orgs().find(possible_org_id(org_id), max_age_seconds)
        if _fits(org, body, signature):
            return org
    return None


def _fits(org: Org | None, body: bytes, signature: str | None) -> bool:
    """With an empty secret anybody could sign: who has none is no sender's."""
    secret = org.hook_secret.get_secret_value().encode() if org is not None else b""
    return is_signed(secret or NO_SECRET, body, signature) and bool(secret)
