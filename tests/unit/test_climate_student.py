"""Student's t distribution, against SciPy's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtr, stdtrit

from dashboard.climate.student import quantile, tail

FREEDOM = st.floats(1, 500)


@given(FREEDOM, st.just(0.0) | st.floats(1e-3, 40))
def test_a_tail_is_as_likely_as_scipy_has_it(freedom: float, t: float):
    assert tail(t, freedom) == pytest.approx(float(stdtr(freedom, -t)), rel=1e-11)


@given(FREEDOM, st.sampled_from([0.25, 0.05, 0.025, 0.005]))
def test_a_quantile_is_where_scipy_has_it(freedom: float, above: float):
    expected = float(stdtrit(freedom, 1 - above))
    assert quantile(above, freedom) == pytest.approx(expected, rel=1e-11)


def test_the_printed_tables_agree():
    # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2
    found = [round(quantile(0.025, freedom), 3) for freedom in (1, 2, 5, 10, 30, 100)]
    assert found == [12.706, 4.303, 2.571, 2.228, 2.042, 1.984]


def test_half_lies_above_zero():
    assert tail(0, 7) == 0.5
    assert quantile(0.5, 7) == pytest.approx(0, abs=1e-15)
