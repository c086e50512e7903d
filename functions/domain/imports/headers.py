"""Which field a column's header names: in English, Hindi, Bengali and Indonesian, and as shops' programs write it."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from functions.domain.imports.documents import ImportKind
from functions.domain.kernel.errors import FieldFault, Malformed

CUSTOM = "custom."
LEFT_OUT = "-"

_ADDRESS: Mapping[str, str] = {
    "phone": "phone|phone number|phone no|mobile|mobile number|mobile no|mobile phone|contact number|contact no|cell"
    "|cell phone|tel|telephone|whatsapp|whatsapp number|customer phone|billing phone|मोबाइल|मोबाइल नंबर|फोन|फ़ोन"
    "|फोन नंबर|फ़ोन नंबर|दूरभाष|ফোন|ফোন নম্বর|ফোন নাম্বার|মোবাইল|মোবাইল নম্বর|মোবাইল নাম্বার|no hp|nomor hp|hp"
    "|handphone|no handphone|nomor handphone|no telepon|nomor telepon|telepon|no telp|no wa|nomor wa",
    "email": "email|e mail|email address|e mail address|mail|customer email|ईमेल|ई मेल|ইমেইল|ই মেইল|ইমেল|surel"
    "|alamat email",
    "name": "name|full name|customer name|customer|client|client name|billing name|buyer|नाम|पूरा नाम|ग्राहक"
    "|ग्राहक का नाम|নাম|পুরো নাম|গ্রাহক|গ্রাহকের নাম|ক্রেতা|nama|nama lengkap|nama pelanggan|pelanggan",
    "card": "card|card number|card no|loyalty card|member card|membership number|membership no|member no|member id"
    "|कार्ड|कार्ड नंबर|सदस्यता संख्या|কার্ড|কার্ড নম্বর|সদস্য নম্বর|kartu|no kartu|nomor kartu|nomor anggota"
    "|no anggota",
    "app_user_id": "app user id|firebase uid|app user",
}
_CUSTOMERS: Mapping[str, str] = {
    **_ADDRESS,
    "customer_id": "customer id",
    "custom": "custom fields",
    "first_name": "first name|given name|नाम पहला|प्रथम नाम|নামের প্রথম অংশ|nama depan",
    "last_name": "last name|surname|family name|उपनाम|कुलनाम|পদবি|nama belakang",
    "birthday": "birthday|birth date|date of birth|dob|जन्मदिन|जन्म तिथि|जन्मतिथि|জন্মদিন|জন্ম তারিখ|tanggal lahir"
    "|tgl lahir|ulang tahun",
    "gender": "gender|sex|लिंग|লিঙ্গ|jenis kelamin",
    "tags": "tags|tag|labels|label|टैग|ট্যাগ|tanda",
    "preferences": "preferences|favourites|favorites|likes|kesukaan|পছন্দ|पसंद",
    "dietary_restrictions": "dietary restrictions|diet|dietary needs|pantangan",
    "allergies": "allergies|allergy|allergens|alergi|অ্যালার্জি|एलर्जी",
    "district": "district|area|locality|जिला|ज़िला|क्षेत्र|জেলা|এলাকা|kecamatan|distrik",
    "city": "city|town|शहर|नगर|শহর|kota",
    "province": "province|state|region|राज्य|প্রদেশ|বিভাগ|provinsi",
    "postal_code": "postal code|postcode|zip|zip code|pin code|pincode|पिन कोड|পোস্ট কোড|kode pos",
    "address": "address|street|postal address|पता|ঠিকানা|alamat",
    "business_type": "business type|jenis usaha",
    "company_size": "company size",
    "industry": "industry|industri",
    "discovery_source": "discovery source|heard of us",
    "acquisition_channel": "acquisition channel",
    "account_manager_uid": "account manager uid",
    "locale": "locale|language|भाषा|ভাষা|bahasa",
    "timezone": "timezone|time zone|समय क्षेत्र|সময় অঞ্চল|zona waktu",
    "customer_group": "customer group|customer type|ग्राहक समूह|গ্রাহকের ধরন|grup pelanggan|jenis pelanggan",
    "segment": "segment|खंड|সেগমেন্ট|segmen",
    "preferred_channel": "preferred channel|contact by|पसंदीदा चैनल|পছন্দের চ্যানেল|saluran pilihan",
    "owner_uid": "owner uid|assigned to uid",
    "territory_id": "territory id|territory|wilayah",
    "source_method": "source method|lead source",
    "source_app": "source app",
    "skill_level": "skill level",
    "brew_preference": "brew preference",
    "budget_range": "budget range|budget",
    "home_usage": "home usage",
    "referred_by_code": "referred by code|referral code used",
}
_ORDERS: Mapping[str, str] = {
    **_ADDRESS,
    "order_id": "order id|order number|order no|order|invoice|invoice number|invoice no|bill number|bill no|receipt"
    "|receipt number|receipt no|transaction id|ऑर्डर|ऑर्डर संख्या|ऑर्डर नंबर|बिल नंबर|बिल संख्या|অর্ডার"
    "|অর্ডার নম্বর|বিল নম্বর|রসিদ নম্বর|pesanan|no pesanan|nomor pesanan|no nota|nomor nota|no struk|faktur|no faktur",
    "source": "source|स्रोत|উৎস|sumber",
    "channel": "channel|sales channel|चैनल|চ্যানেল|saluran",
    "status": "status|order status|financial status|payment status|स्थिति|অবস্থা|স্ট্যাটাস|status pesanan",
    "ordered_at": "ordered at|order date|date|date time|datetime|created at|paid at|purchase date|sale date"
    "|transaction date|timestamp|तारीख|दिनांक|तिथि|খরিদের তারিখ|তারিখ|অর্ডারের তারিখ|tanggal|tgl"
    "|tanggal pesanan|tanggal transaksi|waktu transaksi",
    "time": "time|order time|hour|समय|সময়|waktu|jam|pukul",
    "updated_at": "updated at|last updated|modified at|अद्यतन|হালনাগাদ|diperbarui",
    "currency": "currency|मुद्रा|মুদ্রা|mata uang",
    "total": "total|order total|grand total|amount|total amount|bill|bill amount|net amount|paid|कुल|कुल राशि|राशि"
    "|मूल्य|মোট|মোট টাকা|টাকা|পরিমাণ টাকা|jumlah|jumlah bayar|total bayar|total harga|nominal",
    "refunded_total": "refunded total|refund|refunded|refunded amount|वापसी|ফেরত|pengembalian",
    "outlet_id": "outlet id|outlet|store|shop|branch|location|दुकान|शाखा|দোকান|শাখা|toko|cabang|gerai",
    "visit_type": "visit type|order type|service type|dine in or takeaway|सेवा प्रकार|ধরন|jenis kunjungan",
    "line.product_id": "product id|sku|item code|product code|उत्पाद कोड|পণ্য কোড|kode produk|kode barang",
    "line.name": "product|product name|item|item name|lineitem name|coffee name|उत्पाद|वस्तु|सामान|পণ্য|পণ্যের নাম"
    "|produk|nama produk|barang|nama barang|menu",
    "line.category": "category|product category|श्रेणी|বিভাগ|kategori",
    "line.quantity": "quantity|qty|lineitem quantity|मात्रा|পরিমাণ|সংখ্যা|kuantitas|banyaknya",
    "line.unit": "unit|uom|इकाई|একক|satuan",
    "line.unit_price": "unit price|price|lineitem price|item price|rate|दर|कीमत|दाम|দর|দাম|একক মূল্য|harga|harga satuan",
}
_LEADS: Mapping[str, str] = {
    **{f"contact.{name}": _ADDRESS[name] for name in ("phone", "email", "name")},
    "company.name": "company|company name|business|business name|organisation|account|कंपनी|কোম্পানি|perusahaan"
    "|nama perusahaan",
    "company.segment": "segment|industry|खंड|সেগমেন্ট|segmen",
    "company.size": "company size|employees|size",
    "company.website": "website|web|url",
    "company.district": "district|area|locality|ज़िला|জেলা|kecamatan",
    "company.city": "city|town|शहर|শহর|kota",
    "source": "source|lead source|origin|स्रोत|উৎস|sumber",
    "source_method": "source method",
    "source_app": "source app",
    "campaign_id": "campaign id|campaign|campaign code|kampanye",
    "interest_product_ids": "interest product ids|products|interested in|interest|product ids",
    "estimated_value_minor": "estimated value minor",
    "currency": "currency|मुद्रा|মুদ্রা|mata uang",
    "nurturing_stage": "nurturing stage|stage",
    "message": "message|notes|comment|remarks|टिप्पणी|মন্তব্য|catatan",
}
_WORDS: Mapping[ImportKind, Mapping[str, str]] = {
    "customers": _CUSTOMERS,
    "orders": _ORDERS,
    "leads": _LEADS,
}


@dataclass(frozen=True)
class Mapped:
    """The field of each column, None where it is left out; and the headers that map to none."""

    fields: tuple[str | None, ...]
    unmapped: tuple[str, ...]


def fields_of(kind: ImportKind) -> frozenset[str]:
    """The fields that a column may be."""
    return frozenset(_WORDS[kind])


def mapped(kind: ImportKind, headers: Sequence[str], chosen: Mapping[str, str]) -> Mapped:
    """The field of each column. `chosen`: header -> field as the business says it, `-` to leave one out.

    Malformed where a field is chosen that there is not, a chosen header is missing, two columns are one field, or no
    column is any.
    """
    words = _by_word(kind)
    own = {_folded(header): field for header, field in chosen.items()}
    found = [own.get(_folded(each), words.get(_folded(each)) or _custom(kind, each)) for each in headers]
    fields = tuple(None if field == LEFT_OUT else field for field in found)
    _require(kind, headers, fields, chosen=chosen)
    unmapped = tuple(
        each for each, field in zip(headers, found, strict=True) if field is None and each.strip()
    )
    return Mapped(fields, unmapped)


def _require(
    kind: ImportKind, headers: Sequence[str], fields: Sequence[str | None], *, chosen: Mapping[str, str]
) -> None:
    faults = list(_wrong_choices(kind, headers, chosen))
    for header, field in zip(headers, fields, strict=True):
        if field is not None and fields.count(field) > 1:
            faults.append(FieldFault(header, f"is one of several columns of {field}: say in --mapping which"))
    if not any(fields) and not faults:
        faults.append(FieldFault("header", f"names no field of {kind}: give --mapping"))
    if faults:
        raise Malformed("mapping", faults)


def _wrong_choices(
    kind: ImportKind, headers: Sequence[str], chosen: Mapping[str, str]
) -> Iterator[FieldFault]:
    there = {_folded(each) for each in headers}
    for header, field in chosen.items():
        if _folded(header) not in there:
            yield FieldFault(header, "is no column of the file")
        if field != LEFT_OUT and field not in fields_of(kind) and not _is_custom(kind, field):
            yield FieldFault(header, f"maps to no field of {kind}")


def _custom(kind: ImportKind, header: str) -> str | None:
    plain = header.strip()
    return plain if _is_custom(kind, plain) else None


def _is_custom(kind: ImportKind, field: str) -> bool:
    return kind == "customers" and field.startswith(CUSTOM) and len(field) > len(CUSTOM)


@cache
def _by_word(kind: ImportKind) -> Mapping[str, str]:
    words = {_folded(word): field for field, texts in _WORDS[kind].items() for word in texts.split("|")}
    return {_folded(field): field for field in _WORDS[kind]} | words


def _folded(header: str) -> str:
    """A header without case, signs between words, and the many ways to write one letter. Marks of a script's vowels
    stay: without them words of Hindi fall together.
    """
    plain = unicodedata.normalize("NFKC", header).casefold()
    kept = (
        sign if sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc") else " "
        for sign in plain
        if unicodedata.category(sign) != "Cf"
    )
    return " ".join("".join(kept).split())
