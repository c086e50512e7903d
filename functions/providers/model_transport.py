"""The way to a model's API: one address of the public internet, which was looked at, by no proxy and no redirect."""

import os
import ssl
from urllib.parse import urlsplit

import httpx2

from functions.domain.settings.assistant_model import is_on_this_machine
from functions.providers.public_hosts import Resolve, Target, addresses_of, target_of


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
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def client_for(base_url: str, seconds: float, resolve: Resolve = addresses_of) -> httpx2.AsyncClient:
    """A client for a model's address and for no other. Raises NoPublicAddress. A server on this machine is called where
    local Firebase runs.
    """
    timeout = httpx2.Timeout(seconds)
    if is_on_this_machine(base_url) and _is_local():
        return httpx2.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False)
    transport = PinnedTransport(target_of(base_url, resolve))
    return httpx2.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)


def _is_local() -> bool:
    return bool(os.environ.get("FIRESTORE_EMULATOR_HOST"))
