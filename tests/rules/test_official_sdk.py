"""The official SDK against the rules alone."""

import pytest

from local.firestore.emulator import FirestoreEmulator
from tests.js_suite import needs_node, run_suite


@needs_node
@pytest.mark.item("S002-69", "S002-99", "S002-100")
def test_reads_live_queries_batches_and_offline_writes_of_the_official_sdk_keep_to_the_rules(
    emulator: FirestoreEmulator,
) -> None:
    run_suite("rules.test.mjs", FIRESTORE_EMULATOR_HOST=emulator.address)
