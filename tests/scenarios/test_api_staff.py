"""The staff API over the wire: tasks, members, the organisation, dead letters, and the names of other programs."""

import json

import pytest

from functions.domain.kernel.dead_letters import DeadLetter
from tests.builders import an_order_body
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask
from tests.scenarios.test_published_orders import publish

ON = "2025-01-20"


def a_task(shop: Shop, role: str = "agent", **body: object) -> str:
    answer = ask(shop, "POST", "tasks", {"task_type": "call", "due_on": ON, **body}, role=role)
    assert answer.status == 201, answer.json
    return str(answer.json["task_id"])


def test_a_task_is_made_listed_given_to_another_and_done(shop: Shop) -> None:
    ask(shop, "GET", "tasks", role="support")  # a member from now on
    id = a_task(shop, role="manager", reason="Beans run out")
    assert [each["id"] for each in ask(shop, "GET", "tasks").json["items"]] == [id]
    given = ask(shop, "PATCH", f"tasks/{id}", {"assignee_uid": "support"})
    assert (given.status, given.json["assignee_uid"]) == (200, "support")
    assert ask(shop, "GET", "tasks").json["items"] == []
    assert len(ask(shop, "GET", "tasks?whose=all&due=2025-01-20").json["items"]) == 1
    assert ask(shop, "GET", "insights/agent_day", role="support").json["counts"]["open"] == 1
    done = ask(shop, "PATCH", f"tasks/{id}", {"outcome": "interested"}, role="support")
    assert (done.status, shop.read(f"tasks/{id}")["status"]) == (200, "done")
    assert len(ask(shop, "GET", "tasks?status=done", role="support").json["items"]) == 1


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "outcome"),
        ({"outcome": "interested", "is_pooled": True}, "outcome"),
        ({"outcome": "x"}, "outcome"),
    ],
)
def test_a_change_of_a_task_that_is_none_is_named_and_changes_nothing(
    shop: Shop, body: object, path: str
) -> None:
    id = a_task(shop)
    before = shop.read(f"tasks/{id}")
    answer = ask(shop, "PATCH", f"tasks/{id}", body, role="agent")
    assert (answer.status, answer.json["fields"][0]["path"]) == (400, path)
    assert shop.read(f"tasks/{id}") == before


def test_a_query_that_is_wrong_is_named_and_others_tasks_are_not_told(shop: Shop) -> None:
    wrong = ask(shop, "GET", "tasks?whose=theirs&status=x&due=soon", role="agent")
    assert {each["path"] for each in wrong.json["fields"]} == {"whose", "status", "due"}
    assert ask(shop, "GET", "tasks?whose=all", role="delivery").status == 403


def test_members_are_entered_by_owners_changed_with_their_tag_and_see_themselves(shop: Shop) -> None:
    new = {"member_uid": "barista", "roles": ["agent"], "name": "The barista"}
    assert ask(shop, "POST", "members", new, role="manager").status == 400
    entered = ask(shop, "POST", "members", new, role="owner")
    assert (entered.status, entered.header("Location")) == (201, "members/barista")
    read = ask(shop, "GET", "members/barista")
    tag = {"If-Match": str(read.header("ETag"))}
    changed = ask(shop, "PATCH", "members/barista", {"daily_capacity": 9}, headers=tag)
    assert (changed.status, changed.json["daily_capacity"]) == (200, 9)
    assert ask(shop, "PATCH", "members/barista", {"daily_capacity": 8}, headers=tag).status == 412
    taken = ask(shop, "PATCH", "members/barista", {"roles": ["owner"]})
    assert (taken.status, shop.read("members/barista")["roles"]) == (403, ["agent"])
    assert "barista" in [each["id"] for each in ask(shop, "GET", "members?limit=50").json["items"]]
    assert ask(shop, "GET", "members", role="support").status == 403
    assert ask(shop, "GET", "members/support", role="support").json["roles"] == ["support"]


@pytest.mark.item("S004-39")
def test_a_switch_is_seen_by_the_next_request(shop: Shop) -> None:
    assert ask(shop, "GET", "organisation", role="agent").json["enable_crm"] is True
    changed = ask(shop, "PATCH", "organisation", {"enable_crm": False, "name": "Renamed"})
    assert (changed.status, changed.json["features"]["crm"], changed.json["name"]) == (200, False, "Renamed")
    refused = ask(shop, "POST", "customers", {"name": "A regular"}, role="agent")
    assert (refused.status, refused.json["code"]) == (403, "feature_off")
    assert ask(shop, "PATCH", "organisation", {"enable_crm": True}, role="agent").status == 403


def test_a_dead_letter_is_shown_and_a_published_order_in_it_recorded(shop: Shop) -> None:
    publish(shop, b"{", org=shop.id)
    (letter,) = ask(shop, "GET", "dead_letters").json["items"]
    assert "payload" not in letter
    again = ask(shop, "POST", f"dead_letters/{letter['id']}/retry")
    assert (again.status, again.json["code"]) == (409, "cannot_be_done")
    body = json.dumps(an_order_body(order_id="7"), default=str)
    shop.write(f"dead_letters/{letter['id']}", {"payload": {"body": body, "hook_secret": "x"}})
    assert ask(shop, "GET", f"dead_letters/{letter['id']}").json["payload"]["hook_secret"] == "(left out)"
    done = ask(shop, "POST", f"dead_letters/{letter['id']}/retry", headers={"Idempotency-Key": "k"})
    same = ask(shop, "POST", f"dead_letters/{letter['id']}/retry", headers={"Idempotency-Key": "k"})
    assert (done.status, same.json) == (200, done.json)
    assert (len(shop.all("orders")), shop.all(DeadLetter.collection)) == (1, {})
    assert ask(shop, "GET", "dead_letters", role="agent").status == 403


def test_points_are_given_for_a_reward_and_put_right_by_leaders(shop: Shop) -> None:
    id = shop.post_now(order_id="1", total="9000.00").json["customer_id"]
    had = ask(shop, "GET", f"customers/{id}").json["loyalty"]["points"]
    redeemed = ask(
        shop, "POST", f"customers/{id}/redemptions", {"points": 5, "reason": "A mug"}, role="agent"
    )
    assert (redeemed.status, redeemed.json["balance"]) == (201, had - 5)
    adjusted = {"amount": 5, "reason": "Counted twice"}
    assert ask(shop, "POST", f"customers/{id}/adjustments", adjusted, role="agent").status == 403
    assert ask(shop, "POST", f"customers/{id}/adjustments", adjusted).json["balance"] == had
    more = ask(shop, "POST", f"customers/{id}/redemptions", {"points": had + 1, "reason": "Much"})
    assert (more.status, more.json["fields"][0]["path"]) == (400, "points")


@pytest.mark.item("S001-85")
def test_the_names_of_other_programs_lead_to_the_same_answers(shop: Shop) -> None:
    id = ask(shop, "POST", "customers", {"name": "A regular"}).json["customer_id"]
    assert ask(shop, "GET", f"cdm/customer360/{id}").json == ask(shop, "GET", f"customers/{id}").json
    assert ask(shop, "POST", f"cdm/customer360/{id}/notes", {"note": "Oat milk"}).status == 201
    assert len(ask(shop, "GET", f"cdm/customer360/{id}/notes").json["items"]) == 1
    named = next(iter(shop.all("automations")))
    same = ask(shop, "GET", f"crm/automation/automations/{named}")
    assert (same.status, same.json) == (200, ask(shop, "GET", f"automations/{named}").json)
    task = ask(shop, "POST", "crm/automation/tasks", {"task_type": "call"})
    assert (task.status, len(ask(shop, "GET", "crm/automation/tasks").json["items"])) == (201, 1)
    assert ask(shop, "GET", f"cdm/customer360/{id}", role="executive").status == 403
