"""A business asks why an automation did or did not run, and tries one that it has not saved."""

import json
from pathlib import Path
from typing import Any

import pytest

from functions import explain
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask
from tests.scenarios.test_automations import DESSERT, save


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], list[str]]:
    """The exit status, and what was printed."""
    capsys.readouterr()
    status = explain.main(list(arguments))
    out, err = capsys.readouterr()
    return status, out.splitlines(), err.splitlines()


def documents(shop: Shop) -> dict[str, Any]:
    names = ("customers", "messages", "interactions", "automations", "dead_letters", "coupons")
    return {name: shop.all(name) for name in names}


def test_the_command_line_says_why_an_automation_ran_and_what_became_of_its_message(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    customer_id = shop.opted_in(sms_opt_in=True)
    assert ask(shop, "PUT", "templates/dessert", DESSERT).status == 200
    save(shop, "dessert", on="visit_recorded", then=[{"send": "dessert", "channels": ["sms"]}])
    shop.post_now(order_id="second", total="10.00")
    shop.firebase.idle()
    status, lines, errors = printed(capsys, shop.id, "--automation", "dessert", "--customer", customer_id)
    assert (status, errors) == (0, [])
    assert lines[:2] == [
        "dessert watches customers and waits for the event visit_recorded.",
        "It would run with the next visit_recorded.",
    ]
    assert lines[-2] == "Its beginning left an interaction: queued."
    assert lines[-1].endswith("by dessert: It was handed to the provider by SMS, through sandbox.")
    answer = ask(shop, "GET", f"automations/dessert/explanation?customer={customer_id}", role="marketing")
    assert (answer.status, answer.json) == (200, {"id": "dessert", "explanation": lines})


def test_an_automation_in_a_file_is_tried_and_leaves_nothing(
    shop: Shop, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    customer_id = shop.opted_in(sms_opt_in=True)
    assert ask(shop, "PUT", "templates/dessert", DESSERT).status == 200
    shop.firebase.advance("2m")
    before, file = documents(shop), tmp_path / "reorder.json"
    content = {"on": {"field": "stats.last_order_at", "after": "9000d"}, "then": [{"send": "dessert"}]}
    file.write_text(json.dumps(content))
    arguments = (shop.id, "--automation", str(file), "--customer", customer_id)
    status, lines, _ = printed(capsys, *arguments)
    assert status == 0
    assert lines[0] == "reorder watches customers and waits for 9000 days after stats.last_order_at."
    assert lines[1].startswith("It would run on 2049-09-16 ")
    assert lines[-2] == "If it ran now, it would leave:"
    assert "by dessert: It is waiting to be sent by SMS" in lines[-1]
    assert documents(shop) == before


def test_a_file_with_a_wrong_automation_is_refused_with_every_place(
    shop: Shop, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    customer_id = shop.opted_in()
    file = tmp_path / "x.json"
    wrong = {"on": "no_such_event", "when": {"sql": []}, "then": [{"send": "no-such-template"}]}
    file.write_text(json.dumps(wrong))
    arguments = (shop.id, "--automation", str(file), "--customer", customer_id)
    status, lines, errors = printed(capsys, *arguments)
    assert (status, lines) == (1, [])
    assert errors[0] == f"explain: {file} is not right:"
    assert any(line.startswith("  on") for line in errors)
    assert any(line.startswith("  when: ") for line in errors)
    file.write_text("{on: order_paid")
    assert printed(capsys, *arguments) == (1, [], [f"explain: {file} holds no JSON, see line 1"])
    file.write_text(json.dumps({"on": "order_paid", "then": [{"send": "no-such-template"}]}))
    assert printed(capsys, *arguments)[2][1:] == [
        "  then.0.send: names no-such-template, which is not among the templates"
    ]


def test_what_is_not_there_is_named_and_arguments_that_do_not_fit_are_refused(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.opted_in()
    asked = (shop.id, "--automation", "nothing", "--customer", "c")
    assert printed(capsys, *asked) == (1, [], ["explain: there is no such automation: nothing"])
    asked = ("no-such-shop", "--automation", "nothing", "--customer", "c")
    assert printed(capsys, *asked)[:2] == (1, [])
    for wrong in (
        [shop.id],
        [f"{shop.id}/m", "--customer", "c"],
        [shop.id, "--automation", "x"],
        [f"{shop.id}/m", "--automation", "x", "--customer", "c"],
        [f"{shop.id}/m", "--at", "2026-12-02T09:00:00Z"],
        [shop.id, "--automation", "x", "--customer", "c", "--at", "2026-12-02T09:00:00"],
    ):
        with pytest.raises(SystemExit) as caught:
            explain.main(wrong)
        assert caught.value.code == 2


def test_it_is_said_as_of_another_time_where_the_clock_was_moved(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    customer_id = shop.opted_in(birthday="12-08")
    on = {"field": "birthday", "before": "7d", "hour": "09:00"}
    save(shop, "early", on=on, then=[{"tag": "early"}])
    arguments = (shop.id, "--automation", "early", "--customer", customer_id, "--at", "2031-12-02T09:00:00Z")
    lines = printed(capsys, *arguments)[1]
    assert "Its moment came on 2031-12-01 09:00 (Asia/Kolkata)." in lines
    assert "The next one comes on 2032-12-01 09:00 (Asia/Kolkata)." in lines


def test_staff_who_may_read_automations_and_the_customer_are_told_and_no_one_else(shop: Shop) -> None:
    customer_id = shop.opted_in(sms_opt_in=True)
    assert ask(shop, "PUT", "templates/dessert", DESSERT).status == 200
    save(shop, "dessert", on="order_paid", then=[{"send": "dessert"}])
    path = f"automations/dessert/explanation?customer={customer_id}"
    statuses = {role: ask(shop, "GET", path, role=role).status for role in ("owner", "marketing", "agent")}
    assert statuses == {"owner": 200, "marketing": 200, "agent": 403}
    missing = ask(shop, "GET", "automations/dessert/explanation")
    assert (missing.status, missing.json["error"]["fields"]) == (
        400,
        [{"path": "customer", "message": "is missing"}],
    )
    assert ask(shop, "GET", "automations/none/explanation?customer=c").status == 404
    assert ask(shop, "GET", "automations/dessert/explanation?customer=c").status == 404
    assert ask(shop, "PUT", path, {}).status == 405
