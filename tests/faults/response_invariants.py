"""What always holds of responses to a campaign: each customer did what they did, once, and is handed over once."""

from collections.abc import Iterator

from tests.faults.world import World

SENT, UNSENT = "rain", "snow"


def broken_responses(world: World) -> Iterator[str]:
    """In words what does not hold; nothing of a world without responses."""
    messages, customers = world.backend.all("messages"), world.backend.all("customers")
    for id, done in world.responses.items():
        response = messages[f"{SENT}:{id}"].get("response") or {}
        flags = {name.removeprefix("has_") for name, is_so in response.items() if is_so is True}
        if flags - {"responded"} != done - {"bought"}:
            yield f"customer {id[:6]} {sorted(done)}, and their message says {sorted(flags)}"
        if ("responded" in flags) != bool(done & {"clicked", "replied"}):
            yield f"customer {id[:6]} {sorted(done)}, and counts as one who responded or not"
        if messages[f"{UNSENT}:{id}"].get("response"):
            yield f"customer {id[:6]} responded to what never went out"
        for touch in customers[id]["campaigns"]:
            theirs = done if touch["campaign_id"] == SENT else done & {"bought"}
            if set(touch["did"]) != theirs or len(touch["did"]) != len(set(touch["did"])):
                yield f"customer {id[:6]} remembers {touch['did']} of {touch['campaign_id']}"
        handed_over = [
            each
            for collection in ("tasks", "leads", "opportunities")
            for each in world.backend.all(collection).values()
            if each["customer_id"] == id
        ]
        is_lead = messages[f"{SENT}:{id}"]["handoff"] == "lead"
        if len(handed_over) != bool(done & {"clicked", "replied"}) * (2 if is_lead else 1):
            yield f"customer {id[:6]} {sorted(done)}, and is handed over by {len(handed_over)} documents"
