"""A message to a member of staff on the moving clock: their phone, their morning, their mail, once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.cloud_tasks.enqueue import enqueue
from functions.domain.messages.notices import compose_notices
from functions.domain.staff.members import Member
from functions.store.documents import to_fields
from functions.store.orgs import orgs
from tests.scenarios.provider_contracts import ADDRESS, DEVICE
from tests.scenarios.provider_fixtures import SMTP, HttpLine, MailLine, connect, open_line
from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask

# aiosmtpd warns of passwords without TLS, which is what loopback is for.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated"),
]
ALERT = {
    "purpose": "internal",
    "bodies": {"en": "{{ customer }} has gone quiet.", "id": "{{ customer }} lama tidak datang."},
    "push": {"title": {"en": "Call {{ customer }}"}},
    "email": {"subject": {"en": "Call {{ customer }}"}},
}
QUIET = {"quiet_hours": {"start": "21:00", "end": "08:00"}}


@pytest.fixture
def push() -> Iterator[HttpLine]:
    with open_line("fcm") as line:
        assert isinstance(line, HttpLine)
        yield line


@pytest.fixture
def mail() -> Iterator[MailLine]:
    with open_line(SMTP) as line:
        assert isinstance(line, MailLine)
        yield line


@pytest.fixture
def staffed(shop: Shop, push: HttpLine, mail: MailLine, tmp_path: Path) -> Shop:
    """A shop with a rep in Jakarta, whose phone is known, and a customer of theirs."""
    connect(shop, push, mail, folder=tmp_path, order=("push", "email"))
    shop.client.document(f"orgs/{shop.id}").update({"settings.staff": QUIET})
    assert ask(shop, "PUT", "templates/alert", ALERT).status == 200
    profile = {"name": "Rep", "email": ADDRESS, "locale": "id", "timezone": "Asia/Jakarta", "shoe_size": 43}
    shop.write("members/rep", {"roles": ["sales_rep"], **profile})
    own = {"owner": "member", "token": DEVICE}
    assert shop.settled("device", "register_device", own, by_uid="rep")["result"] == {"member_uid": "rep"}
    shop.opted_in(owner_uid="rep", email=ADDRESS)
    return shop


def tell(shop: Shop, id: str) -> None:
    """What a cause does: its messages to the rep are created beside it."""
    member = Member.model_validate({**shop.read("members/rep"), "id": "rep"})
    made = compose_notices(
        orgs().get(shop.id),
        member,
        id=id,
        cause=id,
        rule="staff.quiet",
        template="alert",
        variables={"customer": "Asha"},
        about_customer_id=shop.customer()[0],
        now=shop.now(),
    )
    for message in made:
        shop.client.document(f"orgs/{shop.id}/messages/{message.id}").create(to_fields(message))


def move_to(shop: Shop, hour: int) -> None:
    """The next time that it is so late in Jakarta."""
    utc = (hour - 7) % 24
    now = shop.now()
    at = now.replace(hour=utc, minute=0, second=0, microsecond=0)
    shop.firebase.move_to(at if at > now else at + timedelta(days=1))
    shop.firebase.idle()


def deliver_again(shop: Shop, id: str, channel: str) -> None:
    content: dict[str, Any] = {"id": id, "customer_id": shop.customer()[0], "purpose": "internal"}
    for number, more in enumerate(({"member_uid": "rep"}, {})):
        payload = {"org": shop.id, "messages": [content | more]}
        enqueue(f"deliver{channel}", f"{shop.id}:{id}:again:{number}", payload)
    shop.firebase.idle()


def test_a_notice_at_night_waits_for_the_member_s_morning_and_reaches_their_phone_once(
    staffed: Shop, push: HttpLine, mail: MailLine
) -> None:
    move_to(staffed, 22)
    before = staffed.customer()
    staffed.firebase.faults(duplicate_events=1.0)
    tell(staffed, "night")
    staffed.firebase.idle()
    morning = staffed.now().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=1)
    held = staffed.read("messages/night")
    assert (held["status"], held["send_at"], push.count) == ("queued", morning, 0)
    assert [step["detail"] for step in held["history"]] == ["quiet_hours"]
    staffed.firebase.move_to(morning - timedelta(seconds=20))
    staffed.firebase.idle()
    assert (staffed.read("messages/night")["status"], push.count) == ("queued", 0)
    staffed.firebase.move_to(morning + timedelta(seconds=1))
    staffed.firebase.idle()
    sent = staffed.read("messages/night")
    assert (sent["status"], sent["channel"], sent["provider"], sent["attempts"]) == ("sent", "push", "fcm", 1)
    assert push.seen()["token"] == DEVICE
    assert push.seen()["notification"] == {"title": "Call Asha", "body": "Asha lama tidak datang."}
    deliver_again(staffed, "night", "push")
    staffed.firebase.advance("24h")
    assert (push.count, mail.count, staffed.read("messages/night")) == (1, 0, sent)
    assert staffed.customer() == before


def test_a_dead_phone_is_taken_off_the_member_and_the_notice_goes_by_mail_once(
    staffed: Shop, push: HttpLine, mail: MailLine
) -> None:
    move_to(staffed, 10)
    before = staffed.customer()
    push.refuses()
    tell(staffed, "day")
    staffed.firebase.idle()
    sent = staffed.read("messages/day")
    assert (sent["status"], sent["channel"], sent["to"], sent["tried"]) == (
        "sent",
        "email",
        ADDRESS,
        ["push"],
    )
    member = staffed.read("members/rep")
    assert (member["push_tokens"], member["has_app"], member["shoe_size"]) == ([], False, 43)
    seen = mail.seen()
    assert (seen["To"], seen["Subject"], seen["text"]) == (ADDRESS, "Call Asha", "Asha lama tidak datang.")
    assert mail._server.mails[-1]["List-Unsubscribe"] is None
    deliver_again(staffed, "day", "email")
    staffed.firebase.advance("2h")
    assert (push.count, mail.count, staffed.read("messages/day")) == (1, 1, sent)
    assert (staffed.customer(), staffed.all("suppressions")) == (before, {})


def test_a_bounce_of_a_member_s_mail_fails_the_notice_and_suppresses_no_customer(
    staffed: Shop, push: HttpLine, mail: MailLine
) -> None:
    """The customer has the same address: what a server says of it is theirs to find out."""
    move_to(staffed, 10)
    push.refuses()
    mail.refuses()
    before = staffed.customer()
    tell(staffed, "day")
    staffed.firebase.idle()
    failed = staffed.read("messages/day")
    assert (failed["status"], failed["reason"], failed["tried"]) == ("failed", mail.reason, ["push", "email"])
    assert (staffed.customer(), staffed.all("suppressions")) == (before, {})


def test_a_notice_whose_event_is_lost_is_found_by_the_tick_and_sent_once(
    staffed: Shop, push: HttpLine, mail: MailLine
) -> None:
    move_to(staffed, 10)
    staffed.firebase.faults(drop_events=1.0)
    tell(staffed, "day")
    staffed.firebase.idle()
    assert (staffed.read("messages/day")["status"], push.count) == ("queued", 0)
    staffed.firebase.faults()
    staffed.firebase.advance("2h")
    sent = staffed.read("messages/day")
    assert (sent["status"], sent["attempts"], push.count, mail.count) == ("sent", 1, 1, 0)
