"""The way to a model's API: one address of the public internet, which was looked at, by no proxy and no redirect."""

import os
import ssl
from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import urlsplit

import httpx2

from functions.domain.settings.assistant_model import is_on_this_machine
from functions.providers.public_hosts import Resolve, Target, addresses_of, target_of

# The most of an answer: a business names the server, and the instance serves other businesses too.
MOST_BYTES: Final = 1024 * 1024


class PinnedTransport(httpx2.AsyncBaseTransport):
    """Calls the address that was looked at, whatever the name may lead to by now."""

    def __init__(self, target: Target) -> None:
        self._target, self._address = target, urlsplit(target.url)
        self._inner = httpx2.AsyncHTTPTransport(verify=ssl.create_default_context(), trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.host != self._target.host:
            raise httpx2.UnsupportedProtocol("another host than the model's")
        request.url = request.url.copy_with(host=self._address.hostname, port=self._address.port)
        request.extensions = {**request.extensions, "sni_hostname": self._target.host}
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.ReadError("a packed answer, which may be of any size")
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Limited(response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Limited(httpx2.AsyncByteStream):
    """An answer's bytes, as many as an answer may have."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_BYTES
        async for piece in self._response.aiter_raw():
            left -= len(piece)
            if left < 0:
                raise httpx2.ReadError("a longer answer than any of a model's")
            yield piece

    async def aclose(self) -> None:
        await self._response.aclose()


def client_for(base_url: str, seconds: float, resolve: Resolve = addresses_of) -> httpx2.AsyncClient:
    """A client for a model's address and for no other. Raises NoPublicAddress. A server on this machine is called where
    local Firebase runs.
    """
    timeout = httpx2.Timeout(seconds)
    if is_on_this_machine(base_url) and _is_local():
        return httpx2.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False)
    transport = PinnedTransport(target_of(base_url, resolve))
    return httpx2.AsyncClient(
        transport=transport,
        timeout=timeout,
        headers={"Accept-Encoding": "identity"},
        follow_redirects=False,
        trust_env=False,
    )


def _is_local() -> bool:
    return bool(os.environ.get("FIRESTORE_EMULATOR_HOST"))
