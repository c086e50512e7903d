"""Unique codes: made once however often they are asked for, in pages, and each good once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from functions.domain.configuration.documents import OfferDocument
from functions.domain.kernel.errors import Conflict, Forbidden, NotFound
from functions.domain.kernel.jobs import PageDone
from functions.domain.offers import batches, codes
from functions.domain.offers.batches import codes_of
from functions.domain.offers.documents import CODES_A_PAGE
from functions.domain.staff.members import Member
from functions.domain.views.coupon_batches import as_csv, batch_read, batch_shown, whole_codes
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, an_org, give, problems
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.offers.shoppers import a_code_of, a_shop, an_offer, buy
from tests.unit.domain.redemptions.regulars import reasons

DUE = NOON + timedelta(minutes=1)  # when the second page is
SHOP = a_shop(rain=an_offer(code=None))
WAKE = WAKE_UPS["coupon_batches"].wake
UNTIL = datetime(2025, 3, 1, tzinfo=UTC)


def a_business() -> DictBackend:
    backend = DictBackend()
    backend.put(Member(id="till", roles=("marketing",)))
    backend.put(Member(id="books", roles=("finance",)))
    for id, code in (("rain", {}), ("ten", {"code": "TEN"})):
        backend.put(
            OfferDocument.model_validate({"id": id, "name": id, "kind": "percent", "percent": 10} | code)
        )
    return backend


def make(backend: DictBackend, *, id: str | None = None, **data: Any) -> dict[str, Any]:
    return give(backend, "make_coupon_codes", {"offer_id": "rain", "count": 3} | data, id=id, org=SHOP)


def made(backend: DictBackend) -> dict[str, Any]:
    return backend.all("coupons")


def wake(backend: DictBackend, id: str, now: datetime = DUE) -> Any:
    return run(a_store(backend), lambda: WAKE(SHOP, Waking(id, now, None)))


def test_codes_of_a_batch_are_made_with_the_command_and_the_same_batch_makes_no_more() -> None:
    backend = a_business()
    first = make(backend, batch_id="flyers", valid_until="2025-03-01T00:00:00Z")
    assert first["result"] == {"batch_id": "flyers", "count": 3, "made": 3}
    known = made(backend)
    assert len(known) == 3
    assert {(each["kind"], each["offer_id"], each["name"]) for each in known.values()} == {
        ("offer", "rain", "rain")
    }
    assert {each["cause"] for each in known.values()} == {f"flyers:{number}" for number in range(3)}
    assert {each["valid_until"] for each in known.values()} == {UNTIL}
    again = make(backend, batch_id="flyers", valid_until="2025-03-01T00:00:00Z")
    assert again["result"] == first["result"]
    assert made(backend) == known
    assert "wake_at" not in backend.all("coupon_batches")["flyers"]


def test_a_batch_bills_its_codes_and_itself() -> None:
    backend = a_business()
    backend.billed = Billed()
    make(backend, batch_id="flyers")
    # The command bills its own settling and its giver beside it.
    assert backend.billed == Billed(reads=1 + 2, writes=3 + 1 + 1)


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        ({"offer_id": "nosuch"}, "offer_id", "names no offer"),
        ({"offer_id": "ten"}, "offer_id", "has one code for all"),
        ({"count": 4}, "batch_id", "names other codes"),
        ({"name": "Posters"}, "batch_id", "names other codes"),
        ({"count": 0}, "count", "Input should be greater than or equal to 1"),
        ({"count": 100_001}, "count", "Input should be less than or equal to 100000"),
        (
            {"valid_from": "2025-03-01T00:00:00Z", "valid_until": "2025-03-01T00:00:00Z"},
            "valid_until",
            "is not after valid_from",
        ),
    ],
)
def test_a_wrong_batch_is_refused_at_its_field_and_makes_nothing(
    data: dict[str, Any], path: str, reason: str
) -> None:
    backend = a_business()
    make(backend, batch_id="flyers")
    known = made(backend)
    assert problems(make(backend, **{"batch_id": "flyers"} | data)) == {path: reason}
    assert made(backend) == known


def test_a_large_batch_is_made_in_pages_and_each_page_once() -> None:
    backend, count = a_business(), 2 * CODES_A_PAGE + 5
    assert make(backend, batch_id="many", count=count)["result"]["made"] == CODES_A_PAGE
    assert backend.all("coupon_batches")["many"]["wake_at"] == DUE
    left = wake(backend, "many")
    assert left == PageDone(has_more=True)
    assert wake(backend, "many") is None
    known = made(backend)
    assert wake(backend, "many") is None
    assert made(backend) == known
    assert len(known) == count
    batch = run(a_store(backend), lambda: batch_read(SHOP, "till", "many"))
    assert set(codes_of(SHOP, batch)) == set(known)


def test_a_page_whose_answer_was_lost_is_not_made_again() -> None:
    backend = a_business()
    make(backend, batch_id="many", count=CODES_A_PAGE + 1)
    store = a_store(backend)
    store.commit("kopi", lambda: WAKE(SHOP, Waking("many", DUE, None)))
    before = dict(backend.versions)
    store.commit("kopi", lambda: WAKE(SHOP, Waking("many", DUE, None)))
    assert backend.versions == before


def test_a_code_that_another_coupon_has_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    backend, real = a_business(), codes.code_of_batch
    taken: Callable[..., str] = lambda org, id, number: ("AB", "CD", "CD", "EF")[number]  # noqa: E731
    monkeypatch.setattr(batches, "code_of_batch", taken)
    backend.put(a_code_of("other", "AB"))
    make(backend, batch_id="odd", count=4)
    batch = run(a_store(backend), lambda: batch_read(SHOP, "till", "odd"))
    assert batch.skipped == (0, 1)
    assert codes_of(SHOP, batch) == ["CD", "EF"]
    assert made(backend)["AB"]["offer_id"] == "other"
    assert real(SHOP, "odd", 0) != real(SHOP, "odd", 1)


@pytest.mark.parametrize("spoilt", ["many", None, [400], {"of": 1}, 4.5])
def test_a_batch_whose_count_was_spoilt_by_hand_is_made_whole_all_the_same(spoilt: Any) -> None:
    backend, count = a_business(), 2 * CODES_A_PAGE + 5
    make(backend, batch_id="many", count=count)
    wake(backend, "many")
    known = made(backend)
    backend.client_writes("orgs/kopi/coupon_batches/many", made=spoilt)
    while wake(backend, "many") is not None:
        pass
    batch = run(a_store(backend), lambda: batch_read(SHOP, "till", "many"))
    assert (batch.made_count, batch.skipped, batch.wake_at) == (count, (), None)
    assert set(whole_codes(SHOP, batch)) == set(made(backend))
    assert {id: made(backend)[id] for id in known} == known
    backend.client_writes("orgs/kopi/coupon_batches/many", made=spoilt)
    batch = run(a_store(backend), lambda: batch_read(SHOP, "till", "many"))
    assert len(whole_codes(SHOP, batch)) == batch_shown(batch, {"redeemed": 0})["made"] == count
    assert make(backend, batch_id="many", count=count)["result"]["made"] == count


def test_codes_are_not_to_be_guessed_without_the_key() -> None:
    other = a_shop(an_org().model_copy(update={"identity_key": type(SHOP.identity_key)("x" * 64)}))
    assert codes.code_of_batch(SHOP, "flyers", 0) != codes.code_of_batch(other, "flyers", 0)
    assert len({codes.code_of_batch(SHOP, "flyers", number) for number in range(1000)}) == 1000


def test_a_code_of_a_batch_is_redeemed_once() -> None:
    backend = a_business()
    make(backend, batch_id="flyers")
    code = next(iter(made(backend)))
    ask: dict[str, Any] = {"coupon_code": f"{code[:5]}-{code[5:]}".lower(), "total": "90.00", "customer": {}}
    assert buy(backend, "1", SHOP, **ask).redeemed == {"coupon_code": code, "discount": "10.00"}
    assert reasons(buy(backend, "2", SHOP, **ask)) == {"coupon_code": "was redeemed already"}


def test_the_codes_are_a_file_when_all_are_made() -> None:
    backend = a_business()
    make(backend, batch_id="many", count=CODES_A_PAGE + 1, valid_until="2025-03-01T00:00:00Z")
    batch = run(a_store(backend), lambda: batch_read(SHOP, "till", "many"))
    with pytest.raises(Conflict):
        whole_codes(SHOP, batch)
    wake(backend, "many")
    batch = run(a_store(backend), lambda: batch_read(SHOP, "till", "many"))
    rows = as_csv(batch, whole_codes(SHOP, batch)).split("\r\n")
    assert rows[0] == "code,offer_id,valid_from,valid_until"
    assert [row.split(",")[0] for row in rows[1:-1]] == codes_of(SHOP, batch)
    assert rows[1].split(",")[1:] == ["rain", "", "2025-03-01T00:00:00+00:00"]
    assert batch_shown(batch, {"redeemed": 7})["redeemed"] == 7


def test_a_batch_is_read_by_those_who_make_codes() -> None:
    backend = a_business()
    make(backend, batch_id="flyers")
    for uid in ("books", "nobody"):
        with pytest.raises(Forbidden):
            run(a_store(backend), partial(batch_read, SHOP, uid, "flyers"))
    with pytest.raises(NotFound):
        run(a_store(backend), lambda: batch_read(SHOP, "till", "nosuch"))
