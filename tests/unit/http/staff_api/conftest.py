"""The staff API in this process, and a café that it is asked about."""

from collections.abc import Iterator

import pytest

from tests.memory import DictBackend
from tests.prompting import Agency, an_agency
from tests.staff_api import StaffApi, staff_api
from tests.staff_api_cafe import begin_anew


@pytest.fixture(scope="module")
def standing_api() -> Iterator[StaffApi]:
    """The API over documents that each test finds as they were (`asked`)."""
    with staff_api(DictBackend()) as api:
        yield api


@pytest.fixture
def asked(standing_api: StaffApi) -> StaffApi:
    """The API over a café in which nothing has been done yet."""
    begin_anew(standing_api)
    return standing_api


@pytest.fixture
def agency(standing_api: StaffApi) -> Iterator[Agency]:
    """The API over a travel agency whose marketing writes the prompt."""
    with an_agency(standing_api) as made:
        yield made
