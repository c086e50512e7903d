"""List prices in dollars and what is free, each with the page that says so, as read on READ_ON.

Beyond the prices of these pages nothing is known here: no discount, no contract, no tax. A month has 30 days, as in
Google's own examples.
"""

from dataclasses import dataclass
from decimal import Decimal

READ_ON = "2026-11-21"
DAYS = 30

_FIRESTORE = "firebase.google.com/docs/firestore/pricing"
_CLOUD_RUN = "cloud.google.com/run/pricing"
_TIERS = (
    "github.com/firebase/firebase-tools, src/deploy/functions/pricing.ts, after cloud.google.com/run/pricing"
)
_TASKS = "cloud.google.com/tasks/pricing"
_PUBSUB = "cloud.google.com/pubsub/pricing"
_SCHEDULER = "cloud.google.com/scheduler/pricing"
_EVERYWHERE = "every region"

# Dollars for 100,000 reads, writes and deletes. Prices of other locations were on no page that could be read.
_FIRESTORE_BY_LOCATION = {
    "nam5": ("0.06", "0.18", "0.02"),
    "us-west1": ("0.03", "0.09", "0.01"),
    "us-west2": ("0.036", "0.108", "0.012"),
}
_FIRESTORE_DEFAULT = "nam5"
_FREE_OF_DOCUMENTS = (50_000, 20_000, 20_000)  # a day

# Dollars for a second of a vCPU and of a GiB, by tier of regions.
_COMPUTE = {1: ("0.000024", "0.0000025"), 2: ("0.0000336", "0.0000035")}
_FREE_OF_COMPUTE = (180_000, 360_000)
_REGIONS_OF_TIER = {
    1: "asia-east1 asia-northeast1 asia-northeast2 europe-north1 europe-west1 europe-west4 us-central1 us-east1 "
    "us-east4 us-west1",
    2: "asia-east2 asia-northeast3 asia-southeast1 asia-southeast2 asia-south1 australia-southeast1 europe-central2 "
    "europe-west2 europe-west3 europe-west6 northamerica-northeast1 southamerica-east1 us-west2 us-west3 us-west4",
}
_TIER_OF_REGION = {region: tier for tier, regions in _REGIONS_OF_TIER.items() for region in regions.split()}
_COMPUTE_DEFAULT = "us-central1"

_TIB, _GIB = 1 << 40, 1 << 30


@dataclass(frozen=True)
class Price:
    """`dollars` for `per` units beyond the `free` ones of a month, in the region that the price is of."""

    item: str
    unit: str
    dollars: Decimal
    per: int
    free: Decimal
    region: str
    source: str


def find_prices(region: str) -> dict[str, Price]:
    """By item, the prices of a region, or of the default where the region's own is not known."""
    prices = [*_documents(region), *_functions(region), *_services()]
    return {price.item: price for price in prices}


def _documents(region: str) -> list[Price]:
    location = region if region in _FIRESTORE_BY_LOCATION else _FIRESTORE_DEFAULT
    kinds = zip(
        ("reads", "writes", "deletes"), _FIRESTORE_BY_LOCATION[location], _FREE_OF_DOCUMENTS, strict=True
    )
    return [
        Price(kind, "documents", Decimal(dollars), 100_000, Decimal(free * DAYS), location, _FIRESTORE)
        for kind, dollars, free in kinds
    ]


def _functions(region: str) -> list[Price]:
    """Cloud Run's, which functions of the second generation are billed as. Its free seconds are worth what they cost
    in the first tier.
    """
    region = region if region in _TIER_OF_REGION else _COMPUTE_DEFAULT
    tier = _TIER_OF_REGION[region]
    source = _CLOUD_RUN if tier == 1 else _TIERS
    seconds = [
        Price(item, unit, Decimal(dollars), 1, free * Decimal(first) / Decimal(dollars), region, source)
        for item, unit, dollars, first, free in zip(
            ("cpu", "memory"),
            ("vCPU-seconds", "GiB-seconds"),
            _COMPUTE[tier],
            _COMPUTE[1],
            _FREE_OF_COMPUTE,
            strict=True,
        )
    ]
    calls = Price("invocations", "calls", Decimal("0.40"), 1_000_000, Decimal(2_000_000), region, _CLOUD_RUN)
    return [calls, *seconds]


def _services() -> list[Price]:
    return [
        _price_everywhere(
            "task_operations", "operations", "0.40", per=1_000_000, free=1_000_000, source=_TASKS
        ),
        _price_everywhere("pubsub", "bytes", "40", per=_TIB, free=10 * _GIB, source=_PUBSUB),
        _price_everywhere("schedules", "jobs", "0.10", per=1, free=3, source=_SCHEDULER),
    ]


def _price_everywhere(item: str, unit: str, dollars: str, *, per: int, free: int, source: str) -> Price:
    return Price(item, unit, Decimal(dollars), per, Decimal(free), _EVERYWHERE, source)
