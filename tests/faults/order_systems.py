"""A business's order system in a world: what it took, by which key, and what it answers on a bad day."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from functions.domain.kernel.errors import ProviderAway
from functions.domain.kernel.json_bodies import read_json
from functions.domain.orders.posting import TAKEN, PostResult
from functions.domain.orders.posts import OrderPost
from functions.domain.orgs.org import Org

if TYPE_CHECKING:
    from tests.faults.world import World


@dataclass(frozen=True)
class Taken:
    order_id: str
    key: str
    body: Any
    at: datetime


@dataclass
class OrderSystem:
    """It takes whatever comes, and keeps each time that it did."""

    world: "World"
    taken: list[Taken] = field(default_factory=list)
    at_once: set[str] = field(default_factory=set)  # orders of which two tries were under way
    _under_way: dict[str, OrderPost] = field(default_factory=dict)

    def post(self, org: Org, post: OrderPost, now: datetime) -> PostResult:
        """In place of providers/order_system.py's: a refusal of a moment, a lost answer or a crash may come of it."""
        away = ProviderAway("order_system", "http_503")

        def take() -> PostResult:
            self.taken.append(Taken(post.id, post.key, read_json(post.body.encode()), self.world.now))
            return TAKEN

        other = self._under_way.get(post.id)
        if other is not None and other.lease_until is not None and self.world.now < other.lease_until:
            self.at_once.add(post.id)
        self._under_way[post.id] = post
        try:
            result = self.world.call("send", take, away=away, refused=away, silent=away)
        except ProviderAway as error:
            result = PostResult("later", error.reason)
        if self._under_way.get(post.id) is post:
            del self._under_way[post.id]
        return result
