"""What `make bench` prints of automations, campaigns and of a grocer: each bill is what was reckoned for it."""

import pytest

from bench import automations, campaigns, grocer, handing_out, lists


def test_a_tick_bills_for_the_customers_who_are_due_and_for_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRESTORE_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.setenv(name, "")  # the bench sets them; they are as before after the test
    costs = automations.measure(customers=7, automations=4, due=3)
    reckoned = {cost.name: (cost.billed, cost.expected) for cost in costs if cost.expected is not None}
    assert all(billed == expected for billed, expected in reckoned.values()), reckoned
    billed = {cost.name: cost.billed for cost in costs}
    reads, writes = billed["a tick with none due"]
    assert billed["a tick with 3 due of 7"] == (reads + 2, writes + 6)
    assert billed["the same with 4 that it does not match"] == (1, 3)


def test_a_grocers_purchase_of_20_lines_bills_as_one_of_1_and_each_flow_is_at_its_floor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("FIRESTORE_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.setenv(name, "")
    flows = {flow.name: (flow.billed, flow.floor) for flow in grocer.measure_bills()}
    assert all(floor in (None, billed) for billed, floor in flows.values()), flows
    assert flows["a purchase of 20 lines"] == flows["a purchase of 1 line"]


def test_a_day_s_list_gives_each_call_once_for_what_was_reckoned(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRESTORE_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.setenv(name, "")
    (row,) = handing_out.measure(agents=3, calls=120)
    # Each of the two pages reads and writes the three agents' days; the first one makes each of two queries.
    days = (2 * 3 + 2 * 3, 2 * 3)
    billed = (row.floor[0] + days[0], row.floor[1] + days[1])
    assert (row.given, row.most, row.billed) == (120, 40, billed)


def test_lists_bill_as_many_documents_of_500_customers_as_of_50(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRESTORE_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.setenv(name, "")
    rows = lists.measure(sizes=(50, 500), turns=1, rows=5)
    assert [row.billed for row in rows] == [row.floor for row in rows]
    few, many = ({row.request: row.billed for row in rows if row.customers == size} for size in (50, 500))
    assert few == many


def test_a_campaign_bills_each_customer_what_was_reckoned(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRESTORE_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.setenv(name, "")
    (row,) = campaigns.measure(recipients=40)
    assert (row.sent, row.billed[1]) == (40, row.floor[1])
    # Beyond it two ticks that find nothing, and a few looks at how the campaign stands.
    assert 0 <= row.billed[0] - row.floor[0] <= 60


def test_a_campaign_s_pages_hold_no_more_of_many_customers_than_of_few() -> None:
    few, many = campaigns.measure_memory(sizes=(200, 1_000))
    assert many.mebibytes < 2 * few.mebibytes
