"""The events of a callback on their way to their task: many together, each batch once."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from functions.cloud_tasks.enqueue import enqueue, task_id
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.providers.events import (
    ITEM,
    BrokenItem,
    GatewayItem,
    InboundMessage,
    PreferenceItem,
    ProviderEvent,
    StatusItem,
    TemplateItem,
)
from functions.store.dead_letters import keep_raw

QUEUE = "takecallback"
MOST_ITEMS = 50
MOST_BYTES = 200_000
LARGEST_ITEM_BYTES = 900_000  # a task may have 1 MB
MOST_AT_ONCE = 8


@dataclass(frozen=True)
class Packed:
    """An event as it travels. `key` is its own among all events of its provider."""

    key: str
    content: Any = field(repr=False)
    text: str = field(repr=False)


def enqueue_items(org_id: str, provider: str, items: Sequence[ProviderEvent]) -> None:
    """Put events on tasks, several at once if there are many. Raises Retryable; the same call may then be repeated,
    since a task is named by its events. One that no task can carry becomes a dead letter.
    """
    packed = [pack(item) for item in items]
    for item in packed:
        if len(item.text) > LARGEST_ITEM_BYTES:
            error = Malformed(provider, [FieldFault("item", f"has more than {LARGEST_ITEM_BYTES} bytes")])
            keep_item(org_id, provider, item.content, error=error)
    batches = list(_batches([item for item in packed if len(item.text) <= LARGEST_ITEM_BYTES]))
    if len(batches) == 1:
        _enqueue(org_id, provider, batches[0])
        return
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        for done in [pool.submit(_enqueue, org_id, provider, batch) for batch in batches]:
            done.result()


def pack(item: ProviderEvent) -> Packed:
    """An event as JSON, all of it ASCII."""
    content = ITEM.dump_python(item, mode="json")
    text = json.dumps(content)
    return Packed(json.dumps([item.item, item.id, *_distinction(item, text)]), content, text)


def keep_item(org_id: str, provider: str, content: Any, *, error: Exception) -> None:
    """Keep an event that cannot be handled as a dead letter, as it travels. Raises Retryable."""
    raw = json.dumps(content)
    keep_raw(org_id, f"{provider}:{task_id(raw)}", source=f"callback:{provider}", raw=raw, error=error)


def _batches(items: Sequence[Packed]) -> Iterator[list[Packed]]:
    batch: list[Packed] = []
    for item in items:
        if batch and (len(batch) == MOST_ITEMS or _size(batch) + len(item.text) > MOST_BYTES):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _size(batch: Sequence[Packed]) -> int:
    return sum(len(item.text) for item in batch)


def _enqueue(org_id: str, provider: str, batch: Sequence[Packed]) -> None:
    name = json.dumps([org_id, provider, *(item.key for item in batch)])
    enqueue(QUEUE, name, {"org": org_id, "provider": provider, "items": [item.content for item in batch]})


def _distinction(item: ProviderEvent, text: str) -> list[str]:
    """The extra parts of an item's dedup key. The timestamp is included only for kinds that can repeat under one id: a
    provider that gives no timestamp has a new one with each repeat.
    """
    match item:
        case InboundMessage():
            return [item.kind, str(item.at) if item.id == item.target_id else ""]
        case StatusItem():
            return [item.status]
        case PreferenceItem():
            return [str(item.granted), str(item.at)]
        case GatewayItem():
            return [str(item.is_working), str(item.at)]
        case TemplateItem():
            return [item.state, str(item.at)]
        case BrokenItem():
            return [task_id(text)]
