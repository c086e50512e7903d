"""What every test runs with."""

import random
from collections.abc import Iterator
from itertools import groupby

import certifi
import pytest
from hypothesis import HealthCheck, settings

# The same examples every time, and none judged by the clock: a busy machine changes no test's outcome.
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shuffle", type=int, metavar="SEED", help="files, and the tests in them, in another order"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The same order in all workers."""
    if (seed := config.getoption("--shuffle")) is None:
        return
    drawn = random.Random(seed)
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    for file in files:
        drawn.shuffle(file)
    drawn.shuffle(files)
    items[:] = [test for file in files for test in file]


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
