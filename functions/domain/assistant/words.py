"""What customers of a travel agency say, by what it means: our lists, which a business may replace by its own.

No seed but the payment phrases of S003-14 names one: they are what people plainly write, in the usual spellings and
abbreviations of chats.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, get_args

from functions.domain.assistant.folding import words_in
from functions.domain.settings.assistant import AssistantSettings, WordLists

Meaning = Literal[
    "human",
    "anger",
    "payment",
    "details",
    "price",
    "seats",
    "packages",
    "greeting",
    "thanks",
    "yes",
    "no",
    "filler",
    "neutral",
]
MEANINGS: tuple[Meaning, ...] = get_args(Meaning)
Phrase = tuple[str, ...]

OURS: Mapping[str, Mapping[Meaning, tuple[str, ...]]] = {
    "id": {
        "human": (
            *("bicara dengan admin", "bicara sama admin", "bicara dengan orang", "bicara sama orang"),
            *("ngobrol sama orang", "ngobrol sama admin", "ngomong sama orang", "ngomong sama admin"),
            *(
                "ke admin",
                "dengan admin",
                "sama admin",
                "minta admin",
                "admin manusia",
                "dengan cs",
                "sama cs",
            ),
            *("ke cs", "minta cs", "customer service", "orang asli", "manusia", "bukan bot", "bukan robot"),
            *(
                "telepon saya",
                "telpon saya",
                "tlp saya",
                "hubungi saya",
                "operator",
                "petugas",
                "staf",
                "staff",
            ),
            *("bicara langsung", "ketemu langsung", "nomor admin", "no admin", "nomor cs", "sales"),
        ),
        "anger": (
            *("marah", "kecewa", "mengecewakan", "penipu", "penipuan", "nipu", "tipu", "menipu", "bohong"),
            *("lapor polisi", "laporkan polisi", "komplain", "kapok", "payah", "goblok", "tolol", "bodoh"),
            *("brengsek", "bangsat", "gak becus", "tidak becus", "nggak becus", "refund", "uang kembali"),
            *("kembalikan uang", "balikin uang", "viralkan", "lemot banget", "tidak profesional"),
        ),
        "payment": (
            *(
                "mau daftar",
                "ingin daftar",
                "cara daftar",
                "daftar sekarang",
                "dp berapa",
                "berapa dp",
                "brp dp",
            ),
            *("cara bayar", "bayar", "byr", "membayar", "dibayar", "pembayaran", "dp", "uang muka", "daftar"),
            *("mendaftar", "daftarkan", "pendaftaran", "booking", "boking", "pesan tempat", "pesan kursi"),
            *("mau pesan", "ingin pesan", "pesan seat", "transfer", "tf", "rekening", "norek", "no rek"),
            *("cicil", "cicilan", "dicicil", "nyicil", "lunas", "pelunasan", "lunasi"),
        ),
        "details": (
            *("fasilitas", "hotel", "penginapan", "itinerary", "itinery", "rencana perjalanan"),
            *(
                "jadwal perjalanan",
                "brosur",
                "detail",
                "detil",
                "rincian",
                "info lengkap",
                "informasi lengkap",
            ),
            *("lengkapnya", "selengkapnya", "lebih lanjut", "termasuk", "include", "exclude", "dapat apa"),
            *(
                "dapet apa",
                "maskapai",
                "pesawat",
                "makan",
                "visa",
                "syarat pembayaran",
                "cara pembayarannya apa",
            ),
            *("muthawif", "mutawif", "pembimbing", "perlengkapan"),
        ),
        "price": (
            *(
                "harga",
                "hrg",
                "biaya",
                "tarif",
                "berapa duit",
                "brp duit",
                "berapa juta",
                "brp juta",
                "budget",
            ),
            *("bajet",),
        ),
        "seats": (
            *("kuota", "kursi", "seat", "slot", "sisa berapa", "sisa brp", "masih ada tempat"),
            *("masih tersedia", "masih bisa ikut", "sudah penuh", "udah penuh"),
        ),
        "packages": (
            *("paket apa", "ada paket", "daftar paket", "list paket", "pilihan paket", "paket lain"),
            *("paket umroh", "paket umrah", "paket2", "jadwal umroh", "jadwal umrah", "jadwal keberangkatan"),
            *("jadwal berangkat", "berangkat kapan", "kapan berangkat", "daftar harga", "price list"),
            *("pricelist", "promo", "mau umroh", "mau umrah", "ingin umroh", "ingin umrah", "info umroh"),
            *("info umrah", "info paket", "rencana umroh", "rencana umrah", "daftar jadwal"),
        ),
        "greeting": (
            *("halo", "hallo", "hai", "hi", "permisi", "selamat pagi", "selamat siang", "selamat sore"),
            *("selamat malam", "pagi", "siang", "sore", "malam", "assalamualaikum", "assalamu alaikum"),
            *("asalamualaikum", "assalamualaikum wr wb", "assalamu alaikum wr wb", "wr wb", "p", "punten"),
            *("warahmatullahi wabarakatuh", "warahmatullah", "wabarakatuh", "tes", "test"),
        ),
        "thanks": (
            *("terima kasih", "terimakasih", "makasih", "makasi", "mksh", "trims", "thx", "tq", "suwun"),
            *(
                "matur nuwun",
                "ok",
                "oke",
                "okey",
                "baik",
                "siap",
                "sip",
                "noted",
                "jazakallah",
                "jazakumullah",
            ),
            *(
                "jazakallah khairan",
                "jazakumullah khairan",
                "alhamdulillah",
                "insya allah",
                "insyaallah",
                "aamiin",
            ),
        ),
        "yes": ("ya", "iya", "iyaa", "y", "mau", "boleh", "tentu", "lanjut", "silakan", "silahkan", "betul"),
        "no": ("tidak", "tdk", "nggak", "ngga", "gak", "ga", "belum", "blm", "nanti dulu", "nanti", "engga"),
        "filler": (
            *(
                "pak",
                "bu",
                "bapak",
                "ibu",
                "kak",
                "kakak",
                "min",
                "mas",
                "mbak",
                "admin",
                "gan",
                "dong",
                "deh",
            ),
            *(
                "nih",
                "sih",
                "ya",
                "yaa",
                "tolong",
                "mohon",
                "banget",
                "banyak",
                "saya",
                "aku",
                "kami",
                "sangat",
            ),
        ),
        "neutral": (
            "sama orang tua",
            "dengan orang tua",
            "bicara dengan orang tua",
            "dengan admin travel lain",
        ),
    },
    "en": {
        "human": (
            *("human", "real person", "speak to someone", "talk to someone", "speak with someone"),
            *("talk to a person", "speak to a person", "live agent", "an agent", "your staff", "call me"),
            *("representative", "not a bot", "speak to admin", "talk to admin", "talk to your team"),
        ),
        "anger": (
            *(
                "scam",
                "scammer",
                "fraud",
                "angry",
                "terrible",
                "worst",
                "ridiculous",
                "useless",
                "disappointed",
            ),
            *("disappointing", "complaint", "complain", "unacceptable", "liar", "idiot", "stupid"),
            *("my money back", "call the police"),
        ),
        "payment": (
            *(
                "how to pay",
                "pay",
                "payment",
                "deposit",
                "down payment",
                "book",
                "booking",
                "reserve",
            ),
            *("sign up", "sign me up", "sign us up", "register", "registration", "bank account"),
            *("account number", "instalment", "instalments", "installment", "installments"),
        ),
        "details": (
            *("facilities", "facility", "details", "detail", "brochure", "itinerary", "hotels", "included"),
            *("include", "includes", "inclusions", "exclusions", "airline", "flight", "flights"),
            *("payment terms", "terms of payment", "more info", "more information", "meals", "tell me more"),
            *("guide", "programme"),
        ),
        "price": ("price", "prices", "cost", "costs", "how much"),
        "seats": ("seats", "seats left", "availability", "available", "spots", "fully booked", "sold out"),
        "packages": (
            *("packages", "package list", "departures", "departure dates", "schedule", "other packages"),
            *("book a hotel", "umrah trip", "umrah package", "umrah packages", "what do you offer"),
        ),
        "greeting": (
            *("hello", "hi", "hey", "good morning", "good afternoon", "good evening", "salam", "salaam"),
            *("assalam alaikum", "as salamu alaikum", "greetings"),
        ),
        "thanks": (
            *(
                "thanks",
                "thank you",
                "thank you very much",
                "thanks a lot",
                "okay",
                "great",
                "noted",
                "cheers",
            ),
            *("perfect", "alright"),
        ),
        "yes": ("yes", "yes please", "sure", "yeah", "yep", "of course", "please do", "go ahead"),
        "no": ("no", "not now", "later", "not yet", "no thanks"),
        "filler": (
            "sir",
            "madam",
            "please",
            "pls",
            "there",
            "so much",
            "very much",
            "the",
            "a",
            "i",
            "would",
        ),
        "neutral": ("travel agent", "full human rights"),
    },
    "ar": {
        "human": ("موظف", "شخص حقيقي", "خدمة العملاء", "اتصل بي", "التحدث مع شخص", "التحدث مع موظف"),
        "anger": ("احتيال", "نصب", "كذب", "كاذب", "غاضب", "شكوى", "سيء جدا"),
        "payment": (
            *("كيف ادفع", "كيف أدفع", "طريقة الدفع", "الدفع", "ادفع", "عربون", "العربون", "حجز", "احجز"),
            *("الحجز", "أريد التسجيل", "التسجيل", "تحويل", "مقدم"),
        ),
        "details": ("تفاصيل", "التفاصيل", "فندق", "الفندق", "البرنامج", "كتيب", "يشمل", "الطيران", "الفنادق"),
        "price": ("سعر", "السعر", "كم السعر", "بكم", "التكلفة", "تكلفة", "الاسعار"),
        "seats": ("مقاعد", "مقعد", "متاح", "متوفر"),
        "packages": ("باقات", "الباقات", "باقة", "عروض", "العروض", "برامج العمرة", "المواعيد"),
        "greeting": (
            *("السلام عليكم", "السلام عليكم ورحمة الله", "السلام عليكم ورحمة الله وبركاته"),
            *("ورحمة الله وبركاته", "مرحبا", "أهلا", "اهلا وسهلا", "صباح الخير", "مساء الخير"),
        ),
        "thanks": (
            *("شكرا", "شكرا جزيلا", "جزاك الله خيرا", "جزاكم الله خيرا", "بارك الله فيكم", "الحمد لله"),
            *("إن شاء الله", "ان شاء الله", "حسنا", "تمام"),
        ),
        "yes": ("نعم", "اجل", "أجل", "ايوه", "أيوة"),
        "no": ("لا", "ليس الان", "لاحقا"),
        "filler": ("يا", "من فضلك", "لو سمحت", "اخي"),
    },
}


@lru_cache(maxsize=64)
def folded(phrases: tuple[str, ...]) -> frozenset[Phrase]:
    """Phrases as the words that they are compared by. One that has only signs matches nothing."""
    return frozenset(map(words_in, phrases)) - {()}


def phrases_of(settings: AssistantSettings, meaning: Meaning) -> frozenset[Phrase]:
    """What says this in any language: people mix them. The business's own lists stand in the place of ours."""
    languages = (*OURS, *(language for language in settings.words if language not in OURS))
    return frozenset().union(*(folded(_list(settings, language, meaning)) for language in languages))


def phrases_in(settings: AssistantSettings, language: str, *meanings: Meaning) -> frozenset[Phrase]:
    """What says one of these in a language."""
    lists = (folded(_list(settings, language, meaning)) for meaning in meanings)
    return frozenset().union(*lists)


def _list(settings: AssistantSettings, language: str, meaning: Meaning) -> tuple[str, ...]:
    own: WordLists | None = settings.words.get(language)
    given: tuple[str, ...] | None = getattr(own, meaning) if own is not None else None
    return given if given is not None else OURS.get(language, {}).get(meaning, ())
