import pytest

from lgi.engine import Limits
from lgi.engine.budgets import Budgets
from lgi.errors import TooMany

LIMITS = Limits(client_seconds=30, client_heavy=2, seconds=7.5)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock for the budgets."""
    return Clock()


@pytest.fixture
def budgets(clock: Clock) -> Budgets:
    """Thirty seconds of evaluation a minute, and two heavy queries."""
    return Budgets(LIMITS, clock)


def _wait(budgets: Budgets, client: str) -> int | None:
    try:
        budgets.admit(client)
    except TooMany as fault:
        return fault.retry_after if fault.limit == "client_seconds" else -1
    return None


def test_a_client_may_use_all_its_seconds_at_once_and_then_must_wait(budgets: Budgets) -> None:
    budgets.charge("ann", 29.9)
    assert _wait(budgets, "ann") is None

    budgets.charge("ann", 0.1)
    assert _wait(budgets, "ann") == 1


def test_a_bucket_fills_up_again_in_a_minute(budgets: Budgets, clock: Clock) -> None:
    budgets.charge("ann", 30)
    clock.now += 30
    budgets.charge("ann", 14.9)
    assert _wait(budgets, "ann") is None

    clock.now += 600
    budgets.charge("ann", 29.9)
    assert _wait(budgets, "ann") is None


def test_who_asks_again_when_told_to_is_admitted(budgets: Budgets, clock: Clock) -> None:
    budgets.charge("ann", 40)
    wait = _wait(budgets, "ann")

    assert wait == 21
    clock.now += wait - 1.5
    assert _wait(budgets, "ann") == 1
    clock.now += 1.5
    assert _wait(budgets, "ann") is None


def test_each_client_has_a_bucket_of_its_own_and_our_own_queries_none(budgets: Budgets) -> None:
    budgets.charge("ann", 100)
    budgets.charge("", 100)

    assert (_wait(budgets, "bob"), _wait(budgets, "")) == (None, None)


def test_buckets_that_are_full_again_are_forgotten_and_their_number_is_bounded(budgets: Budgets, clock: Clock) -> None:
    for number in range(20_000):
        budgets.charge(str(number), 1)
    assert len(budgets._full_at) == 10_000

    clock.now += 3
    assert len(budgets._full_at) == 0


def test_a_client_has_so_many_heavy_queries_at_a_time(budgets: Budgets) -> None:
    budgets.begin_heavy("ann")
    budgets.begin_heavy("ann")
    with pytest.raises(TooMany, match="2 of your long queries") as caught:
        budgets.begin_heavy("ann")
    budgets.begin_heavy("bob")
    budgets.end_heavy("ann")
    budgets.begin_heavy("ann")

    assert (caught.value.limit, caught.value.retry_after) == ("client_heavy", 8)


def test_our_own_heavy_queries_are_not_limited_and_none_is_counted_for_ever(budgets: Budgets) -> None:
    for _ in range(10):
        budgets.begin_heavy("")
    for _ in range(10):
        budgets.end_heavy("")

    assert not budgets._heavy
