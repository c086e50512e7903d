"""What a business names as an address is called on the public internet alone, at the address that was looked at."""

import pytest

from functions.domain.settings.order_webhook import OrderWebhook
from functions.providers.public_hosts import NoPublicAddress, Target, is_public, target_of

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "nonsense", ""),
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_never_called(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(NoPublicAddress, match="private_address"):
        target_of("https://orders.example.com/in", lambda host, port: [PUBLIC, address])


@pytest.mark.parametrize(
    ("url", "address", "called"),
    [
        (
            "https://orders.example.com/in?a=b",
            PUBLIC,
            Target(f"https://{PUBLIC}:443/in?a=b", "orders.example.com"),
        ),
        (
            "https://orders.example.com:8443",
            PUBLIC,
            Target(f"https://{PUBLIC}:8443", "orders.example.com", 8443),
        ),
        (
            "https://orders.example.com/",
            "2606:2800:220:1::1",
            Target("https://[2606:2800:220:1::1]:443/", "orders.example.com"),
        ),
    ],
)
def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    url: str, address: str, called: Target
) -> None:
    assert target_of(url, lambda host, port: [address]) == called


def away(host: str, port: int) -> list[str]:
    raise OSError("no such host")


def test_a_host_without_an_address_and_another_scheme_are_not_called() -> None:
    for url, resolve, reason in (
        ("https://orders.example.com", away, "no_address"),
        ("https://orders.example.com", lambda host, port: [], "no_address"),
        ("http://orders.example.com", lambda host, port: [PUBLIC], "not_https"),
    ):
        with pytest.raises(NoPublicAddress, match=reason):
            target_of(url, resolve)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://orders.example.com",
            "ftp://orders.example.com",
            "orders.example.com",
            "https://",
            "https:///in",
        ),
        *(
            "https://localhost/in",
            "https://orders/in",
            "https://a.local",
            "https://metadata.google.internal/v1",
        ),
        *(
            "https://127.0.0.1/in",
            "https://[::1]/in",
            "https://10.1.2.3",
            "https://169.254.169.254",
            "https://127.1",
        ),
        *("https://user:word@orders.example.com", "https://orders.example.com@10.0.0.1", "https://x.com/#in"),
        *(
            "https://orders.example.com/a b",
            "https://orders.example.com\\@10.0.0.1",
            "https://" + "a." * 300 + "com",
        ),
    ],
)
def test_the_settings_take_no_address_that_could_not_be_called(url: str) -> None:
    with pytest.raises(ValueError, match="is not an address"):
        OrderWebhook(url=url)


@pytest.mark.parametrize(
    "url",
    ["https://orders.example.com", "https://orders.example.com:8443/in?org=kopi", f"https://{PUBLIC}/in"],
)
def test_the_settings_take_a_public_address(url: str) -> None:
    assert OrderWebhook(url=url).url == url
