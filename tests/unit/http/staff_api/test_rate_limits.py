"""How much an organisation may ask of an instance."""

from functions.http.staff_api.rate_limits import AT_ONCE, MOST_KEPT, RateLimits


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_so_many_requests_may_come_at_once_and_the_next_is_told_when() -> None:
    limits = RateLimits(Clock())
    assert [limits.wait("kopi") for _ in range(AT_ONCE)] == [0] * AT_ONCE
    assert limits.wait("kopi") == 1
    assert limits.wait("teh") == 0


def test_who_waits_as_long_as_they_were_told_is_answered() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    for _ in range(AT_ONCE):
        limits.wait("kopi")
    clock.now += limits.wait("kopi")
    assert limits.wait("kopi") == 0


def test_a_refused_request_costs_nothing() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    for _ in range(AT_ONCE + 500):
        limits.wait("kopi")
    clock.now += 0.06
    assert limits.wait("kopi") == 0


def test_many_organisations_are_kept_in_bounded_memory() -> None:
    limits = RateLimits(Clock())
    for number in range(MOST_KEPT + 50):
        limits.wait(f"org-{number}")
    assert len(limits._buckets) == MOST_KEPT
