"""Reasons of a refused command in the language of the business: staff read them on their phones.

A reason that is not here stays English, and so does what is wrong with configuration: developers read that. `{}`
stands for what a reason fills in, in order. tests/unit/domain/commands/test_refusals.py holds that none is missing.
"""

import re
from collections.abc import Mapping
from functools import cache

# English, Indonesian, Bengali.
_LANGUAGES = ("id", "bn")
_REASONS: tuple[tuple[str, str, str], ...] = (
    ("is needed", "wajib diisi", "প্রয়োজন"),
    ("Field required", "wajib diisi", "প্রয়োজন"),
    ("is missing", "tidak ada", "দেওয়া হয়নি"),
    ("is required by the business", "wajib diisi menurut bisnis", "ব্যবসার নিয়মে প্রয়োজন"),
    ("is none of the field's choices", "bukan salah satu pilihan isian ini", "ঘরটির কোনো বিকল্প নয়"),
    ("is not of the field's type: {}", "bukan jenis isian ini: {}", "ঘরটির ধরনের নয়: {}"),
    ("is nothing", "kosong", "খালি"),
    ("Input should be a valid string", "harus berupa teks", "লেখা হতে হবে"),
    ("Input should be a valid boolean", "harus ya atau tidak", "হ্যাঁ বা না হতে হবে"),
    ("Input should be a valid integer", "harus bilangan bulat", "পূর্ণ সংখ্যা হতে হবে"),
    ("Input should be a valid list", "harus berupa daftar", "তালিকা হতে হবে"),
    ("Input should be a valid tuple", "harus berupa daftar", "তালিকা হতে হবে"),
    ("Input should be a valid dictionary", "harus berupa peta isian", "ফিল্ডের মানচিত্র হতে হবে"),
    ("Input should be {}", "harus {}", "{} হতে হবে"),
    ("String should have at least {} character", "minimal {} karakter", "অন্তত {}টি অক্ষর দরকার"),
    ("String should have at most {} characters", "maksimal {} karakter", "সর্বোচ্চ {}টি অক্ষর"),
    ("String should match pattern {}", "tidak sesuai pola {}", "{} ধরনের নয়"),
    (
        "Tuple should have at least {} item after validation, not {}",
        "minimal {}, bukan {}",
        "অন্তত {}টি, {}টি নয়",
    ),
    (
        "Tuple should have at most {} items after validation, not {}",
        "maksimal {}, bukan {}",
        "সর্বোচ্চ {}টি, {}টি নয়",
    ),
    ("has more than {} characters", "lebih dari {} karakter", "{}টির বেশি অক্ষর"),
    ("is blank or holds control characters", "kosong atau berisi karakter kendali", "খালি বা অদৃশ্য অক্ষর আছে"),
    (
        "may be app or web of a customer's own",
        "dari pelanggan sendiri hanya app atau web",
        "গ্রাহকের নিজের বেলায় শুধু app বা web",
    ),
    ("is a placeholder", "hanya pengisi tempat", "আসল মান নয়"),
    ("names no order", "bukan pesanan yang ada", "এমন কোনো অর্ডার নেই"),
    ("is the same customer", "adalah pelanggan yang sama", "একই গ্রাহক"),
    (
        "was taken apart from that customer",
        "pernah dipisahkan dari pelanggan itu",
        "ওই গ্রাহকের থেকে আলাদা করা হয়েছিল",
    ),
    ("buys for another account", "membeli untuk akun lain", "অন্য অ্যাকাউন্টের হয়ে কেনেন"),
    (
        "has an app user of their own, as that customer has",
        "punya akun aplikasi sendiri, begitu juga pelanggan itu",
        "দুজনেরই নিজের অ্যাপ অ্যাকাউন্ট আছে",
    ),
    ("would be one join too many", "terlalu sering digabung", "একত্র করার সীমা পেরিয়ে যাবে"),
    (
        "would bring too many identities of a kind",
        "terlalu banyak identitas sejenis",
        "একই ধরনের পরিচয় বেশি হয়ে যাবে",
    ),
    ("names no dead letter", "bukan kegagalan yang tercatat", "এমন কোনো ব্যর্থ ঘটনা নেই"),
    ("names no feedback", "bukan ulasan yang ada", "এমন কোনো মতামত নেই"),
    ("names no campaign", "bukan kampanye yang ada", "এমন কোনো ক্যাম্পেইন নেই"),
    ("goes without customer_id", "diisi tanpa customer_id", "customer_id ছাড়া দিতে হয়"),
    ("was closed", "sudah ditutup", "বন্ধ করা হয়েছে"),
    ("became a customer", "sudah menjadi pelanggan", "গ্রাহক হয়ে গেছেন"),
    ("names a customer", "adalah pelanggan yang ada", "একজন গ্রাহকের"),
    ("names another lead", "adalah calon pelanggan lain", "অন্য লিডের"),
    ("is none of the business's stages", "bukan tahap usaha ini", "ব্যবসার কোনো ধাপ নয়"),
    (
        "needs a name, a phone or an email, or company.name is needed",
        "perlu nama, telepon atau email, atau isi company.name",
        "নাম, ফোন বা ইমেইল প্রয়োজন, অথবা company.name",
    ),
    ("is after the year 9999", "sesudah tahun 9999", "৯৯৯৯ সালের পরে"),
    ("is another customer's", "milik pelanggan lain", "অন্য গ্রাহকের"),
    ("has no role that may read this", "tidak punya peran untuk membaca ini", "এটি পড়ার ভূমিকা নেই"),
    ("names no segment", "bukan segmen yang ada", "এমন কোনো সেগমেন্ট নেই"),
    ("is not after starts_at", "tidak sesudah starts_at", "starts_at-এর পরে নয়"),
    (
        "counts its coupons: redeem one with the order",
        "dihitung dari kuponnya: pakai kupon bersama pesanan",
        "এর কুপন গোনা হয়: অর্ডারের সাথে কুপন ব্যবহার করুন",
    ),
    ("has not begun then", "belum dimulai saat itu", "তখন শুরু হয়নি"),
    ("is over then", "sudah berakhir saat itu", "তখন শেষ হয়ে গেছে"),
    ("names no customer", "bukan pelanggan yang ada", "এমন কোনো গ্রাহক নেই"),
    ("names another customer", "milik pelanggan lain", "অন্য গ্রাহকের"),
    ("is not a referral code", "bukan kode referal", "রেফারেল কোড নয়"),
    (
        "is not taken: the business gives no referral codes",
        "tidak diterima: usaha ini tidak memakai kode referal",
        "নেওয়া হয় না: এই ব্যবসায় রেফারেল কোড নেই",
    ),
    (
        "comes after another code, which holds",
        "sudah ada kode lain yang berlaku",
        "আগে অন্য কোড দেওয়া হয়েছে, সেটিই থাকবে",
    ),
    ("comes after the customer's first order", "pelanggan sudah pernah memesan", "গ্রাহক আগেই অর্ডার করেছেন"),
    ("is no customer's code", "bukan kode pelanggan mana pun", "কোনো গ্রাহকের কোড নয়"),
    ("is the customer's own", "milik pelanggan ini sendiri", "গ্রাহকের নিজের কোড"),
    (
        "is of a customer who shares a phone, email or card with this one",
        "milik pelanggan dengan telepon, email atau kartu yang sama",
        "যাঁর কোড, তাঁর সঙ্গে ফোন, ইমেইল বা কার্ড এক",
    ),
    (
        "is of a customer whom this one brought",
        "milik pelanggan yang dibawa pelanggan ini",
        "যাঁর কোড, তাঁকে এই গ্রাহকই এনেছেন",
    ),
    ("is one more than a customer may have", "melebihi jumlah per pelanggan", "এক গ্রাহকের সীমার বেশি"),
    ("is assigned to another member", "ditangani anggota lain", "অন্য কর্মীর দায়িত্বে"),
    ("may be the giver's own only", "hanya boleh milik sendiri", "শুধু নিজেরটি হতে পারে"),
    ("may be changed by staff only", "hanya dapat diubah oleh staf", "শুধু কর্মীরা বদলাতে পারেন"),
    (
        "may be changed by owners and managers only",
        "hanya dapat diubah oleh pemilik dan manajer",
        "শুধু মালিক ও ম্যানেজার বদলাতে পারেন",
    ),
    (
        "is needed where a command gives neither a name nor an identity",
        "wajib diisi bila tidak ada nama maupun identitas",
        "নাম বা পরিচয় না থাকলে প্রয়োজন",
    ),
    ("is needed, or `fid`", "wajib diisi, atau `fid`", "প্রয়োজন, অথবা `fid`"),
    ("goes alone, or `fid` does", "hanya ini, atau hanya `fid`", "শুধু এটি, অথবা শুধু `fid`"),
    ("is not a phone number", "bukan nomor telepon", "ফোন নম্বর নয়"),
    ("is not a valid phone number", "bukan nomor telepon yang sah", "সঠিক ফোন নম্বর নয়"),
    ("is not an email address", "bukan alamat email", "ইমেইল ঠিকানা নয়"),
    ("is not a card number", "bukan nomor kartu", "কার্ড নম্বর নয়"),
    ("is not a birthday like {}", "bukan tanggal lahir seperti {}", "{} ধরনের জন্মদিন নয়"),
    ("lies before the day of the call", "sebelum hari panggilan", "কলের দিনের আগের তারিখ"),
    ("lies more than two years ahead", "lebih dari dua tahun ke depan", "দুই বছরের বেশি পরের তারিখ"),
    ("is not a date like {}", "bukan tanggal seperti {}", "{} ধরনের তারিখ নয়"),
    (
        "is not a time zone (IANA, like {})",
        "bukan zona waktu (IANA, seperti {})",
        "সময় অঞ্চল নয় (IANA, যেমন {})",
    ),
    (
        "is not a language tag that CLDR knows (like {})",
        "bukan kode bahasa CLDR (seperti {})",
        "CLDR-এর ভাষা কোড নয় (যেমন {})",
    ),
    ("is not a document's id", "bukan id dokumen", "ডকুমেন্টের আইডি নয়"),
    ("must be an instant like {}", "harus waktu seperti {}", "{} ধরনের সময় হতে হবে"),
    ("is before the year {}", "sebelum tahun {}", "{} সালের আগে"),
    ("lies in the future", "berada di masa depan", "ভবিষ্যতের সময়"),
    (
        "must be a decimal number, as text or exact",
        "harus angka desimal, teks atau persis",
        "দশমিক সংখ্যা হতে হবে",
    ),
    ("must be a decimal number like {}", "harus angka desimal seperti {}", "{} ধরনের সংখ্যা হতে হবে"),
    ("has more decimals than {} has", "desimal lebih banyak daripada {}", "{}-এর চেয়ে বেশি দশমিক ঘর"),
    ("must be {}, the organisation's", "harus {}, mata uang usaha ini", "{} হতে হবে, এই ব্যবসার মুদ্রা"),
    ("is more than the total", "lebih dari total", "মোটের বেশি"),
    ("goes with the status refunded", "hanya untuk status refunded", "শুধু refunded অবস্থার জন্য"),
    ("are more than {} fields", "lebih dari {} isian", "{}টির বেশি ফিল্ড"),
    (
        "must be a number, true or false, a text of at most {} characters, or a list of at most {} such texts",
        "harus angka, benar atau salah, teks maksimal {} karakter, atau daftar maksimal {} teks",
        "সংখ্যা, সত্য-মিথ্যা, সর্বোচ্চ {} অক্ষরের লেখা বা সর্বোচ্চ {}টি লেখার তালিকা হতে হবে",
    ),
    (
        "is too long ago for the text to be welcome now",
        "sudah terlalu lama untuk dikirim sekarang",
        "এখন পাঠানোর জন্য অনেক দেরি হয়ে গেছে",
    ),
    (
        "may be given by those who read the customer only",
        "hanya boleh diisi oleh yang dapat melihat pelanggan ini",
        "শুধু যাঁরা এই গ্রাহককে দেখতে পারেন তাঁরাই দিতে পারেন",
    ),
    (
        "may be `member` for staff only",
        "hanya staf yang boleh mengisi `member`",
        "`member` শুধু কর্মীদের জন্য",
    ),
    ("names another customer's", "milik pelanggan lain", "অন্য গ্রাহকের"),
    ("names no task", "bukan tugas yang ada", "এমন কোনো কাজ নেই"),
    ("was cancelled", "sudah dibatalkan", "বাতিল করা হয়েছে"),
    (
        "names no member of the organisation",
        "bukan anggota usaha ini",
        "এই প্রতিষ্ঠানের কর্মী নন",
    ),
    (
        "may be asked by those who give others work only",
        "hanya untuk yang membagi tugas kepada orang lain",
        "শুধু যাঁরা অন্যদের কাজ দেন তাঁদের জন্য",
    ),
    ("is needed, or `is_pooled`", "wajib diisi, atau `is_pooled`", "প্রয়োজন, অথবা `is_pooled`"),
    (
        "goes alone, or `is_pooled` does",
        "hanya ini, atau hanya `is_pooled`",
        "শুধু এটি, অথবা শুধু `is_pooled`",
    ),
    ("is done, or was cancelled", "sudah selesai atau dibatalkan", "শেষ হয়েছে বা বাতিল হয়েছে"),
    ("may be changed by owners only", "hanya dapat diubah oleh pemilik", "শুধু মালিক বদলাতে পারেন"),
    (
        "may be taken from an owner by another one only",
        "hanya pemilik lain yang dapat mencabutnya",
        "মালিকের ভূমিকা শুধু অন্য মালিক তুলে নিতে পারেন",
    ),
    ("names the member themselves", "menunjuk anggota itu sendiri", "একই কর্মীর নাম"),
    ("is not after the start", "tidak sesudah waktu mulai", "শুরুর পরে নয়"),
    ("is not an hour of the day like {}", "bukan jam seperti {}", "{} ধরনের সময় নয়"),
    (
        "is an absence that ends before it begins",
        "cuti berakhir sebelum dimulai",
        "ছুটি শুরুর আগেই শেষ হয়",
    ),
    ("names no brand", "bukan merek yang ada", "এমন কোনো ব্র্যান্ড নেই"),
    (
        "has fields of another kind of location",
        "berisi isian untuk jenis lokasi lain",
        "অন্য ধরনের জায়গার ফিল্ড আছে",
    ),
    ("is needed, or `reward_id`", "wajib diisi, atau `reward_id`", "প্রয়োজন, অথবা `reward_id`"),
    ("goes alone, or `reward_id` does", "hanya ini, atau hanya `reward_id`", "শুধু এটি, অথবা শুধু `reward_id`"),
    ("names no reward of the catalogue", "bukan hadiah dari katalog", "তালিকায় এমন কোনো উপহার নেই"),
    ("is more than the balance of {}", "melebihi saldo {}", "ব্যালেন্স {}-এর চেয়ে বেশি"),
    ("names no location", "bukan lokasi yang ada", "এমন কোনো জায়গা নেই"),
    ("names no pipeline", "bukan alur penjualan yang ada", "এমন কোনো পাইপলাইন নেই"),
    ("names no {}", "bukan {} yang ada", "এমন কোনো {} নেই"),
    ("is for {} customers", "untuk pelanggan {}", "{} গ্রাহকদের জন্য"),
    ("is none of the pipeline {}: {}", "bukan tahap alur {}: {}", "{} পাইপলাইনের ধাপ নয়: {}"),
    ("is needed in the stage {}", "wajib diisi pada tahap {}", "{} ধাপে প্রয়োজন"),
    (
        "may be moved to {} by {} only",
        "hanya dapat dipindahkan ke {} oleh {}",
        "{} ধাপে নিতে পারে শুধু {}",
    ),
    (
        "may not follow nothing: a new deal is in none that comes after another",
        "peluang baru tidak dapat dimulai pada tahap yang mengikuti tahap lain",
        "নতুন ডিল অন্য ধাপের পরের কোনো ধাপে শুরু হতে পারে না",
    ),
    ("may not follow {}", "tidak dapat mengikuti {}", "{}-এর পরে হতে পারে না"),
    (
        "does not go with the other: a segment is of a group",
        "tidak cocok: segmen milik satu grup",
        "মেলে না: সেগমেন্ট একটি গ্রুপের",
    ),
    ("names no legal entity", "bukan badan usaha yang ada", "এমন কোনো আইনি সত্তা নেই"),
    ("may not change", "tidak boleh diubah", "বদলানো যাবে না"),
    ("is before it starts", "sebelum tanggal mulai", "শুরুর তারিখের আগে"),
    ("has no role that may give this command", "tidak berperan untuk perintah ini", "এই কাজের অনুমতি নেই"),
    (
        "names no member of the organisation, and no customer who may give this command",
        "bukan anggota, dan bukan pelanggan yang boleh memberi perintah ini",
        "প্রতিষ্ঠানের কর্মী নন, এবং এই কাজের অনুমতি থাকা গ্রাহকও নন",
    ),
    ("needs one of the roles {}", "memerlukan salah satu peran {}", "এই ভূমিকাগুলোর একটি দরকার: {}"),
    ("is not a kind of command", "bukan jenis perintah", "এমন কোনো কাজ নেই"),
    ("{} is switched off for this business", "{} dimatikan untuk usaha ini", "এই ব্যবসার জন্য {} বন্ধ আছে"),
    (
        "{} is already known with different content",
        "{} sudah ada dengan isi lain",
        "{} অন্য তথ্যসহ আগে থেকেই আছে",
    ),
    (
        "{} has changed: it is at revision {}",
        "{} sudah berubah: kini revisi {}",
        "{} বদলে গেছে: এখন সংস্করণ {}",
    ),
    ("names no quote", "penawaran tidak ada", "এমন কোনো দরপত্র নেই"),
    ("has a newer version", "sudah ada versi yang lebih baru", "এর নতুন সংস্করণ আছে"),
    (
        "waits for approval: withdraw it first",
        "menunggu persetujuan: tarik dulu",
        "অনুমোদনের অপেক্ষায়: আগে ফিরিয়ে নিন",
    ),
    ("waits for approval", "menunggu persetujuan", "অনুমোদনের অপেক্ষায়"),
    ("is a draft", "masih berupa draf", "এখনও খসড়া"),
    ("is approved", "sudah disetujui", "অনুমোদিত হয়েছে"),
    ("was sent", "sudah dikirim", "পাঠানো হয়েছে"),
    ("was accepted", "sudah diterima", "গৃহীত হয়েছে"),
    ("was declined", "sudah ditolak", "প্রত্যাখ্যাত হয়েছে"),
    ("has expired", "sudah kedaluwarsa", "মেয়াদ শেষ হয়েছে"),
    (
        "was replaced by a newer version",
        "sudah diganti versi yang lebih baru",
        "নতুন সংস্করণ এর জায়গা নিয়েছে",
    ),
    ("was withdrawn", "sudah ditarik", "ফিরিয়ে নেওয়া হয়েছে"),
    ("is over", "sudah lewat", "পার হয়ে গেছে"),
    ("lies years off", "terlalu jauh", "অনেক বছর দূরে"),
    ("come to more than a quote may", "jumlahnya melebihi batas penawaran", "দরপত্রের সীমার বেশি হয়"),
    ("names no product", "produk tidak ada", "এমন কোনো পণ্য নেই"),
    ("has no price", "belum ada harganya", "দাম নেই"),
    (
        "may be set by owners and managers only",
        "hanya boleh ditentukan pemilik dan manajer",
        "শুধু মালিক ও ব্যবস্থাপক ঠিক করতে পারেন",
    ),
    (
        "is more off the price than your role may give",
        "potongannya melebihi hak peran Anda",
        "আপনার ভূমিকার সীমার চেয়ে বেশি ছাড়",
    ),
    (
        "gives off more than your role may: submit it for approval",
        "potongannya melebihi hak peran Anda: ajukan untuk disetujui",
        "আপনার ভূমিকার সীমার চেয়ে বেশি ছাড়: অনুমোদনের জন্য জমা দিন",
    ),
    (
        "is your own quote: another one decides",
        "penawaran Anda sendiri: orang lain yang memutuskan",
        "আপনার নিজের দরপত্র: অন্য কেউ সিদ্ধান্ত নেবেন",
    ),
    (
        "was submitted again since this was decided",
        "sudah diajukan lagi sejak diputuskan",
        "সিদ্ধান্তের পর আবার জমা পড়েছে",
    ),
    ("an earlier version was accepted", "versi sebelumnya sudah diterima", "আগের একটি সংস্করণ গৃহীত হয়েছে"),
    ("names no opportunity", "peluang tidak ada", "এমন কোনো সুযোগ নেই"),
    ("is in another currency than the business's", "mata uangnya bukan milik usaha", "ব্যবসার মুদ্রা নয়"),
    ("is no type of {}", "bukan jenis dari {}", "{} এর কোনো ধরন নয়"),
    ("is none of {}", "bukan salah satu dari {}", "{} এর কোনোটি নয়"),
    ("names a contact twice", "menyebut satu kontak dua kali", "একজন যোগাযোগকারীর নাম দুবার আছে"),
    (
        "has contacts who report to each other in a circle",
        "berisi kontak yang saling melapor dalam lingkaran",
        "যোগাযোগকারীরা চক্রাকারে একে অপরের অধীন",
    ),
    (
        "is paid, and less than the total was",
        "lunas, padahal yang dibayar kurang dari total",
        "পরিশোধিত, কিন্তু মোটের চেয়ে কম দেওয়া হয়েছে",
    ),
    (
        "is open, and something was paid",
        "belum dibayar, padahal ada pembayaran",
        "বকেয়া, কিন্তু কিছু পরিশোধ হয়েছে",
    ),
    ("there is no such {}", "{} tidak ada", "{} নেই"),
)


def in_language(reason: str, locale: str) -> str:
    """The reason in the language of a locale, or as it is."""
    language = locale.partition("-")[0].lower()
    if language not in _LANGUAGES:
        return reason
    for pattern, words in _table(language):
        if match := pattern.fullmatch(reason):
            return words.format(*match.groups())
    return reason


@cache
def _table(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those that fill nothing in come first: they are the more exact ones."""
    column = 1 + _LANGUAGES.index(language)
    rows = sorted(_REASONS, key=lambda row: ("{}" in row[0], -len(row[0])))
    return tuple((_pattern(row[0]), row[column]) for row in rows)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+)".join(map(re.escape, english.split("{}"))), re.DOTALL)


def reasons() -> Mapping[str, tuple[str, str]]:
    """All of them, by the English one."""
    return {english: (indonesian, bengali) for english, indonesian, bengali in _REASONS}
