"""Posts an order's state to the business's order system, signed (docs/orders-out.md)."""

from collections.abc import Mapping
from datetime import datetime

import httpx

from functions.domain.kernel.signatures import sign, sign_at
from functions.domain.orders.posting import NOT_SET_UP, TAKEN, PostResult, Verdict
from functions.domain.orders.posts import OrderPost
from functions.domain.orgs.org import Org
from functions.providers.http_client import ANSWER_SECONDS, CONNECT_SECONDS, parse_retry_after
from functions.providers.public_hosts import HTTPS, NoPublicAddress, Resolve, Target, addresses_of, target_of

# It will never take these bytes: they are malformed to it, gone, or too large. All else may be mended.
REFUSES = frozenset({400, 410, 413, 415, 422})


def post_order(org: Org, post: OrderPost, now: datetime, *, resolve: Resolve = addresses_of) -> PostResult:
    """Post once, and say what came of it."""
    url, secret = org.settings.order_webhook.url, org.order_secret
    if url is None or secret is None:
        return PostResult("later", NOT_SET_UP)
    try:
        target = target_of(url, resolve)
    except NoPublicAddress as error:
        return PostResult("later", error.reason)
    body = post.body.encode()
    headers = headers_of(org, post, secret=secret.get_secret_value().encode(), body=body, now=now)
    return send(target, headers, body)


def headers_of(org: Org, post: OrderPost, *, secret: bytes, body: bytes, now: datetime) -> Mapping[str, str]:
    """The time is of this try; the key is of the state, whichever try it is."""
    at = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Regulars",
        "Idempotency-Key": post.key,
        "X-Event": f"order.{post.event}",
        "X-Organisation": org.id,
        "X-Signature": sign(secret, body),
        "X-Signature-Time": str(at),
        "X-Timed-Signature": sign_at(secret, body, at),
    }


def send(target: Target, headers: Mapping[str, str], body: bytes) -> PostResult:
    """One request to one address, by no proxy and no redirect: either could lead elsewhere. Its answer is not read."""
    host = target.host if target.port == HTTPS else f"{target.host}:{target.port}"
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                target.url,
                headers={**headers, "Host": host},
                content=body,
                extensions={"sni_hostname": target.host},
            ) as answer,
        ):
            return _result(answer)
    except httpx.HTTPError as error:
        return PostResult("later", type(error).__name__)


def _result(answer: httpx.Response) -> PostResult:
    if answer.is_success:
        return TAKEN
    verdict: Verdict = "refused" if answer.status_code in REFUSES else "later"
    retry_after = parse_retry_after(answer.headers.get("retry-after"))
    return PostResult(verdict, f"http_{answer.status_code}", retry_after)
