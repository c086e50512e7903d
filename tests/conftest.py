"""What every test runs with."""

from collections.abc import Iterator

import certifi
import pytest
from hypothesis import HealthCheck, settings

# The same examples every time, and none judged by the clock: a busy machine changes no test's outcome.
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

END = "-----END CERTIFICATE-----\n"


@pytest.fixture(scope="session", autouse=True)
def _one_root_certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Clients of providers trust one root instead of 140: reading those takes 50 ms for each client, and no test leaves
    this machine. Processes that tests start inherit it.
    """
    first, end, _ = certifi.contents().partition(END)
    roots = tmp_path_factory.mktemp("roots") / "roots.pem"
    roots.write_text(first + end, encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(roots))
        yield
