"""Held, capped, paused and dry-run messages on the moving clock, and what staff are told about them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions import explain
from local.client import LocalFirebase
from tests.scenarios.shop import Shop
from tests.scenarios.staff import token
from tests.scenarios.test_api import ask
from tests.scenarios.test_time import buy

FREE: dict[str, Any] = {"quiet_hours": None}


def a_shop(firebase: LocalFirebase, **messages: Any) -> Shop:
    """A shop with these settings of its messages from the start: instances keep settings for a minute."""
    shop = Shop(firebase)
    set_messages(shop, **messages)
    return shop


def set_messages(shop: Shop, **messages: Any) -> None:
    shop.client.document(f"orgs/{shop.id}").update({"settings.messages": messages})


def make_due(shop: Shop, customer_id: str, reason: str, at: datetime) -> None:
    """The customer was here last so long ago that this win-back is due then."""
    last = at - timedelta(days=int(reason.rpartition("_")[2]))
    stats = shop.read(f"customers/{customer_id}")["stats"] | {"last_order_at": last, "last_visit_at": last}
    shop.write(f"customers/{customer_id}", {"due": {f"auto:{reason}": at}, "wake_at": at, "stats": stats})


def upgraded(shop: Shop) -> dict[str, Any]:
    """The message that a rise to gold leaves, once all that it caused is done."""
    shop.opted_in()
    shop.post_now(order_id="2", total="9000.00")
    shop.firebase.idle()
    (message,) = shop.messages()
    return message


def the_next(hour: int, after: datetime) -> datetime:
    at = after.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at > after else at + timedelta(days=1)


def test_a_win_back_that_is_due_at_night_by_the_customers_clock_goes_out_as_their_quiet_hours_end(
    shop: Shop,
) -> None:
    customer_id = buy(shop, "1")
    night = the_next(
        17, shop.now() + timedelta(minutes=1)
    )  # two in Tokyo; half past ten in the shop's Kolkata
    shop.write(f"customers/{customer_id}", {"whatsapp_opt_in": True, "timezone": "Asia/Tokyo"})
    make_due(shop, customer_id, "winback_30", night)
    morning = night + timedelta(hours=7)
    shop.firebase.move_to(night + timedelta(minutes=1))
    shop.firebase.idle()
    (held,) = shop.messages()
    assert (held["status"], held["send_at"], held["attempts"]) == ("queued", morning, 0)
    assert [step["detail"] for step in held["history"]] == ["quiet_hours"]
    shop.firebase.move_to(morning - timedelta(seconds=20))
    shop.firebase.idle()
    assert shop.messages()[0]["status"] == "queued"
    shop.firebase.move_to(morning + timedelta(seconds=1))
    shop.firebase.idle()
    (sent,) = shop.messages()
    assert (sent["status"], sent["attempts"], sent["enqueued_count"]) == ("sent", 1, 1)
    assert morning <= sent["sent_at"] < morning + timedelta(seconds=30)
    assert [contact["at"] for contact in shop.customer()[1]["marketing_touches"]] == [morning]


def test_nothing_goes_out_while_the_kill_switch_is_on_and_all_of_it_once_it_is_off(
    firebase: LocalFirebase,
) -> None:
    shop = a_shop(firebase, **FREE, is_paused=True)
    held = upgraded(shop)
    assert (held["status"], [step["detail"] for step in held["history"]]) == ("queued", ["sending_paused"])
    shop.firebase.advance("30m")
    (message,) = shop.messages()
    assert (message["status"], message["attempts"], message["history"]) == ("queued", 0, held["history"])
    assert message["enqueued_count"] > held["enqueued_count"]
    set_messages(shop, **FREE)
    for _ in range(
        400
    ):  # until the instance lets go of the settings that it knew: a wrong signature asks it to
        assert shop.post_raw(b"{}", signed="sha256=0").status == 401
        shop.firebase.advance("5m")
        if shop.messages()[0]["status"] != "queued":
            break
    (sent,) = shop.messages()
    assert (sent["status"], sent["attempts"]) == ("sent", 1)
    assert [step["status"] for step in sent["history"]] == ["queued", "sending", "sent"]


def test_a_dry_run_decides_everything_and_hands_nothing_over(firebase: LocalFirebase) -> None:
    message = upgraded(a_shop(firebase, **FREE, is_dry_run=True))
    assert (message["status"], message["reason"], message["channel"]) == ("suppressed", "dry_run", "whatsapp")
    assert (message["provider"], message["body"], message["attempts"]) == (None, None, 0)
    assert "wake_at" not in message


@pytest.mark.parametrize(("caps", "second"), [({"day": 1, "week": 1}, "suppressed"), ({"week": 2}, "sent")])
def test_a_cap_keeps_the_second_message_of_a_day_from_a_customer(
    firebase: LocalFirebase, caps: dict[str, int], second: str
) -> None:
    shop = a_shop(firebase, **FREE, caps={"overall": caps})
    customer_id = shop.opted_in()
    for reason in ("winback_30", "winback_60"):
        make_due(shop, customer_id, reason, shop.now() - timedelta(minutes=1))
        shop.firebase.idle()
        shop.firebase.control("POST", "/schedules/tick/run")
        shop.firebase.idle()
    messages = {message["rule"]: message for message in shop.messages()}
    assert messages["automation:winback_30"]["status"] == "sent"
    assert messages["automation:winback_60"]["status"] == second
    assert messages["automation:winback_60"]["reason"] == (
        "frequency_cap" if second == "suppressed" else None
    )
    assert len(shop.customer()[1]["marketing_touches"]) == (1 if second == "suppressed" else 2)


# What staff are told.


def test_a_member_reads_a_message_s_story_without_what_is_the_server_s(shop: Shop) -> None:
    upgraded(shop)
    (message_id,) = shop.all("messages")
    shop.write("members/cashier", {"roles": ["agent"]})
    status, story = ask(shop, f"/{shop.id}/messages/{message_id}", token(shop.firebase.project, "cashier"))
    assert (status, story["id"], story["status"]) == (200, message_id, "sent")
    assert story["explanation"][:2] == [
        "It was handed to the provider by WhatsApp, through sandbox.",
        "push was passed over: the customer does not have the app.",
    ]
    assert [line.split(" UTC: ")[1] for line in story["explanation"][2:]] == [
        "queued by WhatsApp.",
        "sending by WhatsApp.",
        "sent by WhatsApp.",
    ]
    assert not {"lease_id", "wake_at", "enqueued_count", "batch_id", "retired_ids", "variables"} & set(story)


def test_a_story_is_told_to_members_alone_and_of_messages_that_are_there(shop: Shop) -> None:
    upgraded(shop)
    (message_id,) = shop.all("messages")
    shop.write("members/cashier", {"roles": ["agent"]})
    cashier, stranger = (token(shop.firebase.project, uid) for uid in ("cashier", "stranger"))
    assert ask(shop, f"/{shop.id}/messages/nothing", cashier)[0] == 404
    known = ask(shop, f"/{shop.id}/messages/{message_id}", stranger)
    assert known == ask(shop, f"/{shop.id}/messages/nothing", stranger)
    assert known[0] == 403
    assert ask(shop, f"/{shop.id}/messages/{message_id}", None)[0] == 401
    assert ask(shop, f"/{shop.id}/messages/{message_id}", cashier, method="POST")[0] == 405


@pytest.mark.parametrize("form", ["{org}/{id}", "orgs/{org}/messages/{id}", "/orgs/{org}/messages/{id}/"])
def test_explain_prints_why_a_message_was_not_sent(
    shop: Shop, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    shop.post_now(total="9000.00")
    shop.firebase.idle()
    (message_id,) = shop.all("messages")
    capsys.readouterr()
    assert explain.main([form.format(org=shop.id, id=message_id)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "It was not sent: the customer consented to none of the channels."
    assert lines[1] == "push was passed over: the customer does not have the app."
    assert lines[-1].endswith(" UTC: suppressed.")


def test_explain_says_that_there_is_no_such_message(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert explain.main([f"{shop.id}/nothing"]) == 1
    assert capsys.readouterr() == ("", "explain: there is no such message\n")


@pytest.mark.parametrize("text", ["kopi", "kopi/", "/m", "orgs/kopi/customers/c", "a/b/c", ""])
def test_explain_asks_for_an_organisation_and_a_message(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        explain.main([text])
    assert caught.value.code == 2
    assert "ORG/MESSAGE" in capsys.readouterr().err
