import pytest

from dashboard.counter.backoff import backoff


@pytest.mark.parametrize(("failures", "longest"), [(1, 0.1), (2, 0.2), (5, 1.6), (10**6, 2.0)])
def test_a_wait_is_anything_up_to_twice_the_longest_before(failures: int, longest: float):
    waits = [backoff(failures) for _ in range(200)]
    assert 0 <= min(waits) < longest / 2 < max(waits) <= longest
