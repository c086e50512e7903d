"""What Meta is posted for each kind of content, and the settings that a number needs."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.providers.content import Content, Media, TemplateCall
from functions.domain.providers.events import Problem
from functions.providers.channels_file import parse_channels
from functions.providers.error_tables import problem_of
from functions.providers.meta_errors import META_ERRORS
from functions.providers.whatsapp_cloud.sending import body_of
from functions.providers.whatsapp_cloud.settings import SETTINGS
from tests.providers.whatsapp_stub import PHONE, TEXT, an_outgoing, meta_settings

LINK = "https://files.example.com/menu.pdf"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (Content(TEXT), {"type": "text", "text": {"body": TEXT}}),
        (
            Content(TEXT, media=Media("image", LINK)),
            {"type": "image", "image": {"link": LINK, "caption": TEXT}},
        ),
        (
            Content(TEXT, media=Media("video", LINK, "menu.mp4")),
            {"type": "video", "video": {"link": LINK, "caption": TEXT}},
        ),
        (
            Content(TEXT, media=Media("document", LINK, "menu.pdf")),
            {"type": "document", "document": {"link": LINK, "filename": "menu.pdf", "caption": TEXT}},
        ),
        (Content("", media=Media("document", LINK)), {"type": "document", "document": {"link": LINK}}),
        (Content(TEXT, media=Media("audio", LINK)), {"type": "audio", "audio": {"link": LINK}}),
        (
            Content(TEXT, template=TemplateCall("hello", "en_US")),
            {"type": "template", "template": {"name": "hello", "language": {"code": "en_US"}}},
        ),
        (
            Content(
                TEXT,
                template=TemplateCall(
                    "upgraded",
                    "id",
                    parameters=("Asha", "gold"),
                    header="Kopi",
                    buttons={1: "b", 0: "a"},
                ),
            ),
            {
                "type": "template",
                "template": {
                    "name": "upgraded",
                    "language": {"code": "id"},
                    "components": [
                        {"type": "header", "parameters": [{"type": "text", "text": "Kopi"}]},
                        {
                            "type": "body",
                            "parameters": [
                                {"type": "text", "text": "Asha"},
                                {"type": "text", "text": "gold"},
                            ],
                        },
                        {
                            "type": "button",
                            "sub_type": "url",
                            "index": "0",
                            "parameters": [{"type": "text", "text": "a"}],
                        },
                        {
                            "type": "button",
                            "sub_type": "url",
                            "index": "1",
                            "parameters": [{"type": "text", "text": "b"}],
                        },
                    ],
                },
            },
        ),
        (
            Content(TEXT, template=TemplateCall("menu", "en"), media=Media("image", LINK)),
            {
                "type": "template",
                "template": {
                    "name": "menu",
                    "language": {"code": "en"},
                    "components": [
                        {"type": "header", "parameters": [{"type": "image", "image": {"link": LINK}}]}
                    ],
                },
            },
        ),
    ],
)
def test_each_kind_of_content_is_posted_as_meta_takes_it(content: Content, said: dict[str, Any]) -> None:
    assert body_of(an_outgoing(content)) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": PHONE,
        "biz_opaque_callback_data": "order-123:tier_upgrade",
        **said,
    }


@pytest.mark.parametrize(("length", "goes_along"), [(512, True), (513, False)])
def test_our_id_goes_along_as_far_as_meta_keeps_it(length: int, goes_along: bool) -> None:
    body = body_of(an_outgoing(message_id="i" * length))
    assert body.get("biz_opaque_callback_data") == ("i" * length if goes_along else None)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (131026, Problem(reason="undeliverable:131026", advice="suppress")),
        (131050, Problem(reason="opted_out:131050", advice="opt_out")),
        (131053, Problem(reason="media_failed:131053", advice="stop")),
        (131049, Problem(reason="marketing_limit:131049", advice="fallback")),
        # what a send would try again, or wait for, is given to another channel once Meta had taken it
        (131056, Problem(reason="pair_rate_limit:131056", advice="fallback")),
        (131000, Problem(reason="provider_trouble:131000", advice="fallback")),
        (131042, Problem(reason="account_payment:131042", advice="pause")),
        (250, Problem(reason="account_permission:250", advice="pause")),
        (777, Problem(reason="undelivered:777", advice="fallback")),
    ],
)
def test_a_failed_status_is_not_sent_again_by_the_same_channel(code: int, problem: Problem) -> None:
    assert problem_of(META_ERRORS, code) == problem


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone_number_id": "+12025550123"},
        {"phone_number_id": ""},
        {"access_token": "EAAG"},
        {"access_token": {"secret": "lower"}},
        {"api_version": "23"},
        {"base_url": "graph.facebook.com"},
        {"phone_number": "1"},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    right = meta_settings().model_dump(mode="json")
    assert SETTINGS.model_validate(right).base_url == "https://graph.facebook.com"
    with pytest.raises(ValidationError):
        SETTINGS.model_validate(right | wrong)


def test_a_channels_file_has_it_serve_whatsapp_and_names_its_secrets() -> None:
    settings = meta_settings().model_dump(mode="json")
    found = parse_channels({"whatsapp_cloud": settings}, "channels.yaml")
    assert found.served_by == {"whatsapp": "whatsapp_cloud"}
    assert found.windowless == ()
    assert found.secret_names == ("KOPI_APP_SECRET", "KOPI_TOKEN", "KOPI_VERIFY")
