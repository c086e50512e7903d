"""`python -m functions.preview` shows what a customer would get, and stores and sends nothing."""

import pytest

from functions import preview
from tests.scenarios.shop import Shop


@pytest.mark.item("S002-39")
def test_a_template_is_shown_on_every_channel_of_the_business(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert preview.main([shop.id, "winback_30"]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert heads == [
        "push (en-IN): 198 bytes",
        "whatsapp (en-IN): 87 characters",
        "sms (en-IN): 1 SMS (87 units of GSM-7)",
        "email (en-IN): 87 characters",
    ]
    assert shop.is_empty()


def test_a_real_customer_s_name_and_a_wanted_language_are_used(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write("customers/c", {"name": "Asha"})
    capsys.readouterr()
    arguments = [shop.id, "winback_30", "--channel", "sms", "--locale", "hi-IN", "--customer", "c"]
    assert preview.main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == [
        "sms (hi-IN): 2 SMS (83 units of UCS-2)",
        "  text: Asha, The Shop में आपकी कमी महसूस हुई। यह संदेश दिखाइए और अगली बार 10% की छूट पाइए।",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone"], "preview: the template gone cannot be rendered: the organisation does not have it\n"),
        (["winback_30", "--customer", "nobody"], "preview: there is no such customer\n"),
    ],
)
def test_what_is_not_there_is_said(
    shop: Shop, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    capsys.readouterr()
    assert preview.main([shop.id, *arguments]) == 1
    assert capsys.readouterr().err == said


def test_an_organisation_that_is_not_there_is_said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert preview.main(["no-shop", "winback_30"]) == 1
    assert capsys.readouterr().err == "preview: there is no organisation no-shop\n"
