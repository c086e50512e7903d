"""The agency before its first chat: its gateway, its people, and the packages that its preset does not have."""

from typing import Any

from demo.api import StaffApi
from demo.offices import Office, provision
from local.client import LocalFirebase

ORG = "umrah"
OWNER, FINANCE = "owner", "finance"
DESK = ("desk_1", "desk_2")
API_KEY, HMAC_KEY = "a key of the demo's gateway", "a secret of the demo's gateway"
SECRETS = {"DEMO_WAHA_KEY": API_KEY, "DEMO_WAHA_HMAC": HMAC_KEY}
# By the names that chats.yaml has.
PACKAGES = {
    "mar": "umr_mar_2025_hemat",
    "apr": "umr_apr_2025_reguler",
    "mei": "umr_mei_2025_plus_turki",
    "jun": "umr_jun_2025_keluarga",
    "okt": "umr_okt_2025_reguler",
}
MORE: dict[str, dict[str, Any]] = {
    "jun": {
        "code": "UMR_JUN_2025_KELUARGA",
        "name": "Paket Umroh Juni 2025 Keluarga",
        "called": {"en": "Family Umrah Package June 2025"},
        "price_minor": 2_950_000_000,
        "departs_on": "2025-06-21",
        "duration_days": 9,
        "quota": 5,
        "key_features": {"id": ["Kamar keluarga"], "en": ["Family rooms"]},
    },
    "okt": {
        "code": "UMR_OKT_2025_REGULER",
        "name": "Paket Umroh Oktober 2025 Reguler",
        "called": {"en": "Regular Umrah Package October 2025"},
        "price_minor": 3_050_000_000,
        "departs_on": "2025-10-11",
        "duration_days": 9,
        "quota": 45,
        "key_features": {"id": ["Penerbangan langsung"], "en": ["Direct flight"]},
    },
}
UNTIL_ALL_KNOW = "4m"


def opened(firebase: LocalFirebase, collections: tuple[str, ...]) -> Office:
    """The agency, provisioned and staffed, its packages on sale. All instances know them some minutes later."""
    waha: dict[str, Any] = {"base_url": firebase.provider_url, "session": "default"}
    waha |= {"api_key": {"secret": "DEMO_WAHA_KEY"}, "hmac_key": {"secret": "DEMO_WAHA_HMAC"}}
    provision(firebase, ORG, preset="umrah", name="Amanah Umroh", channels={"waha": waha})
    office = Office(firebase, ORG, collections=collections)
    for uid, role in {OWNER: "owner", FINANCE: "finance", **dict.fromkeys(DESK, "agent")}.items():
        office.appoint(uid, role, name=uid)
    for name, package in MORE.items():
        StaffApi(firebase, ORG, OWNER).put(f"packages/{PACKAGES[name]}", package)
    firebase.idle()
    firebase.advance(UNTIL_ALL_KNOW)
    return office
