"""A command of the official SDK goes through the rules and the functions, and its outcome comes back to the app."""

import pytest

from tests.js_suite import needs_node, run_suite
from tests.scenarios.shop import Shop


@needs_node
@pytest.mark.item("S002-56")
def test_a_command_of_the_official_sdk_is_settled_and_its_outcome_comes_back(shop: Shop) -> None:
    run_suite(
        "commands.test.mjs",
        FIRESTORE_EMULATOR_HOST=shop.firebase.firestore_host,
        GCLOUD_PROJECT=shop.firebase.project,
        REGULARS_ORG=shop.id,
    )
