from math import asin, pi

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dashboard.climate import MIN_PAIRS, rank_correlation


def pairs(n, r, draw):
    """Two figures of n countries whose correlation is r on the whole."""
    x, noise = draw.normal(size=(2, n))
    return pd.Series(x), pd.Series(r * x + np.sqrt(1 - r**2) * noise)


@pytest.mark.parametrize("n", [MIN_PAIRS, 40, 200])
@pytest.mark.parametrize("r", [-0.9, -0.3, 0.0, 0.5])
def test_rho_and_p_are_scipys(n, r):
    x, y = pairs(n, r, np.random.default_rng(n))
    answer, expected = rank_correlation(x, y), stats.spearmanr(x, y)
    assert answer.rho == pytest.approx(expected.statistic)
    assert answer.p == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-15)
    assert answer.n == n


def test_ties_are_scipys_too():
    draw = np.random.default_rng(5)
    x, y = (pd.Series(draw.integers(0, 5, 80).astype(float)) for _ in range(2))
    assert rank_correlation(x, y).rho == pytest.approx(stats.spearmanr(x, y).statistic)


def test_the_interval_holds_the_true_correlation_in_95_of_100_samples():
    draw = np.random.default_rng(11)
    true = 6 / pi * asin(0.6 / 2)  # Spearman's of normal figures whose correlation is 0.6
    answers = [rank_correlation(*pairs(60, 0.6, draw)) for _ in range(1500)]
    assert np.mean([a.low <= true <= a.high for a in answers]) == pytest.approx(0.95, abs=0.015)


def test_a_perfect_order_is_1_or_minus_1():
    x = pd.Series(np.arange(20.0))
    up, down = rank_correlation(x, x**3), rank_correlation(x, -x)
    assert (up.rho, up.low, up.high, up.p) == pytest.approx((1, 1, 1, 0))
    assert (down.rho, down.low, down.high, down.p) == pytest.approx((-1, -1, -1, 0))
    assert up.clear
    assert down.clear


def test_only_countries_that_have_both_count():
    x, y = pairs(30, 0.5, np.random.default_rng(2))
    gapped = y.where(y.index != 3)
    answer = rank_correlation(x.drop(7), gapped)
    assert answer == rank_correlation(x.drop([3, 7]), y.drop([3, 7]))
    assert answer.n == 28


def test_figures_of_unrelated_countries_are_not_clearly_related():
    answer = rank_correlation(*pairs(100, 0, np.random.default_rng(1)))
    assert answer.low < 0 < answer.high
    assert not answer.clear


def test_too_few_pairs_and_equal_values_have_no_correlation():
    x = pd.Series(np.arange(float(MIN_PAIRS)))
    assert rank_correlation(x[:-1], x[:-1]) is None
    assert rank_correlation(x, x * 0) is None
    assert rank_correlation(x, x) is not None
