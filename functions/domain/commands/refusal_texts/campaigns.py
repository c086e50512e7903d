"""Reasons of campaigns: in English, Indonesian and Bengali."""

CAMPAIGNS: tuple[tuple[str, str, str], ...] = (
    ("names no template", "bukan templat yang ada", "এমন কোনো টেমপ্লেট নেই"),
    ("names a variant twice", "menyebut satu varian dua kali", "একটি ভ্যারিয়েন্ট দুবার আছে"),
    (
        "names no pair that goes together",
        "bukan pasangan yang dibeli bersama",
        "একসঙ্গে কেনা এমন কোনো জোড়া নেই",
    ),
    ("is empty", "kosong", "খালি"),
    ("is not a day like {}", "bukan tanggal seperti {}", "{} এর মতো তারিখ নয়"),
    ("is in a year to come", "di tahun yang akan datang", "আগামী কোনো বছরে"),
    ("names no variant of the campaign", "bukan varian kampanye ini", "এই ক্যাম্পেইনের ভ্যারিয়েন্ট নয়"),
    (
        "may not change: the campaign is over",
        "tidak boleh diubah: kampanye sudah berakhir",
        "বদলানো যাবে না: ক্যাম্পেইন শেষ",
    ),
    (
        "may not change: the campaign has begun",
        "tidak boleh diubah: kampanye sudah dimulai",
        "বদলানো যাবে না: ক্যাম্পেইন শুরু হয়েছে",
    ),
    (
        "may not change: the campaign is scheduled",
        "tidak boleh diubah: kampanye sudah dijadwalkan",
        "বদলানো যাবে না: ক্যাম্পেইনের সময় ঠিক করা আছে",
    ),
    ("was changed since this was decided", "diubah sesudah keputusan ini", "এই সিদ্ধান্তের পরে বদলেছে"),
    (
        "names a segment, template or offer that is gone",
        "menyebut segmen atau templat yang sudah tidak ada",
        "যে সেগমেন্ট বা টেমপ্লেট আর নেই তার নাম আছে",
    ),
    (
        "is tracked only: nothing of it is sent",
        "hanya dicatat: tidak ada yang dikirim",
        "শুধু হিসাব রাখা হয়: কিছুই পাঠানো হয় না",
    ),
    (
        "is not for marketing, which a campaign is",
        "bukan untuk pemasaran, padahal kampanye adalah pemasaran",
        "বিপণনের জন্য নয়, অথচ ক্যাম্পেইন বিপণন",
    ),
    ("is needed for this kpi", "diperlukan untuk kpi ini", "এই সূচকের জন্য প্রয়োজন"),
    ("cannot be sent by {}: {}", "tidak bisa dikirim lewat {}: {}", "{} দিয়ে পাঠানো যায় না: {}"),
    ("has passed", "sudah lewat", "পেরিয়ে গেছে"),
    ("{} since this was asked for", "{} sesudah ini diminta", "এটি চাওয়ার পরে: {}"),
    (
        "is for at most {} customers: ask for a sample",
        "paling banyak untuk {} pelanggan: mintalah sampel",
        "সর্বোচ্চ {} জন গ্রাহকের জন্য: নমুনা চান",
    ),
)
