"""What orders show to go together, over the wire: the first look has it counted, and a manager makes it a rule."""

from datetime import timedelta

import pytest

from functions.domain.recommendations.counting import PAGE_SIZE
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask, billing

PROPOSALS = "recommendation_proposals"


@pytest.mark.item("S002-41")
def test_what_goes_together_is_counted_proposed_and_made_a_rule_once(shop: Shop) -> None:
    batch, at = shop.client.batch(), shop.now() - timedelta(days=2)
    for number in range(PAGE_SIZE + 20):
        names = ("rice", "spice") if number % 10 == 0 else ("rice",) if number % 10 == 1 else ("oil",)
        lines = [{"category": each, "quantity": "1"} for each in names]
        order = {"counted_at": at + timedelta(minutes=number // 2), "counted_for": "x", "lines": lines}
        batch.set(shop.client.document(f"orgs/{shop.id}/orders/pos:{number}"), order)
    batch.commit()
    first = ask(shop, "GET", PROPOSALS)
    assert (first.status, first.json["items"], first.json["is_counting"]) == (200, [], True)
    assert ask(shop, "GET", PROPOSALS, role="agent").status == 403
    shop.firebase.move_to(shop.now() + timedelta(minutes=4))
    shop.firebase.idle()
    with billing(shop, reads=3):
        found = ask(shop, "GET", PROPOSALS).json
    assert (found["baskets"], found["is_counting"]) == (PAGE_SIZE + 20, False)
    shown = {each["trigger"]: (each["orders"], each["confidence"], each["lift"]) for each in found["items"]}
    assert shown == {"rice": (32, 0.5, 5.0), "spice": (32, 1.0, 5.0)}
    id = next(each["id"] for each in found["items"] if each["trigger"] == "rice")
    for _ in range(2):
        accepted = ask(shop, "POST", f"{PROPOSALS}/{id}/accept", {})
        assert (accepted.status, accepted.json) == (200, {"id": id, "revision": 1})
    assert ask(shop, "GET", f"recommendation_rules/{id}").json["recommend"] == {"category": ["spice"]}
    (other,) = ask(shop, "GET", PROPOSALS).json["items"]
    assert ask(shop, "POST", f"{PROPOSALS}/{other['id']}/dismiss", {}, role="marketing").status == 200
    assert ask(shop, "GET", PROPOSALS).json["items"] == []
    assert ask(shop, "POST", f"{PROPOSALS}/none/accept", {}).status == 404
