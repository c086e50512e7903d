"""Machines post orders: `POST hooks/{org}/orders` (docs/contracts.md, Orders in)."""

from functions.domain.orders.parsing import parse_order
from functions.domain.orders.recording import record_order
from functions.http import signed_posts

ORDER = signed_posts.Post("order", most_bytes=256 * 1024, parse=parse_order, take=record_order)
