"""What always holds of messages, whatever went wrong. Handed over means: the provider took it.

Each message comes to an end that says why, by steps that lead forward only. Each handover was claimed, and is explained
by what is on record. No marketing message is handed over twice for one cause: by a second channel only after the
provider of the first said that it did not arrive, and by a third never. By the instant of the claim, nobody is handed
one after their STOP was taken in, in quiet hours, or over the cap; nor does a day's budget run over.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from tests.faults.gateways import Handover
from tests.faults.world import World

TAKEN = ("sent", "delivered", "read")
TERMINAL = {*TAKEN, "failed", "suppressed", "expired", "unknown"}
SAY_WHY = {"failed", "suppressed", "expired", "unknown"}
MOST_CHANNELS = 4
STEPS = {
    *(("queued", after) for after in ("queued", "sending", "suppressed", "expired")),
    *(("sending", after) for after in ("queued", *TAKEN, "failed", "unknown")),
    *(("sent", after) for after in ("delivered", "read", "queued", "failed")),
    ("delivered", "read"),
}
# What the provider reports of a send whose answer nobody had, or an answer that comes after the sweep.
REPORTED = {("unknown", after) for after in (*TAKEN, "queued", "failed")}
RESENT = {("queued", after) for after in TAKEN}  # a report of the send before, whose answer nobody had


def broken_messages(world: World) -> Iterator[str]:
    """What does not hold of the messages of a world that came to rest."""
    messages = world.backend.all("messages")
    made: dict[str, list[Handover]] = defaultdict(list)
    for one in world.gateways.handovers:
        made[one.message_id].append(one)
    for id, message in messages.items():
        for sentence in (*_life(message, made[id]), *_handovers(message, made[id])):
            yield f"message {id[-24:]} {sentence}"
    for id in made.keys() - messages.keys():
        if world.owners.get(id) not in world.erased:
            yield f"message {id} is not there"
    marketing = [
        one
        for one in world.gateways.handovers
        if messages.get(one.message_id, {}).get("purpose") == "marketing"
    ]
    yield from _causes(messages, marketing)
    yield from _silences(world, messages, marketing)
    yield from _rules(world, messages, marketing)
    for customer_id, channel in world.stopped:
        consents = world.backend.documents[f"orgs/{world.org.id}/customers/{customer_id}"]["consents"]
        if consents.get(channel, {}).get("marketing", {}).get("granted", True):
            yield f"customer {customer_id[:6]} said STOP by {channel}, and nothing says so"


def _life(message: Mapping[str, Any], made: Sequence[Handover]) -> Iterator[str]:
    went = [step["status"] for step in message["history"]]
    details = [step["detail"] for step in message["history"]]
    if message["status"] not in TERMINAL:
        yield f"is still {message['status']}"
    if message["status"] in SAY_WHY and not message["reason"]:
        yield f"is {message['status']} and does not say why"
    if message["status"] == "expired" and "daily_budget" not in details:
        yield "expired, and nothing was away for that long"
    allowed = STEPS | REPORTED if made else STEPS
    allowed = allowed | RESENT if "lease_over" in details else allowed
    for before, after in pairwise(went):
        if (before, after) not in allowed:
            yield f"went from {before} to {after}"
    if went[-1] != message["status"]:
        yield f"is {message['status']}, and its history ends with {went[-1]}"
    claims = [step["channel"] for step in message["history"] if step["status"] == "sending"]
    if message["attempts"] > len(claims) or (not message["tried"] and message["attempts"] < len(claims)):
        yield f"was claimed {len(claims)} times and counts {message['attempts']} attempts"
    if len(message["tried"]) - (message["status"] == "failed") >= MOST_CHANNELS:
        yield f"gave way {len(message['tried'])} times"
    if not message["rule"]:
        yield "does not say which rule caused it"


def _handovers(message: Mapping[str, Any], made: Sequence[Handover]) -> Iterator[str]:
    """An attempt hands over once at most. It was heard of, or its lease ran out with nobody knowing."""
    steps = message["history"]
    details = [step["detail"] for step in steps]
    explained = (message["status"] in TAKEN) + details.count("lease_over")
    explained += message["reason"] == "attempts_over"
    arrived = [one for one in made if "failed" not in one.said]
    claims = [step["status"] for step in steps].count("sending")
    if message["status"] in TAKEN and not made:
        yield f"is called {message['status']} and was never handed over"
    if len(made) > claims:
        yield f"was claimed {claims} times and handed over {len(made)} times"
    if len(arrived) > explained:
        yield f"is {message['status']} and was handed over {len(made)} times, {explained} of them explained"


def _causes(messages: Mapping[str, Any], marketing: Sequence[Handover]) -> Iterator[str]:
    by_cause: dict[tuple[str, str], list[Handover]] = defaultdict(list)
    for one in marketing:
        message = messages[one.message_id]
        by_cause[message["cause"], message["rule"]].append(one)
    for (cause, _), made in by_cause.items():
        for number, one in enumerate(made):
            standing = [earlier for earlier in made[:number] if not earlier.is_said_failed(one.at)]
            if standing:
                yield f"{cause} told its customer {len(standing) + 1} times"
        channels = {one.channel for one in made}
        if len(channels) < len(made) or len(made) > MOST_CHANNELS:
            yield f"{cause} told its customer {len(made)} times on {len(channels)} channels"


def _rules(world: World, messages: Mapping[str, Any], marketing: Sequence[Handover]) -> Iterator[str]:
    """What the organisation's settings and the customer's own word forbid."""
    settings = world.org.settings.messages
    zone = ZoneInfo(world.org.settings.timezone)
    days: Counter[str] = Counter()
    reached: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in marketing:
        customer_id = messages[one.message_id]["customer_id"]
        local = one.claimed_at.astimezone(zone)
        days[f"{local:%F}"] += 1
        if "failed" not in one.said:
            reached[customer_id, f"{local:%F}"].add(one.message_id)
        if settings.quiet_hours and _is_quiet(settings.quiet_hours.start, settings.quiet_hours.end, local):
            yield f"customer {customer_id[:6]} was told in quiet hours, at {local:%H:%M}"
        stopped_at = world.stopped.get((customer_id, one.channel))
        if stopped_at is not None and stopped_at <= one.claimed_at:
            yield f"customer {customer_id[:6]} was told by {one.channel} after their STOP"
    for (customer_id, day), told in reached.items():
        if settings.caps.overall.day is not None and len(told) > settings.caps.overall.day:
            yield f"customer {customer_id[:6]} was told {len(told)} things on {day}"
    for day, count in days.items():
        if settings.daily_budget is not None and count > settings.daily_budget:
            yield f"{count} messages of a budget of {settings.daily_budget} went on {day}"


def _silences(world: World, messages: Mapping[str, Any], marketing: Sequence[Handover]) -> Iterator[str]:
    """Who has come back is told of no silence that was over before; a spoilt message costs its neighbours nothing."""
    for one in marketing:
        message = messages[one.message_id]
        bought_at, stood_at = world.came_back.get(message["customer_id"], (one.claimed_at, one.claimed_at))
        told_of = message["cause"].rpartition(":")[2]
        if stood_at < one.claimed_at and told_of < f"{bought_at:%Y%m%dT%H%M%S}":
            yield f"customer {message['customer_id'][:6]} had come back, and was told that they stayed away"
    for id, message in messages.items():
        is_beside = world.spoilt and id not in world.spoilt and not world.went_wrong
        if is_beside and message["status"] not in (*TAKEN, "suppressed", "queued"):
            yield f"message {id[-24:]} is {message['status']} for the sake of a spoilt one beside it"


def _is_quiet(start: time, end: time, local: datetime) -> bool:
    clock = local.time()
    return start <= clock < end if start < end else clock >= start or clock < end
