"""What a channel carries, counted as its provider counts."""

import pytest

from functions.domain.providers.channel_limits import (
    GSM,
    GSM_EXTENSION,
    Fault,
    SmsSize,
    faults_in,
    parameter_fault,
    push_bytes,
    sms_size,
)
from functions.domain.providers.content import Content, Media, TemplateCall


def test_the_alphabet_has_its_127_characters_and_10_behind_the_escape() -> None:
    assert (len(GSM), len(GSM_EXTENSION), len(GSM & GSM_EXTENSION)) == (127, 10, 0)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("x" * 160, "GSM-7", 160, 1),
        ("x" * 161, "GSM-7", 161, 2),
        ("x" * 306, "GSM-7", 306, 2),
        ("x" * 307, "GSM-7", 307, 3),
        ("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà\r\n", "GSM-7", 44, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 80 + "x", "GSM-7", 161, 2),
        ("[]{}~^|\\", "GSM-7", 16, 1),
        ("x" * 152 + "€" + "x" * 152, "GSM-7", 306, 3),  # € does not fit at the end of the first part
        ("x" * 151 + "€" + "x" * 153, "GSM-7", 306, 2),
        ("ç", "UCS-2", 1, 1),  # only the capital one is in the alphabet
        ("₹", "UCS-2", 1, 1),
        ("`", "UCS-2", 1, 1),
        ("আ" * 70, "UCS-2", 70, 1),
        ("আ" * 71, "UCS-2", 71, 2),
        ("आ" * 134, "UCS-2", 134, 2),
        ("आ" * 135, "UCS-2", 135, 3),
        ("ক্ষি", "UCS-2", 4, 1),  # one letter to a reader
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 35 + "x", "UCS-2", 71, 2),
        ("x" * 66 + "😀" + "x" * 66, "UCS-2", 134, 3),  # 😀 is not cut in two
        ("x" * 65 + "😀" + "x" * 67, "UCS-2", 134, 2),
        ("👨‍👩‍👧", "UCS-2", 8, 1),
    ],
)
def test_an_sms_counts_as_its_provider_counts(text: str, encoding: str, units: int, segments: int) -> None:
    assert sms_size(text) == SmsSize(encoding, units, segments)  # type: ignore[arg-type]


def faults(content: Content, channel: str) -> list[Fault]:
    return list(faults_in(content, channel))  # type: ignore[arg-type]


def test_an_sms_of_ten_segments_goes_and_one_of_eleven_does_not() -> None:
    assert faults(Content("আ" * 670), "sms") == []
    assert faults(Content("আ" * 671), "sms") == [Fault("text", "takes 11 SMS; at most 10 are sent")]
    assert list(faults_in(Content("x" * 161), "sms", most_segments=1)) == [
        Fault("text", "takes 2 SMS; at most 1 are sent")
    ]


@pytest.mark.parametrize("channel", ["push", "whatsapp", "sms", "email"])
def test_no_channel_takes_nothing(channel: str) -> None:
    assert Fault("text", "is empty") in faults(Content("", title="x"), channel)


@pytest.mark.parametrize("letter", ["x", "আ", "😀", '"', "\n"])
def test_a_push_has_4096_bytes_of_json_in_utf_8(letter: str) -> None:
    room = 4096 - push_bytes(Content("", title="t", data={"k": "v"}, link="a://b"))
    size = {"x": 1, "আ": 3, "😀": 4, '"': 2, "\n": 2}[letter]
    fits = letter * (room // size)
    assert faults(Content(fits, title="t", data={"k": "v"}, link="a://b"), "push") == []
    (fault,) = faults(Content(fits + letter, title="t", data={"k": "v"}, link="a://b"), "push")
    assert fault.part == "text"
    assert fault.reason.endswith("FCM takes 4096")


@pytest.mark.parametrize(
    ("key", "is_taken"),
    [
        ("from", False),
        ("message_type", False),
        ("google", False),
        ("google.c", False),
        ("gcm", False),
        ("gcm.notification.title", False),
        ("link", False),
        ("fromage", True),
        ("order", True),
        ("my_google", True),
    ],
)
def test_names_that_fcm_keeps_for_itself_are_refused_in_data(key: str, is_taken: bool) -> None:
    found = faults(Content("x", title="t", data={key: "v"}, link="kopi://x"), "push")
    assert [(fault.part, fault.key) for fault in found] == ([] if is_taken else [("data", key)])


def test_data_may_name_its_own_link_where_the_template_has_none() -> None:
    assert faults(Content("x", title="t", data={"link": "v"}), "push") == []


@pytest.mark.parametrize(
    ("link", "is_absolute"),
    [
        ("https://example.com", True),
        ("kopi://orders/7", True),
        ("com.kopi.app://x", True),
        ("/orders", False),
        ("example.com/x", False),
        ("https://", False),
        ("https:///x", False),
        ("https://example.com/a b", False),
        ("", False),
    ],
)
def test_a_link_leads_somewhere_by_itself(link: str, is_absolute: bool) -> None:
    found = faults(Content("x", title="t", link=link), "push")
    assert [fault.part for fault in found] == ([] if is_absolute else ["link"])


@pytest.mark.parametrize(
    ("url", "is_taken"), [("https://example.com/a.png", True), ("kopi://a.png", False), ("/a.png", False)]
)
def test_media_have_an_address_of_the_web(url: str, is_taken: bool) -> None:
    found = faults(Content("x", media=Media("image", url)), "whatsapp")
    assert [fault.part for fault in found] == ([] if is_taken else ["media"])


@pytest.mark.parametrize(
    ("media", "most"), [(None, 4096), (Media("image", "https://example.com/a.png"), 1024)]
)
def test_whatsapp_takes_a_text_of_4096_characters_and_a_caption_of_1024(
    media: Media | None, most: int
) -> None:
    assert faults(Content("আ" * most, media=media), "whatsapp") == []
    assert faults(Content("আ" * (most + 1), media=media), "whatsapp") == [
        Fault("text", f"has {most + 1} characters; at most {most} are taken")
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x    y", None),
        ("x     y", "has a line break, a tab or more than 4 spaces in a row"),
        ("x\ny", "has a line break, a tab or more than 4 spaces in a row"),
        ("x\ty", "has a line break, a tab or more than 4 spaces in a row"),
        ("x\ry", "has a line break, a tab or more than 4 spaces in a row"),
        ("", "is empty"),
        ("  ", "is empty"),
        ("আ", None),
    ],
)
def test_a_place_in_a_whatsapp_template_takes_one_line_of_text(text: str, reason: str | None) -> None:
    assert parameter_fault(text) == reason


def a_call(**changes: object) -> Content:
    return Content("x", template=TemplateCall("t", "en", **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (a_call(parameters=("x" * 1000, "y" * 24)), []),
        (a_call(parameters=("x" * 1000, "y" * 25)), [("parameters", None)]),
        (a_call(parameters=("x", "")), [("parameters", "1")]),
        (a_call(header="x" * 60), []),
        (a_call(header="x" * 61), [("header", None)]),
        (a_call(buttons={0: "x" * 2000, 1: "x"}), []),
        (a_call(buttons={0: "x", 1: "x" * 2001}), [("buttons", "1")]),
        (a_call(buttons={2: "\n"}), [("buttons", "2")]),
    ],
)
def test_an_approved_template_has_its_limits(call: Content, found: list[tuple[str, str | None]]) -> None:
    assert [(fault.part, fault.key) for fault in faults(call, "whatsapp")] == found


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (Content("x", title="s" * 200, html="h" * 102_400), []),
        (Content("x", title="s" * 201), ["title"]),
        (Content("x", title=""), ["title"]),
        (Content("x", title="s", html="h" * 102_401), ["html"]),
        (Content("x", title="s", html="আ" * 34_134), ["html"]),
        (Content("x" * 102_401, title="s"), ["text"]),
    ],
)
def test_an_email_has_a_subject_and_is_not_cut_off_by_its_reader_s_mailbox(
    content: Content, parts: list[str]
) -> None:
    assert [fault.part for fault in faults(content, "email")] == parts
