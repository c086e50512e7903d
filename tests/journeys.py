"""A travel agency's packages, with defaults: name what matters to the test."""

from typing import Any


def a_journey(**changes: Any) -> dict[str, Any]:
    """What a business saves as a package: S003-16's, with 45 seats."""
    return {
        "code": "UMR_MAR_2025_HEMAT",
        "name": "Paket Umroh Maret 2025 Hemat",
        "price_minor": 2_500_000_000,
        "departs_on": "2025-03-15",
        "duration_days": 9,
        "quota": 45,
        **changes,
    }
