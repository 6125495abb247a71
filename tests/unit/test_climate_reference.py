"""The climate statistics against other people's implementations of them."""

import numpy as np
import pandas as pd
import pymannkendall
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.nonparametric.smoothers_lowess import lowess

from dashboard.climate import smooth, trend, trends_per_decade
from dashboard.climate.series import SMOOTH_YEARS

YEARS = np.arange(1960, 2025)


def autocorrelated(phi, slope, seed, years=YEARS):
    """Annual values with a slope per year and AR(1) noise."""
    noise = np.random.default_rng(seed).normal(0, 0.3, len(years))
    for i in range(1, len(noise)):
        noise[i] += phi * noise[i - 1]
    return pd.DataFrame({"year": years, "value": 20 + slope * (years - years[0]) + noise})


CASES = [(phi, slope, seed) for phi in (-0.2, 0, 0.4) for slope in (0, 0.02) for seed in (1, 2, 3)]
COMPLETE = [autocorrelated(*case) for case in CASES]
GAPPED = [series.sample(50, random_state=4).sort_index() for series in COMPLETE]


def ordinary_least_squares(series):
    return sm.OLS(series["value"].to_numpy(), sm.add_constant(series["year"].to_numpy(float))).fit()


@pytest.mark.parametrize("series", COMPLETE + GAPPED)
def test_slope_and_intercept_are_those_of_statsmodels_ols(series):
    intercept, slope = ordinary_least_squares(series).params
    answer = trend(series, 1960, 2024)
    assert answer.per_decade == pytest.approx(10 * slope, rel=1e-8)
    assert answer.intercept == pytest.approx(intercept, rel=1e-8)
    assert answer.n == len(series)


@pytest.mark.parametrize("series", COMPLETE)
def test_r1_is_statsmodels_autocorrelation_of_its_own_residuals(series):
    r1 = sm.tsa.acf(ordinary_least_squares(series).resid, nlags=1)[1]
    assert trend(series, 1960, 2024).r1 == pytest.approx(np.clip(r1, 0, 0.99), abs=1e-9)


@pytest.mark.parametrize("series", COMPLETE + GAPPED + [COMPLETE[0][:n] for n in (10, 29, 30, 31)])
def test_the_smooth_is_statsmodels_lowess(series):
    years, values = series["year"].to_numpy(float), series["value"].to_numpy()
    share = min(SMOOTH_YEARS / len(series), 1)
    expected = lowess(values, years, frac=share, it=0, return_sorted=False)
    assert smooth(series)["value"].dropna().to_numpy() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("series", COMPLETE + GAPPED)
def test_the_interval_is_that_of_ols_with_the_effective_number_of_years(series):
    fit = ordinary_least_squares(series)
    residuals = pd.Series(fit.resid, index=series["year"])
    next_years = residuals.reindex(residuals.index + 1).to_numpy()
    r1 = np.nanmean(residuals * next_years) / (residuals**2).mean()
    r1 = np.clip(r1 * (len(series) - 1) / len(series), 0, 0.99)
    n_eff = len(series) * (1 - r1) / (1 + r1)
    error = fit.bse[1] * np.sqrt((len(series) - 2) / (n_eff - 2))
    low, high = stats.t.interval(0.95, n_eff - 2, loc=fit.params[1], scale=error)
    answer = trend(series, 1960, 2024)
    assert answer.n_eff == pytest.approx(n_eff)
    assert (answer.low, answer.high) == pytest.approx((10 * low, 10 * high))


def test_without_autocorrelation_the_interval_is_the_textbook_one():
    series = autocorrelated(-0.5, 0.02, 7)
    low, high = ordinary_least_squares(series).conf_int()[1]
    answer = trend(series, 1960, 2024)
    assert answer.r1 == 0
    assert (answer.low, answer.high) == pytest.approx((10 * low, 10 * high))


@pytest.mark.parametrize("series", COMPLETE + GAPPED)
def test_theil_sen_is_scipys(series):
    slope = stats.theilslopes(series["value"], series["year"]).slope
    assert trend(series, 1960, 2024).theil_sen == pytest.approx(10 * slope)


@pytest.mark.parametrize("series", COMPLETE)
def test_the_robust_p_values_are_pymannkendalls(series):
    answer = trend(series, 1960, 2024)
    plain = pymannkendall.original_test(series["value"])
    corrected = pymannkendall.hamed_rao_modification_test(series["value"])
    assert answer.mann_kendall_p == pytest.approx(plain.p, rel=1e-6, abs=1e-12)
    expected = np.fmax(corrected.p, plain.p)  # the correction only widens
    assert answer.hamed_rao_p == pytest.approx(expected, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("years", [10, 11, 30, 66, 124])
def test_the_robust_p_values_are_pymannkendalls_at_any_length_and_with_ties(years):
    series = autocorrelated(0.3, 0.01, years, np.arange(1900, 1900 + years)).round({"value": 1})
    answer = trend(series, 1900, 2024)
    plain = pymannkendall.original_test(series["value"])
    corrected = pymannkendall.hamed_rao_modification_test(series["value"])
    assert answer.mann_kendall_p == pytest.approx(plain.p, rel=1e-6, abs=1e-12)
    expected = np.fmax(corrected.p, plain.p)  # the correction only widens
    assert answer.hamed_rao_p == pytest.approx(expected, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("series", GAPPED)
def test_with_gaps_the_plain_test_is_still_pymannkendalls(series):
    expected = pymannkendall.original_test(series["value"]).p
    assert trend(series, 1960, 2024).mann_kendall_p == pytest.approx(expected, rel=1e-6, abs=1e-12)


def hamed_rao(series):
    """Hamed and Rao's p-value by definition, lag by lag, from pairs of years that both exist."""
    n = len(series)
    by_year = series.set_index("year")["value"]
    slope = stats.theilslopes(by_year, by_year.index).slope
    since_start = by_year.index - by_year.index[0] + 1
    ranks = stats.rankdata(by_year - slope * since_start) - (n + 1) / 2
    ranks = dict(zip(by_year.index, ranks, strict=True))
    total = sum(rank**2 for rank in ranks.values())
    factor = 1.0
    for lag in range(1, n):
        r = sum(rank * ranks.get(year + lag, 0) for year, rank in ranks.items()) / total
        if abs(r) > stats.norm.ppf(0.975) / n**0.5:
            factor += 2 / (n * (n - 1) * (n - 2)) * (n - lag) * (n - lag - 1) * (n - lag - 2) * r
    plain = pymannkendall.original_test(by_year)
    return 2 * stats.norm.sf(abs(plain.z) / max(factor, 1) ** 0.5)


@pytest.mark.parametrize("series", COMPLETE + GAPPED)
def test_with_gaps_the_corrected_test_counts_its_lags_in_years(series):
    expected = hamed_rao(series)
    answer = trend(series, 1960, 2024).hamed_rao_p
    assert answer == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_slopes_of_all_countries_are_numpys_polynomial_fit():
    values = np.random.default_rng(5).normal(20, 1, (40, len(YEARS)))
    wide = pd.DataFrame(values, index=[f"C{i:02}" for i in range(40)], columns=YEARS)
    expected = 10 * np.polyfit(YEARS - 1990, values.T, 1)[0]
    assert trends_per_decade(wide, 1960, 2024).to_numpy() == pytest.approx(expected)


def loess(years, values, neighbours):
    """LOESS by its definition: at each year a weighted line through the nearest neighbours."""
    fitted = []
    for year in years:
        distance = np.abs(years - year)
        reach = np.sort(distance)[neighbours - 1]
        weights = np.clip(1 - (distance / reach) ** 3, 0, None) ** 3
        line = sm.WLS(values, sm.add_constant(years - year), weights=weights).fit()
        fitted.append(line.params[0])
    return np.array(fitted)


@pytest.mark.parametrize("series", [COMPLETE[0], GAPPED[4], GAPPED[11]])
def test_the_smooth_is_loess_over_thirty_values(series):
    expected = loess(series["year"].to_numpy(float), series["value"].to_numpy(), 30)
    answer = smooth(series).dropna()
    assert answer["year"].tolist() == series["year"].tolist()
    assert answer["value"].to_numpy() == pytest.approx(expected)


def test_the_smooth_of_fewer_than_thirty_values_uses_them_all():
    series = COMPLETE[3].head(20)
    expected = loess(series["year"].to_numpy(float), series["value"].to_numpy(), 20)
    assert smooth(series)["value"].to_numpy() == pytest.approx(expected)
    assert smooth(series, 15)["value"].to_numpy() == pytest.approx(
        loess(series["year"].to_numpy(float), series["value"].to_numpy(), 15)
    )


@pytest.mark.parametrize(("phi", "naive_at_most"), [(0.3, 0.88), (0.5, 0.78)])
def test_the_adjusted_interval_holds_the_true_trend_and_the_naive_one_often_misses_it(
    phi, naive_at_most
):
    # The adjusted share stays a little under 95 %, because r1 has to be estimated.
    adjusted, naive = [], []
    for seed in range(600):
        series = autocorrelated(phi, 0.02, seed)
        answer = trend(series, 1960, 2024)
        adjusted.append(answer.low <= 0.2 <= answer.high)
        fit = stats.linregress(series["year"], series["value"])
        naive.append(abs(fit.slope - 0.02) <= stats.t.ppf(0.975, 63) * fit.stderr)
    assert 0.92 <= np.mean(adjusted) <= 0.98
    assert np.mean(naive) <= naive_at_most


def test_without_autocorrelation_the_adjusted_interval_is_not_much_wider_than_it_should_be():
    answers = [trend(autocorrelated(0, 0.02, seed), 1960, 2024) for seed in range(600)]
    assert 0.93 <= np.mean([answer.low <= 0.2 <= answer.high for answer in answers]) <= 0.98
