"""Firebase's own emulators of firebase.json run beside local Firebase."""

import json
from pathlib import Path

from local.__main__ import parse_options

CONFIG = Path(__file__).resolve().parents[2] / "firebase.json"


def test_the_auth_emulator_and_its_hub_leave_local_firebase_its_ports() -> None:
    """The hub's own default is 4400, where local Firebase is controlled."""
    options = parse_options([])
    ours = {
        options.firestore_port,
        options.functions_port,
        options.tasks_port,
        options.pubsub_port,
        options.control_port,
    }
    emulators = json.loads(CONFIG.read_text(encoding="utf-8"))["emulators"]
    assert ours.isdisjoint({emulators["auth"]["port"], emulators["hub"]["port"]})
