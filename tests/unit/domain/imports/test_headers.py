"""A column's header names its field in four languages, a mapping says it where a header does not."""

import pytest

from functions.domain.imports.headers import mapped
from functions.domain.kernel.errors import FieldFault, Malformed


@pytest.mark.parametrize(
    "header",
    [
        *("Mobile", "MOBILE NO.", "phone_number", "Phone-Number", "WhatsApp", "\ufeffPhone", "Mobile No:"),
        *("मोबाइल", "मोबाइल नंबर", "फ़ोन", "ফোন", "মোবাইল নম্বর", "No. HP", "Nomor HP", "No Telepon"),
    ],
)
@pytest.mark.parametrize("kind", ["customers", "orders"])
def test_a_phone_s_column_is_found_by_its_header(kind: str, header: str) -> None:
    assert mapped(kind, [header], {}).fields == ("phone",)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(("Nama Pelanggan", "name"), ("নাম", "name"), ("ग्राहक का नाम", "name"), ("E-mail", "email")),
        *(
            ("Tanggal Lahir", "birthday"),
            ("জন্ম তারিখ", "birthday"),
            ("जन्मदिन", "birthday"),
            ("DOB", "birthday"),
        ),
        *(("custom.cup size", "custom.cup size"), ("brew_preference", "brew_preference")),
    ],
)
def test_the_fields_of_a_customer_are_found_by_their_headers(header: str, field: str) -> None:
    assert mapped("customers", [header], {}).fields == (field,)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(("Tanggal", "ordered_at"), ("দিনাঙ্ক", None), ("तारीख", "ordered_at"), ("তারিখ", "ordered_at")),
        *(("समय", "time"), ("Jam", "time"), ("कुल राशि", "total"), ("মোট", "total"), ("Grand Total", "total")),
        *(("Harga", "line.unit_price"), ("Lineitem quantity", "line.quantity"), ("No. Nota", "order_id")),
        *(("birthday", None), ("custom.x", None)),
    ],
)
def test_the_fields_of_an_order_are_found_by_their_headers(header: str, field: str | None) -> None:
    found = mapped("orders", [header, "phone"], {})
    assert found.fields == (field, "phone")
    assert found.unmapped == (() if field else (header,))


def test_a_mapping_overrides_what_a_header_says_and_leaves_columns_out() -> None:
    found = mapped("customers", ["Phone", "Mobile", "Note"], {"Phone": "-", "note": "custom.note"})
    assert found.fields == (None, "phone", "custom.note")
    assert found.unmapped == ()


@pytest.mark.parametrize(
    ("headers", "chosen", "fault"),
    [
        (
            ["Phone", "Mobile"],
            {},
            FieldFault("Phone", "is one of several columns of phone: say in --mapping which"),
        ),
        (["Phone"], {"Cell": "phone"}, FieldFault("Cell", "is no column of the file")),
        (["Phone"], {"Phone": "points"}, FieldFault("Phone", "maps to no field of customers")),
        (["x", "y"], {}, FieldFault("header", "names no field of customers: give --mapping")),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused_by_column(
    headers: list[str], chosen: dict[str, str], fault: FieldFault
) -> None:
    with pytest.raises(Malformed) as refused:
        mapped("customers", headers, chosen)
    assert fault in refused.value.faults
