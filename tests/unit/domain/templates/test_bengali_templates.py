"""A grocer's messages in Bengali (S001-83, S001-84), with the values that change from one customer to the next."""

from pathlib import Path

import pytest
import yaml

from functions.domain.orgs.org import Org
from functions.domain.providers.channel_limits import SmsSize, sms_size
from functions.domain.templates.checks import template_faults
from functions.domain.templates.rendering import Variables
from functions.domain.templates.writer import render
from tests.builders import UPGRADE, an_org, winbacks

TEMPLATES = yaml.safe_load(Path(__file__).with_name("bengali_templates.yaml").read_text(encoding="utf-8"))


def a_grocer() -> Org:
    org = an_org(
        locale="bn-BD", country="BD", currency="BDT", templates=TEMPLATES, automations=winbacks(30) | UPGRADE
    )
    assert [fault for id in org.templates for fault in template_faults(org, id)] == []
    return org


@pytest.mark.item("S001-83", "S001-84")
@pytest.mark.parametrize(
    ("template", "variables", "text", "size"),
    [
        (
            "reminder",
            {"product": "চাল", "quantity": "৫ কেজি"},
            "আসসালামু আলাইকুম, আপনার আগের চাল প্রায় শেষ হওয়ার কথা। আজ অর্ডার দিলে ডেলিভারি দ্রুত পাবেন। "
            "আপনি কি আবার ৫ কেজি নেবেন?",
            2,
        ),
        (
            "cross_sell",
            {"product": "চাল", "other_product": "মশলায়"},
            "আপনি চাল নিয়েছেন—এই সপ্তাহে মশলায় বিশেষ ছাড় চলছে। চাইলে ২/৩টা কম্বো সাজেস্ট করতে পারি।",
            2,
        ),
        (
            "winback_30",
            {"days": 30},
            "আপনাকে অনেকদিন অর্ডারে পাইনি। ফিরে আসার জন্য এই কুপনটি ব্যবহার করুন: WELCOME_BACK",
            2,
        ),
        (
            "winback_30",
            {"days": 30, "coupon_code": "EID20"},
            "আপনাকে অনেকদিন অর্ডারে পাইনি। ফিরে আসার জন্য এই কুপনটি ব্যবহার করুন: EID20",
            2,
        ),
        (
            "tier_upgrade",
            {"tier": "silver", "points": 50},
            "অভিনন্দন! আপনি Silver Member হয়েছেন—পরের অর্ডারে ৫% ছাড় পাবেন।",
            1,
        ),
        (
            "tier_upgrade",
            {"tier": "gold", "points": 50, "discount": "১০%"},
            "অভিনন্দন! আপনি Gold Member হয়েছেন—পরের অর্ডারে ১০% ছাড় পাবেন।",
            1,
        ),
    ],
)
def test_a_message_reads_in_bengali_with_the_values_of_its_customer(
    template: str, variables: Variables, text: str, size: int
) -> None:
    assert render(a_grocer(), template, locale="bn-BD", variables=variables) == text
    assert sms_size(text) == SmsSize("UCS-2", len(text), size)
