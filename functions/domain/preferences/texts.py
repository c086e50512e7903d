"""The words of the preferences page. Business, addresses and choices stand beside them, never in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.settings.types import Channel, ConsentPurpose

RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True)
class PreferenceTexts:
    title: str
    intro: str
    channels: Mapping[Channel, str]
    purposes: Mapping[ConsentPurpose, str]
    save: str
    saved: str


TEXTS: Mapping[str, PreferenceTexts] = {
    "en": PreferenceTexts(
        title="Messages to you",
        intro="Choose what we may send you, and where.",
        channels={"push": "In the app", "whatsapp": "WhatsApp", "sms": "SMS", "email": "Email"},
        purposes={"marketing": "Offers and news", "transactional": "About your orders, points and account"},
        save="Save",
        saved="Your choices are saved.",
    ),
    "hi": PreferenceTexts(
        title="आपको भेजे जाने वाले संदेश",
        intro="चुनें कि हम आपको क्या और कहाँ भेज सकते हैं।",
        channels={"push": "ऐप में", "whatsapp": "WhatsApp", "sms": "SMS", "email": "ईमेल"},
        purposes={"marketing": "ऑफ़र और समाचार", "transactional": "आपके ऑर्डर, पॉइंट और खाते के बारे में"},
        save="सहेजें",
        saved="आपकी पसंद सहेज ली गई है।",
    ),
    "mr": PreferenceTexts(
        title="तुम्हाला पाठवले जाणारे संदेश",
        intro="आम्ही तुम्हाला काय आणि कुठे पाठवू शकतो ते निवडा.",
        channels={"push": "अ‍ॅपमध्ये", "whatsapp": "WhatsApp", "sms": "SMS", "email": "ईमेल"},
        purposes={"marketing": "ऑफर आणि बातम्या", "transactional": "तुमच्या ऑर्डर, पॉइंट आणि खात्याबद्दल"},
        save="जतन करा",
        saved="तुमची निवड जतन केली आहे.",
    ),
    "bn": PreferenceTexts(
        title="আপনাকে পাঠানো বার্তা",
        intro="আমরা আপনাকে কী এবং কোথায় পাঠাতে পারি তা বেছে নিন।",
        channels={"push": "অ্যাপে", "whatsapp": "WhatsApp", "sms": "SMS", "email": "ইমেইল"},
        purposes={"marketing": "অফার ও খবর", "transactional": "আপনার অর্ডার, পয়েন্ট ও অ্যাকাউন্ট সম্পর্কে"},
        save="সংরক্ষণ করুন",
        saved="আপনার পছন্দ সংরক্ষণ করা হয়েছে।",
    ),
    "id": PreferenceTexts(
        title="Pesan untuk Anda",
        intro="Pilih apa yang boleh kami kirim, dan lewat mana.",
        channels={"push": "Di aplikasi", "whatsapp": "WhatsApp", "sms": "SMS", "email": "Email"},
        purposes={
            "marketing": "Penawaran dan kabar",
            "transactional": "Tentang pesanan, poin, dan akun Anda",
        },
        save="Simpan",
        saved="Pilihan Anda sudah disimpan.",
    ),
    "ar": PreferenceTexts(
        title="الرسائل المرسلة إليك",
        intro="اختر ما يمكننا إرساله إليك وعبر أي قناة.",
        channels={
            "push": "في التطبيق",
            "whatsapp": "واتساب",
            "sms": "رسائل نصية قصيرة",
            "email": "البريد الإلكتروني",
        },
        purposes={"marketing": "العروض والأخبار", "transactional": "بخصوص طلباتك ونقاطك وحسابك"},
        save="حفظ",
        saved="تم حفظ اختياراتك.",
    ),
}
