"""The words of a quote on paper and on its customer's page. Business, products and amounts stand beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True)
class QuoteTexts:
    """`states`: the sentence for the customer about a quote that is not open, by its status, or why it ended;
    `unanswerable`: it is open, and no answer counts.
    """

    title: str
    number: str
    version: str
    date: str
    valid_until: str
    to: str
    tax_id: str
    item: str
    quantity: str
    price: str
    discount: str
    amount: str
    subtotal: str
    included: str
    total: str
    note: str
    draft: str
    accept: str
    decline: str
    reason: str
    pdf: str
    states: Mapping[str, str]


TEXTS: Mapping[str, QuoteTexts] = {
    "en": QuoteTexts(
        title="Quotation",
        number="Number",
        version="Version",
        date="Date",
        valid_until="Valid until",
        to="To",
        tax_id="Tax ID",
        item="Item",
        quantity="Quantity",
        price="Price",
        discount="Discount",
        amount="Amount",
        subtotal="Subtotal",
        included="included",
        total="Total",
        note="Note",
        draft="Draft: not an offer",
        accept="Accept",
        decline="Decline",
        reason="What should we know? (optional)",
        pdf="Download as PDF",
        states={
            "accepted": "You accepted this quotation. Thank you.",
            "declined": "You declined this quotation.",
            "expired": "This quotation has expired. Please ask us for a new one.",
            "replaced": "A newer quotation has taken the place of this one.",
            "withdrawn": "This quotation was withdrawn. Please ask us for a new one.",
            "unanswerable": "This quotation cannot be answered as it stands. Please ask us for a new one.",
        },
    ),
    "id": QuoteTexts(
        title="Penawaran Harga",
        number="Nomor",
        version="Versi",
        date="Tanggal",
        valid_until="Berlaku sampai",
        to="Kepada",
        tax_id="NPWP",
        item="Barang",
        quantity="Jumlah",
        price="Harga",
        discount="Diskon",
        amount="Nilai",
        subtotal="Subtotal",
        included="termasuk",
        total="Total",
        note="Catatan",
        draft="Draf: bukan penawaran",
        accept="Terima",
        decline="Tolak",
        reason="Ada yang perlu kami ketahui? (opsional)",
        pdf="Unduh sebagai PDF",
        states={
            "accepted": "Anda telah menerima penawaran ini. Terima kasih.",
            "declined": "Anda telah menolak penawaran ini.",
            "expired": "Masa berlaku penawaran ini sudah habis. Silakan minta yang baru.",
            "replaced": "Penawaran ini sudah diganti dengan yang lebih baru.",
            "withdrawn": "Penawaran ini sudah ditarik. Silakan minta yang baru.",
            "unanswerable": "Penawaran ini tidak dapat dijawab seperti adanya. Silakan minta yang baru.",
        },
    ),
    "bn": QuoteTexts(
        title="দরপত্র",
        number="নম্বর",
        version="সংস্করণ",
        date="তারিখ",
        valid_until="মেয়াদ",
        to="প্রাপক",
        tax_id="কর শনাক্তকরণ নম্বর",
        item="পণ্য",
        quantity="পরিমাণ",
        price="দাম",
        discount="ছাড়",
        amount="মূল্য",
        subtotal="উপমোট",
        included="অন্তর্ভুক্ত",
        total="সর্বমোট",
        note="মন্তব্য",
        draft="খসড়া: এটি কোনো প্রস্তাব নয়",
        accept="গ্রহণ করুন",
        decline="প্রত্যাখ্যান করুন",
        reason="আমাদের কিছু জানাতে চান? (ঐচ্ছিক)",
        pdf="পিডিএফ ডাউনলোড করুন",
        states={
            "accepted": "আপনি এই দরপত্র গ্রহণ করেছেন। ধন্যবাদ।",
            "declined": "আপনি এই দরপত্র প্রত্যাখ্যান করেছেন।",
            "expired": "এই দরপত্রের মেয়াদ শেষ হয়েছে। অনুগ্রহ করে নতুন একটি চেয়ে নিন।",
            "replaced": "একটি নতুন দরপত্র এর জায়গা নিয়েছে।",
            "withdrawn": "এই দরপত্র ফিরিয়ে নেওয়া হয়েছে। অনুগ্রহ করে নতুন একটি চেয়ে নিন।",
            "unanswerable": "এই দরপত্রের উত্তর এভাবে দেওয়া যায় না। অনুগ্রহ করে নতুন একটি চেয়ে নিন।",
        },
    ),
    "hi": QuoteTexts(
        title="मूल्य प्रस्ताव",
        number="संख्या",
        version="संस्करण",
        date="दिनांक",
        valid_until="मान्य तिथि",
        to="प्रति",
        tax_id="कर पहचान संख्या",
        item="वस्तु",
        quantity="मात्रा",
        price="मूल्य",
        discount="छूट",
        amount="राशि",
        subtotal="उप-योग",
        included="सम्मिलित",
        total="कुल",
        note="टिप्पणी",
        draft="प्रारूप: यह प्रस्ताव नहीं है",
        accept="स्वीकार करें",
        decline="अस्वीकार करें",
        reason="हमें कुछ बताना चाहेंगे? (वैकल्पिक)",
        pdf="PDF डाउनलोड करें",
        states={
            "accepted": "आपने यह प्रस्ताव स्वीकार किया है। धन्यवाद।",
            "declined": "आपने यह प्रस्ताव अस्वीकार किया है।",
            "expired": "इस प्रस्ताव की अवधि समाप्त हो गई है। कृपया नया प्रस्ताव माँगें।",
            "replaced": "इसकी जगह एक नया प्रस्ताव आ गया है।",
            "withdrawn": "यह प्रस्ताव वापस ले लिया गया है। कृपया नया प्रस्ताव माँगें।",
            "unanswerable": "इस प्रस्ताव का उत्तर इस रूप में नहीं दिया जा सकता। कृपया नया प्रस्ताव माँगें।",
        },
    ),
    "mr": QuoteTexts(
        title="दरपत्रक",
        number="क्रमांक",
        version="आवृत्ती",
        date="दिनांक",
        valid_until="वैधता",
        to="प्रति",
        tax_id="कर ओळख क्रमांक",
        item="वस्तू",
        quantity="प्रमाण",
        price="दर",
        discount="सवलत",
        amount="रक्कम",
        subtotal="उप-एकूण",
        included="समाविष्ट",
        total="एकूण",
        note="टीप",
        draft="मसुदा: हा प्रस्ताव नाही",
        accept="स्वीकारा",
        decline="नाकारा",
        reason="आम्हाला काही सांगायचे आहे का? (ऐच्छिक)",
        pdf="PDF डाउनलोड करा",
        states={
            "accepted": "तुम्ही हे दरपत्रक स्वीकारले आहे. धन्यवाद.",
            "declined": "तुम्ही हे दरपत्रक नाकारले आहे.",
            "expired": "या दरपत्रकाची मुदत संपली आहे. कृपया नवीन मागवा.",
            "replaced": "याच्या जागी नवीन दरपत्रक आले आहे.",
            "withdrawn": "हे दरपत्रक मागे घेतले आहे. कृपया नवीन मागवा.",
            "unanswerable": "या दरपत्रकाला असे उत्तर देता येत नाही. कृपया नवीन मागवा.",
        },
    ),
    "ar": QuoteTexts(
        title="عرض سعر",
        number="الرقم",
        version="الإصدار",
        date="التاريخ",
        valid_until="صالح حتى",
        to="إلى",
        tax_id="الرقم الضريبي",
        item="الصنف",
        quantity="الكمية",
        price="السعر",
        discount="الخصم",
        amount="المبلغ",
        subtotal="المجموع الفرعي",
        included="مشمول",
        total="الإجمالي",
        note="ملاحظة",
        draft="مسودة: ليست عرضًا",
        accept="قبول",
        decline="رفض",
        reason="هل هناك ما ينبغي أن نعرفه؟ (اختياري)",
        pdf="تنزيل بصيغة PDF",
        states={
            "accepted": "لقد قبلت هذا العرض. شكرًا لك.",
            "declined": "لقد رفضت هذا العرض.",
            "expired": "انتهت صلاحية هذا العرض. يرجى طلب عرض جديد.",
            "replaced": "حلّ عرض أحدث محل هذا العرض.",
            "withdrawn": "تم سحب هذا العرض. يرجى طلب عرض جديد.",
            "unanswerable": "لا يمكن الرد على هذا العرض بحالته هذه. يرجى طلب عرض جديد.",
        },
    ),
}
