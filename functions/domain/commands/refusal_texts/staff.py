"""Reasons about staff, their roles and their work: in English, Indonesian and Bengali."""

STAFF: tuple[tuple[str, str, str], ...] = (
    ("names no dead letter", "bukan kegagalan yang tercatat", "এমন কোনো ব্যর্থ ঘটনা নেই"),
    ("has no role that may read this", "tidak punya peran untuk membaca ini", "এটি পড়ার ভূমিকা নেই"),
    (
        "has no role that reads conversations",
        "tidak punya peran untuk membaca percakapan",
        "কথোপকথন পড়ার ভূমিকা নেই",
    ),
    ("is assigned to another member", "ditangani anggota lain", "অন্য কর্মীর দায়িত্বে"),
    ("may be the giver's own only", "hanya boleh milik sendiri", "শুধু নিজেরটি হতে পারে"),
    ("may be changed by staff only", "hanya dapat diubah oleh staf", "শুধু কর্মীরা বদলাতে পারেন"),
    (
        "may be changed by owners and managers only",
        "hanya dapat diubah oleh pemilik dan manajer",
        "শুধু মালিক ও ম্যানেজার বদলাতে পারেন",
    ),
    ("lies before the day of the call", "sebelum hari panggilan", "কলের দিনের আগের তারিখ"),
    ("lies more than two years ahead", "lebih dari dua tahun ke depan", "দুই বছরের বেশি পরের তারিখ"),
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
    (
        "changes with the members of the territory {}",
        "berubah lewat anggota wilayah {}",
        "{} এলাকার কর্মীদের সঙ্গে বদলায়",
    ),
    ("names the member themselves", "menunjuk anggota itu sendiri", "একই কর্মীর নাম"),
    (
        "is an absence that ends before it begins",
        "cuti berakhir sebelum dimulai",
        "ছুটি শুরুর আগেই শেষ হয়",
    ),
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
        "may be set by owners and managers only",
        "hanya boleh ditentukan pemilik dan manajer",
        "শুধু মালিক ও ব্যবস্থাপক ঠিক করতে পারেন",
    ),
)
