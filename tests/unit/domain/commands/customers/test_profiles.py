"""A customer's profile is changed, or a new customer made, and known by phone and email from then on."""

from datetime import timedelta
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.customers.custom_fields import MOST_FIELDS
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import MOST_OF_A_KIND, Identity, KnownIdentity, identity_id
from functions.domain.customers.segments import SourceApp, SourceMethod
from functions.domain.preferences.from_providers import record_preference
from tests.builders import (
    NOON,
    OTHER_PHONE,
    PHONE,
    a_customer,
    an_order,
    an_org,
    give,
    problems,
    take_in,
    with_staff,
)
from tests.memory import Billed, DictBackend, a_store, run
from tests.provider_events import a_preference

ORG = an_org()
EMAIL = "regular@example.com"
SOMEBODY = Customer(id="somebody", name="Regular", created_at=NOON - timedelta(days=9))


def change(backend: DictBackend, **data: Any) -> dict[str, Any]:
    return give(backend, "change_customer", data)


def id_of(kind: Any, value: str) -> str:
    return identity_id(ORG.id_key, Identity(kind, value))


def versions_but_commands(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


def test_a_new_customer_is_named_by_their_phone_and_found_by_it_and_by_their_email() -> None:
    backend = with_staff()
    backend.billed = Billed()
    command = change(backend, name="Regular", phone="+1 202-555-0123", email="Regular@Example.com")
    assert command["result"] == {"customer_id": id_of("phone", PHONE)}
    assert backend.billed == Billed(reads=1 + 3, writes=1 + 3)  # a member; 3 of the list
    customer = backend.one("customers")
    assert (customer["name"], customer["phone"], customer["email"]) == ("Regular", PHONE, EMAIL)
    assert (customer["created_at"], customer["updated_at"]) == (NOON, NOON)
    assert backend.all("identities") == {
        id_of(kind, value): {"customer_id": id_of("phone", PHONE), "kind": kind, "created_at": NOON}
        for kind, value in (("phone", PHONE), ("email", EMAIL))
    }
    by_email = an_order(ORG, customer={"email": EMAIL})
    assert take_in(a_store(backend), by_email, org=ORG).customer_id == id_of("phone", PHONE)


@pytest.mark.parametrize(
    ("data", "kind", "value"),
    [
        ({"email": EMAIL, "card": "7"}, "email", EMAIL),
        ({"app_user_id": "uid", "card": "7"}, "app_user", "uid"),
        ({"card": "7"}, "card", "7"),
    ],
)
def test_a_new_customer_is_named_by_the_first_identity_that_is_given(
    data: dict[str, str], kind: str, value: str
) -> None:
    assert change(with_staff(), **data)["result"] == {"customer_id": id_of(kind, value)}


def test_a_new_customer_with_a_name_alone_is_the_command_s_own() -> None:
    backend = with_staff()
    first, second = change(backend, name="Walks in"), change(backend, name="Walks in")
    assert first["result"] != second["result"]
    assert backend.all("customers").keys() == {
        first["result"]["customer_id"],
        second["result"]["customer_id"],
    }


@pytest.mark.parametrize("data", [{}, {"name": " "}, {"tags": ["vip"], "phone": None}])
def test_a_command_that_says_nothing_of_whom_it_is_about_is_refused(data: dict[str, Any]) -> None:
    backend = with_staff()
    assert problems(change(backend, **data)) == {
        "customer_id": "is needed where a command gives neither a name nor an identity"
    }
    assert backend.all("customers") == {}


def test_what_is_absent_stays_and_what_is_null_goes() -> None:
    backend = with_staff(SOMEBODY.with_changes(locale="en-IN", birthday="01-31"))
    backend.client_writes("orgs/kopi/customers/somebody", shoe_size=44)
    change(backend, customer_id="somebody", birthday=None, timezone="Asia/Kolkata")
    customer = backend.one("customers")
    assert (customer["locale"], customer["birthday"], customer["timezone"]) == (
        "en-IN",
        None,
        "Asia/Kolkata",
    )
    assert (customer["name"], customer["shoe_size"], customer["updated_at"]) == ("Regular", 44, NOON)


def test_a_known_customer_bills_a_read_and_a_write_beside_the_member_and_the_settling() -> None:
    backend = with_staff(SOMEBODY)
    backend.billed = Billed()
    change(backend, customer_id="somebody", name="Regular of ours")
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 1)


def test_what_is_so_already_is_noted_so_that_an_older_change_does_not_undo_it() -> None:
    backend = with_staff(SOMEBODY)
    backend.billed = Billed()
    change(backend, customer_id="somebody", name="Regular")
    assert backend.billed == Billed(reads=2, writes=2)
    older = {"customer_id": "somebody", "name": "Older"}
    give(backend, "change_customer", older, made_at=NOON - timedelta(hours=1))
    assert backend.one("customers")["name"] == "Regular"


def test_custom_fields_are_changed_name_by_name() -> None:
    backend = with_staff(SOMEBODY.with_changes(custom={"milk": "oat", "sugar": 2}))
    change(backend, customer_id="somebody", custom={"sugar": None, "cups": ["tall", "cold"], "vip": True})
    assert backend.one("customers")["custom"] == {"milk": "oat", "cups": ["tall", "cold"], "vip": True}


def test_custom_fields_do_not_grow_without_end() -> None:
    custom = {f"n{n}": n for n in range(MOST_FIELDS)}
    backend = with_staff(SOMEBODY.with_changes(custom=custom))
    assert problems(change(backend, customer_id="somebody", custom={"one": 1})) == {
        "custom": "are more than 100 fields"
    }
    assert change(backend, customer_id="somebody", custom={"n0": None, "one": 1})["status"] == "done"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"customer_id": "nobody"}, {"customer_id": "names no customer"}),
        ({"phone": "123"}, {"phone": "is not a valid phone number"}),
        ({"email": "nobody"}, {"email": "is not an email address"}),
        (
            {"phone": "123", "email": "nobody"},
            {"phone": "is not a valid phone number", "email": "is not an email address"},
        ),
        ({"birthday": "13-01"}, {"birthday": "is not a birthday like 01-31 or 1990-01-31"}),
        ({"birthday": "1999-02-29"}, {"birthday": "is not a birthday like 01-31 or 1990-01-31"}),
        ({"timezone": "Moon/Sea"}, {"timezone": "is not a time zone (IANA, like Asia/Kolkata)"}),
        ({"tags": ["vip", ""]}, {"tags.1": "String should have at least 1 character"}),
        ({"tags": "vip"}, {"tags": "Input should be a valid tuple"}),
        ({"name": ["a"]}, {"name": "Input should be a valid string"}),
        ({"custom": {"__name__": 1}}, {"custom.__name__.[key]": "is not a document's id"}),
    ],
)
def test_a_wrong_field_is_a_problem_on_the_command_and_nothing_on_the_customer(
    data: dict[str, Any], expected: dict[str, str]
) -> None:
    backend = with_staff(SOMEBODY)
    before = versions_but_commands(backend)
    assert problems(change(backend, **{"customer_id": "somebody"} | data)) == expected
    assert versions_but_commands(backend) == before


@pytest.mark.parametrize("birthday", ["02-29", "1996-02-29", "12-31"])
def test_a_birthday_may_leave_out_its_year(birthday: str) -> None:
    backend = with_staff(SOMEBODY)
    assert change(backend, customer_id="somebody", birthday=birthday)["status"] == "done"
    assert backend.one("customers")["birthday"] == birthday


def test_an_identity_of_another_customer_is_refused_at_its_field_and_writes_nothing() -> None:
    backend = with_staff(SOMEBODY)
    take_in(a_store(backend), an_order(ORG, customer={"phone": PHONE, "email": EMAIL}), org=ORG)
    before = versions_but_commands(backend)
    data = {"customer_id": "somebody", "phone": PHONE, "email": EMAIL, "card": "7"}
    assert problems(change(backend, **data)) == {
        "phone": "names another customer",
        "email": "names another customer",
    }
    assert versions_but_commands(backend) == before


def test_facts_of_a_customer_who_bought_before_they_were_entered_go_to_that_customer() -> None:
    backend = with_staff()
    id = take_in(a_store(backend), an_order(ORG), org=ORG).customer_id
    command = change(backend, phone=PHONE, email=EMAIL, tags=["regular"], name="Asha")
    assert command["result"] == {"customer_id": id}
    customer = backend.one("customers")
    assert (customer["tags"], customer["email"], customer["stats"]["orders"]) == (["regular"], EMAIL, 1)
    assert change(backend, email=EMAIL, birthday="01-31")["result"] == {"customer_id": id}


def test_a_customer_who_is_there_without_an_identity_of_their_own_is_the_one_who_is_meant() -> None:
    id = id_of("phone", PHONE)
    backend = with_staff(a_customer(id=id))
    assert change(backend, phone=PHONE, tags=["regular"])["result"] == {"customer_id": id}


def test_facts_with_the_identities_of_two_customers_are_refused() -> None:
    backend = with_staff()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    take_in(store, an_order(ORG, order_id="2", customer={"email": EMAIL}), org=ORG)
    assert problems(change(backend, phone=PHONE, email=EMAIL)) == {"email": "names another customer"}


def test_an_email_that_an_order_named_beside_its_buyer_s_phone_stays_the_other_customer_s() -> None:
    backend = with_staff()
    store = a_store(backend)
    take_in(store, an_order(ORG, order_id="1", customer={"email": EMAIL}), org=ORG)
    both = {"phone": PHONE, "email": EMAIL}
    mine = str(take_in(store, an_order(ORG, order_id="2", customer=both), org=ORG).customer_id)
    assert mine == id_of("email", EMAIL)
    take_in(store, an_order(ORG, order_id="3", customer={"phone": OTHER_PHONE}), org=ORG)
    refused = change(backend, customer_id=id_of("phone", OTHER_PHONE), email=EMAIL)
    assert problems(refused) == {"email": "names another customer"}


def test_a_new_phone_names_the_customer_beside_the_old_one() -> None:
    backend = with_staff(SOMEBODY)
    change(backend, customer_id="somebody", phone=PHONE)
    change(backend, customer_id="somebody", phone=OTHER_PHONE)
    assert backend.one("customers")["phone"] == OTHER_PHONE
    for number, phone in enumerate((PHONE, OTHER_PHONE)):
        order = an_order(ORG, order_id=str(number), customer={"phone": phone})
        assert take_in(a_store(backend), order, org=ORG).customer_id == "somebody"


def test_the_phone_that_a_customer_has_already_is_no_other_s() -> None:
    backend = with_staff()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    id = id_of("phone", PHONE)
    before = backend.one("identities")
    assert change(backend, customer_id=id, phone=PHONE, name="Regular")["status"] == "done"
    assert (backend.one("identities"), backend.one("customers")["name"]) == (before, "Regular")


@pytest.mark.parametrize(
    "data",
    [
        {"phone": OTHER_PHONE},
        {"email": "new@example.com"},
        {"app_user_id": "other"},
        {"card": "7"},
        {"customer_group": "b2b"},
        {"tags": ["vip"]},
        {"custom": {"discount": 90}},
    ],
)
def test_what_staff_say_of_a_customer_and_unproved_addresses_are_not_the_customer_s_to_change(
    data: dict[str, Any],
) -> None:
    backend = with_staff(SOMEBODY)
    id = id_of("app_user", "uid")
    backend.put(KnownIdentity(id=id, customer_id="somebody", kind="app_user", created_at=NOON))
    refused = give(backend, "change_customer", data | {"name": "New"}, by_uid="uid")
    assert problems(refused) == dict.fromkeys(data, "may be changed by staff only")
    assert backend.one("customers")["name"] == "Regular"


@pytest.mark.item("S002-99", "S002-100")
def test_of_each_field_the_change_that_was_made_last_holds_however_late_another_comes() -> None:
    backend = with_staff(SOMEBODY)
    change(backend, customer_id="somebody", name="Later", custom={"cup": "small"}, phone=PHONE)
    late = give(
        backend,
        "change_customer",
        {
            "customer_id": "somebody",
            "name": "Earlier",
            "locale": "en-IN",
            "custom": {"cup": "large", "milk": "oat"},
            "phone": OTHER_PHONE,
        },
        made_at=NOON - timedelta(hours=1),
    )
    assert late["status"] == "done"
    assert late["result"] == {"customer_id": "somebody", "outdated": ["custom.cup", "name", "phone"]}
    customer = backend.one("customers")
    assert (customer["name"], customer["phone"], customer["locale"]) == ("Later", PHONE, "en-IN")
    assert customer["custom"] == {"cup": "small", "milk": "oat"}
    assert set(customer["identity_ids"]) == {id_of("phone", PHONE), id_of("phone", OTHER_PHONE)}


def test_a_phone_that_was_taken_away_later_does_not_come_back() -> None:
    backend = with_staff(SOMEBODY)
    change(backend, customer_id="somebody", phone=None)
    late = {"customer_id": "somebody", "phone": PHONE}
    give(backend, "change_customer", late, made_at=NOON - timedelta(hours=1))
    assert backend.one("customers")["phone"] is None


_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["A", "B", None]),
        "tags": st.sampled_from([[], ["vip"]]),
        "birthday": st.sampled_from(["01-31", None]),
        "email": st.sampled_from(["a@example.com", "b@example.com", None]),
        "custom": st.dictionaries(
            st.sampled_from(["cup", "milk"]), st.sampled_from([1, 2, None]), min_size=1
        ),
    },
)


@given(st.lists(st.tuples(st.integers(0, 3), _FIELDS), max_size=6), st.randoms(use_true_random=False))
def test_changes_of_two_phones_end_the_same_in_any_order(
    made: list[tuple[int, dict[str, Any]]], chance: Random
) -> None:
    """Each is delivered twice; some were made in one instant."""
    commands = [(f"c{n}", minute, fields) for n, (minute, fields) in enumerate(made)]

    def ends(order: list[tuple[str, int, dict[str, Any]]]) -> dict[str, Any]:
        backend = with_staff(SOMEBODY)
        for id, minute, fields in order:
            data = {"customer_id": "somebody", **fields}
            give(backend, "change_customer", data, id=id, made_at=NOON - timedelta(minutes=minute))
        customer = backend.one("customers")
        return {**customer, "identity_ids": set(customer["identity_ids"])}

    shuffled = chance.sample(commands, len(commands))
    assert ends(shuffled) == ends(sorted(commands, key=lambda each: (-each[1], each[0])))


def test_a_wrong_identity_is_told_beside_the_other_wrong_fields() -> None:
    backend = with_staff()
    before = versions_but_commands(backend)
    wrong = change(backend, name="Regular", phone="abc", email="x", card=7, birthday="13-45")
    assert problems(wrong).keys() == {"phone", "email", "card", "birthday"}
    assert versions_but_commands(backend) == before


def test_a_stop_from_before_a_customer_was_entered_holds_when_they_are() -> None:
    backend = with_staff()
    no = a_preference(phone=PHONE, at=NOON)
    run(a_store(backend), lambda: record_preference(ORG, no, NOON))
    command = change(backend, phone=PHONE, name="Asha")
    assert command["result"] == {"customer_id": id_of("phone", PHONE)}
    customer = backend.one("customers")
    assert customer["consents"]["whatsapp"]["marketing"]["granted"] is False
    assert backend.one("identities")["customer_id"] == id_of("phone", PHONE)


@pytest.mark.parametrize("customer_id", [None, "somebody"])
@pytest.mark.parametrize("owner", [None, 7, "gone"])
def test_an_identity_that_names_nobody_is_the_customer_s_who_is_given_it(
    customer_id: str | None, owner: Any
) -> None:
    backend = with_staff(SOMEBODY)
    path = f"orgs/kopi/identities/{id_of('phone', PHONE)}"
    backend.client_writes(path, customer_id=owner, kind="phone")
    command = change(backend, customer_id=customer_id, phone=PHONE, name="Asha")
    assert command["status"] == "done", command["problems"]
    assert backend.documents[path]["customer_id"] == command["result"]["customer_id"]


def test_a_customer_whose_document_was_removed_comes_back_with_their_points_when_they_are_entered() -> None:
    backend = with_staff()
    id = take_in(
        a_store(backend), an_order(ORG, customer={"email": EMAIL, "phone": PHONE}), org=ORG
    ).customer_id
    path = f"orgs/kopi/customers/{id}"
    del backend.documents[path], backend.versions[path]
    assert change(backend, email=EMAIL)["result"] == {"customer_id": id}
    assert (backend.documents[path]["loyalty"]["points"], backend.documents[path]["stats"]["orders"]) == (
        3,
        1,
    )


def test_identities_that_staff_give_count_as_the_customer_s_own() -> None:
    backend = with_staff(SOMEBODY)
    for number in range(MOST_OF_A_KIND):
        assert change(backend, customer_id="somebody", card=f"card-{number}")["status"] == "done"
    assert backend.one("customers")["identity_counts"] == {"card": MOST_OF_A_KIND}
    refused = change(backend, customer_id="somebody", card="one more")
    assert problems(refused) == {"card": "is one more than a customer may have"}


def test_a_clock_ahead_gains_nothing_by_a_lost_event() -> None:
    """The command arrives, its event is lost, another one changes the name, and the tick finds the first."""
    later = NOON + timedelta(minutes=10)
    swept = NOON + timedelta(hours=1)
    for made_at in (NOON + timedelta(days=365), None):
        backend = with_staff(a_customer(id="c"))
        newer = {"customer_id": "c", "name": "Newer"}
        give(backend, "change_customer", newer, made_at=later, created_at=later, now=later)
        older = {"customer_id": "c", "name": "Older"}
        late = give(backend, "change_customer", older, made_at=made_at, created_at=NOON, now=swept)
        assert late["result"]["outdated"] == ["name"]
        assert backend.one("customers")["name"] == "Newer"


def test_custom_fields_that_come_and_go_do_not_fill_the_document_up() -> None:
    """Those that went last are remembered, so that a late command does not bring them back."""
    backend = with_staff(a_customer(id="c"))
    give(backend, "change_customer", {"customer_id": "c", "name": "Regular", "custom": {"kept": 1}})
    for n in range(1, 6):
        gone = {f"{n}-{each}": None for each in range(MOST_FIELDS)}
        at = NOON + timedelta(hours=n)
        give(backend, "change_customer", {"customer_id": "c", "custom": gone}, made_at=at, now=at)
    edits = backend.one("customers")["edits"]
    assert edits.keys() == {"name", "custom.kept", *(f"custom.5-{each}" for each in range(MOST_FIELDS))}
    late = {"customer_id": "c", "custom": {"5-7": "back", "kept": 2}}
    answer = give(backend, "change_customer", late, made_at=NOON, now=NOON + timedelta(hours=6), id="zz")
    assert answer["result"]["outdated"] == ["custom.5-7"]
    assert backend.one("customers")["custom"] == {"kept": 2}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Regular\n Customer ", "Regular Customer"),
        ("A\x00\u202eB", "A B"),
        ("\u200b", None),
        ("Jose\u0301", "Jos\u00e9"),
        ("x" * 200, "x" * 119 + "\u2026"),
    ],
)
def test_a_name_is_kept_as_an_order_s_is(written: str, kept: str | None) -> None:
    backend = with_staff(a_customer(id="c", name="Before"))
    assert give(backend, "change_customer", {"customer_id": "c", "name": written})["status"] == "done"
    assert backend.one("customers")["name"] == kept


@pytest.mark.item("S000-04", "S000-05")
@pytest.mark.parametrize(
    ("group", "segment", "is_kept"),
    [
        *(("b2b", segment, True) for segment in ("cafe", "restaurant", "hotel", "office")),
        ("b2b", "personal", False),
        ("b2c", "personal", True),
        *(("b2c", segment, False) for segment in ("cafe", "restaurant", "hotel", "office")),
    ],
)
def test_a_segment_is_one_of_the_customer_s_group(group: str, segment: str, is_kept: bool) -> None:
    backend = with_staff(a_customer(customer_group=group))
    command = give(backend, "change_customer", {"customer_id": "somebody", "segment": segment})
    assert command["status"] == ("done" if is_kept else "refused")
    assert backend.all("customers")["somebody"].get("segment") == (segment if is_kept else None)


def test_a_group_that_does_not_have_the_segment_is_refused_without_another_one() -> None:
    backend = with_staff(a_customer(customer_group="b2b", segment="cafe"))
    wrong = give(backend, "change_customer", {"customer_id": "somebody", "customer_group": "b2c"})
    assert list(problems(wrong)) == ["customer_group"]
    both = {"customer_id": "somebody", "customer_group": "b2c", "segment": "personal"}
    assert give(backend, "change_customer", both)["status"] == "done"


def test_an_order_of_the_other_group_takes_the_segment_away() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(customer={"phone": PHONE, "group": "b2b"}))
    (id,) = backend.all("customers")
    backend.client_writes(f"orgs/kopi/customers/{id}", segment="cafe")
    later = an_order(order_id="2", customer={"phone": PHONE, "group": "b2b"})
    take_in(a_store(backend), later)
    assert backend.one("customers")["segment"] == "cafe"
    take_in(a_store(backend), an_order(order_id="3", customer={"phone": PHONE, "group": "b2c"}))
    assert (backend.one("customers")["customer_group"], backend.one("customers").get("segment")) == (
        "b2c",
        None,
    )


@pytest.mark.item("S000-08", "S000-09", "S000-72")
def test_how_a_customer_was_found_and_what_is_known_of_their_coffee_are_fields_of_the_profile() -> None:
    backend = with_staff(a_customer())
    asked = {
        "source_method": "cso_academy",
        "source_app": "b2b_app",
        "skill_level": "beginner",
        "brew_preference": "V60",
        "budget_range": "100-200",
        "home_usage": "Twice a day",
    }
    give(backend, "change_customer", {"customer_id": "somebody"} | asked)
    assert backend.all("customers")["somebody"].items() >= asked.items()
    assert get_args(SourceMethod) == ("canvassing", "event", "cso_academy", "referral")
    assert get_args(SourceApp) == ("b2b_app", "retail_app", "customer_service")
    wrong = {"customer_id": "somebody", "source_method": "luck", "source_app": "web"}
    assert sorted(problems(give(backend, "change_customer", wrong))) == ["source_app", "source_method"]
