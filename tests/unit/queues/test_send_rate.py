"""Messages of one account take turns; others do not wait for them."""

from functions.queues.send_rate import MOST_A_SECOND, SendRateLimiter

SPACE = 1 / MOST_A_SECOND["whatsapp"]


class Clock:
    """Seconds that pass by sleeping alone, each sleep `late` too long."""

    def __init__(self, late: float = 0.0) -> None:
        self.now, self.late = 100.0, late

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds + self.late


def turns(send_rate_limiter: SendRateLimiter, clock: Clock, count: int) -> list[float]:
    """When each of so many WhatsApp messages had its turn."""
    taken = []
    for _ in range(count):
        send_rate_limiter.wait("kopi", "whatsapp")
        taken.append(round(clock.now - 100.0, 6))
    return taken


def test_messages_that_come_at_once_go_one_after_the_other() -> None:
    clock = Clock()
    assert turns(SendRateLimiter(clock.read, clock.sleep), clock, 4) == [
        round(n * SPACE, 6) for n in range(4)
    ]


def test_one_that_is_late_does_not_bring_the_next_one_closer() -> None:
    clock = Clock(late=0.2)
    assert turns(SendRateLimiter(clock.read, clock.sleep), clock, 3) == [
        0.0,
        round(SPACE + 0.2, 6),
        round(2 * SPACE + 0.4, 6),
    ]


def test_who_comes_after_a_while_does_not_wait() -> None:
    clock = Clock()
    send_rate_limiter = SendRateLimiter(clock.read, clock.sleep)
    turns(send_rate_limiter, clock, 2)
    clock.now += 5
    assert turns(send_rate_limiter, clock, 1) == [round(5 + SPACE, 6)]


def test_another_organisation_and_a_channel_without_a_limit_do_not_wait() -> None:
    clock = Clock()
    send_rate_limiter = SendRateLimiter(clock.read, clock.sleep)
    send_rate_limiter.wait("kopi", "whatsapp")
    send_rate_limiter.wait("other", "whatsapp")
    send_rate_limiter.wait("kopi", "email")
    send_rate_limiter.wait("kopi", "email")
    assert clock.now == 100.0
