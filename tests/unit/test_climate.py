"""Facts about normals, anomalies, trends, smooths and ranks, each small enough to check by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from dashboard.climate import (
    DEFAULT_BASELINE,
    DEFAULT_TREND_START,
    BaselineError,
    InfiniteError,
    TrendError,
    Years,
    anomaly,
    normal,
    normals,
    parse_years,
    rank,
    ranks,
    recent,
    smooth,
    trend,
    trends_per_decade,
)
from dashboard.climate.robust import mann_kendall, theil_sen


def series_from(first, values):
    values = np.asarray(values, dtype=float)
    return pd.DataFrame({"year": np.arange(first, first + len(values)), "value": values})


NOISE = np.random.default_rng(2).normal(0, 0.3, 70)
WARMING = series_from(1951, 10 + 0.02 * np.arange(70) + NOISE)
GAPS = [1958, 1975, 1976, 1977, 2003]
ABSENT = WARMING[~WARMING["year"].isin(GAPS)]
NAN = WARMING.assign(value=WARMING["value"].mask(WARMING["year"].isin(GAPS)))


def test_years_are_written_as_they_are_read():
    assert str(parse_years("1961-1990")) == "1961-1990"
    assert parse_years("1961-1990") == Years(1961, 1990)
    assert parse_years("1981-2010") == DEFAULT_BASELINE


def test_years_may_be_pasted_with_a_dash_and_spaces():
    assert parse_years(" 1981 \u2013 2010 ") == DEFAULT_BASELINE


@pytest.mark.parametrize(
    "text", ["", "banana", "1961", "61-90", "1961-1990-2000", "1961-199O", "-"]
)
def test_text_that_is_no_span_is_refused_with_an_example(text):
    with pytest.raises(BaselineError, match="write it like 1981-2010") as refusal:
        parse_years(text)
    assert repr(text) in str(refusal.value)


def test_a_span_that_ends_before_it_begins_is_refused_with_the_span_meant():
    with pytest.raises(BaselineError, match="write 1961-1990"):
        parse_years("1990-1961")


def test_the_recent_years_are_the_last_ten_or_all_of_fewer():
    assert recent(Years(1948, 2024)) == Years(2015, 2024)
    assert recent(Years(1901, 2023)) == Years(2014, 2023)
    assert recent(Years(2019, 2024)) == Years(2019, 2024)


def test_the_trend_starts_in_1960_by_default():
    assert DEFAULT_TREND_START == 1960


def test_a_normal_is_the_mean_over_the_baseline_with_both_ends():
    series = series_from(2000, [100, 1, 2, 6, 100])
    assert normal(series, Years(2001, 2003)) == 3


def test_a_normal_needs_two_thirds_of_its_years():
    twenty = series_from(1981, range(20))
    assert normal(twenty, DEFAULT_BASELINE) == 9.5
    with pytest.raises(BaselineError, match=r"19 of the years 1981-2010 have a value.* needs 20"):
        normal(twenty.head(19), DEFAULT_BASELINE)


def test_two_thirds_of_a_baseline_are_rounded_up():
    assert normal(series_from(2000, [1, 2, 3]), Years(2000, 2003)) == 2
    with pytest.raises(BaselineError, match="needs 3"):
        normal(series_from(2000, [1, 2]), Years(2000, 2003))


def test_a_series_without_values_has_no_normal_and_no_anomaly():
    empty = series_from(2000, [])
    with pytest.raises(BaselineError, match="0 of the years"):
        normal(empty, DEFAULT_BASELINE)
    with pytest.raises(BaselineError, match="0 of the years"):
        anomaly(empty, DEFAULT_BASELINE)


def test_normals_are_each_countrys_normal_and_nan_where_it_has_none():
    values = pd.DataFrame(
        [[1.0, 2.0, 6.0, 9.0], [1.0, np.nan, 3.0, 9.0], [np.nan, np.nan, 3.0, 9.0]],
        index=pd.Index(["ABW", "BRA", "CHE"], name="iso3"),
        columns=range(2001, 2005),
    )
    answer = normals(values, Years(2001, 2003))
    assert answer["ABW"] == 3
    assert answer["BRA"] == 2
    assert math.isnan(answer["CHE"])


def test_normals_count_baseline_years_before_the_first_column_as_missing():
    values = pd.DataFrame([[1.0, 2.0]], index=["BRA"], columns=[2001, 2002])
    assert normals(values, Years(2000, 2002))["BRA"] == 1.5
    assert math.isnan(normals(values, Years(1999, 2002))["BRA"])


def test_an_anomaly_is_the_value_minus_the_normal():
    series = series_from(2000, [1, 2, 3, 10])
    expected = series_from(2000, [-1, 0, 1, 8])
    pd.testing.assert_frame_equal(anomaly(series, Years(2000, 2002)), expected)


def test_a_gap_stays_a_gap_in_anomalies_and_in_the_smooth():
    for answer in (anomaly(ABSENT, DEFAULT_BASELINE), smooth(ABSENT)):
        assert answer["year"].tolist() == WARMING["year"].tolist()
        assert answer.loc[answer["value"].isna(), "year"].tolist() == GAPS


@pytest.mark.parametrize(
    "answer",
    [
        lambda series: anomaly(series, DEFAULT_BASELINE),
        smooth,
        lambda series: trend(series, 1960, 2020).line(),
    ],
    ids=["anomaly", "smooth", "trend"],
)
def test_a_missing_year_may_be_absent_or_nan_and_rows_in_any_order(answer):
    shuffled = NAN.sample(frac=1, random_state=1).astype({"year": "int16"})
    pd.testing.assert_frame_equal(answer(ABSENT), answer(NAN))
    pd.testing.assert_frame_equal(answer(ABSENT), answer(shuffled))


def test_a_trend_is_the_same_whether_missing_years_are_absent_or_nan():
    assert trend(ABSENT, 1960, 2020) == trend(NAN.iloc[::-1], 1960, 2020)
    assert trend(ABSENT, 1960, 2020).n == 57


def test_years_that_only_surround_the_values_are_not_part_of_the_answer():
    padded = pd.concat([series_from(1900, [np.nan]), WARMING, series_from(2030, [np.nan])])
    assert smooth(padded)["year"].tolist() == WARMING["year"].tolist()
    assert trend(padded, 1900, 2030).first == 1951
    assert trend(padded, 1900, 2030).last == 2020


def test_nothing_changes_the_series_it_is_given():
    series = NAN.iloc[::-1].copy()
    before = series.copy()
    anomaly(series, DEFAULT_BASELINE)
    smooth(series)
    trend(series, 1960, 2020)
    pd.testing.assert_frame_equal(series, before)


def test_a_trend_uses_only_the_years_asked_for():
    bent = series_from(1950, [*([5.0] * 20), *np.arange(5, 25)])
    assert trend(bent, 1950, 1969).per_decade == 0
    assert trend(bent, 1970, 1989).per_decade == pytest.approx(10)


def test_the_line_of_a_trend_runs_through_every_year_used():
    line = trend(series_from(2000, np.arange(20) * 0.5), 2005, 2030).line()
    assert line["year"].tolist() == list(range(2005, 2020))
    assert line["value"].to_numpy() == pytest.approx(np.arange(5, 20) * 0.5)


def test_a_flat_series_has_a_trend_of_zero_that_is_not_significant():
    flat = trend(series_from(1960, [25.3] * 60), 1960, 2019)
    assert (flat.per_decade, flat.low, flat.high, flat.theil_sen) == (0, 0, 0, 0)
    assert (flat.mann_kendall_p, flat.hamed_rao_p) == (1, 1)
    assert (flat.r1, flat.n_eff) == (0, 60)
    assert not flat.significant


def test_a_series_of_zeros_has_a_trend_and_a_smooth_of_zero():
    zeros = series_from(1960, np.zeros(30))
    assert trend(zeros, 1960, 1989).per_decade == 0
    assert smooth(zeros)["value"].tolist() == [0] * 30


def test_a_trend_is_significant_when_its_interval_excludes_zero():
    noise = np.tile([0.2, -0.2], 15)
    assert trend(series_from(1990, 0.1 * np.arange(30) + noise), 1990, 2019).significant
    assert trend(series_from(1990, -0.1 * np.arange(30) + noise), 1990, 2019).significant
    assert not trend(series_from(1990, noise), 1990, 2019).significant


def test_a_trend_needs_ten_years():
    series = series_from(2000, np.arange(10.0))
    assert trend(series, 2000, 2009).n == 10
    with pytest.raises(TrendError, match=r"9 of the years 2001-2020 have a value.* needs 10"):
        trend(series, 2001, 2020)


def test_years_asked_for_backwards_or_outside_the_series_have_no_trend():
    for first, last in ((2020, 1960), (1800, 1900)):
        with pytest.raises(TrendError, match=r"^0 of the years"):
            trend(WARMING, first, last)


def test_values_that_follow_one_another_closely_are_too_few_for_a_trend():
    wave = series_from(1960, np.sin(np.arange(60) * np.pi / 15))
    with pytest.raises(TrendError, match=r"1960-2019 .* worth 0\.\d independent ones") as refusal:
        trend(wave, 1960, 2019)
    assert refusal.value.short == "years too alike for a trend"


def test_a_trend_needs_four_independent_years():
    # Like Peru from 2005, whose 20 years, worth 2.0, had an interval of 32 digits.
    steps = series_from(2005, [0.0] * 5 + [1.0] * 10 + [0.0] * 5)
    residuals = steps["value"] - 0.5
    r1 = (residuals[:-1].to_numpy() * residuals[1:].to_numpy()).sum() / (residuals**2).sum()
    assert 2 < 20 * (1 - r1) / (1 + r1) < 4
    with pytest.raises(TrendError, match=r"worth 2\.8 independent ones and a trend needs 4") as few:
        trend(steps, 2005, 2024)
    assert few.value.short == "years too alike for a trend"


def test_too_few_years_say_so_in_few_words():
    with pytest.raises(TrendError) as few:
        trend(WARMING, 2015, 2020)
    assert few.value.short == "too few years for a trend"


@pytest.mark.parametrize("infinite", [math.inf, -math.inf])
def test_an_infinite_value_is_refused_with_its_year(infinite):
    series = WARMING.assign(value=WARMING["value"].mask(WARMING["year"] == 1988, infinite))
    for figure in (
        lambda: trend(series, 1960, 2020),
        lambda: normal(series, DEFAULT_BASELINE),
        lambda: anomaly(series, DEFAULT_BASELINE),
        lambda: smooth(series),
    ):
        with pytest.raises(InfiniteError, match="value of 1988 is infinite"):
            figure()
    wide = pd.DataFrame({"BRA": WARMING["value"], "CHE": series["value"]}).T
    wide.columns = WARMING["year"]
    with pytest.raises(InfiniteError, match="CHE: the value of 1988 is infinite"):
        normals(wide, DEFAULT_BASELINE)
    with pytest.raises(InfiniteError, match="CHE: the value of 1988 is infinite"):
        trends_per_decade(wide, 1960, 2020)


def test_the_autocorrelation_is_taken_for_at_most_99_percent():
    wave = trend(series_from(1100, np.sin(np.arange(900) * np.pi / 150)), 1100, 1999)
    assert wave.r1 == 0.99
    assert wave.n_eff == pytest.approx(900 * 0.01 / 1.99)


def test_with_gaps_the_autocorrelation_is_that_of_neighbouring_years():
    # Residual signs run + + - - within each block of 4; the blocks stand 2 years apart.
    years = np.concatenate([block + np.arange(4) for block in range(1960, 2020, 6)])
    series = pd.DataFrame({"year": years, "value": np.tile([1.0, 1.0, -1.0, -1.0], 10)})
    residuals = series["value"] - np.polyval(np.polyfit(years, series["value"], 1), years)
    within_blocks = residuals.to_numpy().reshape(10, 4)
    product = (within_blocks[:, :-1] * within_blocks[:, 1:]).mean()
    expected = product / (residuals**2).mean() * 39 / 40
    assert trend(series, 1960, 2020).r1 == pytest.approx(expected)


def test_negative_autocorrelation_does_not_narrow_the_interval():
    alternating = trend(series_from(1990, np.tile([1.0, -1.0], 15)), 1990, 2019)
    assert alternating.r1 == 0
    assert alternating.n_eff == alternating.n == 30


def test_one_wild_year_moves_the_least_squares_trend_and_not_theil_sens():
    values = 0.1 * np.arange(31)
    values[28] += 40
    wild = trend(series_from(1990, values), 1990, 2020)
    assert wild.per_decade > 2
    assert wild.theil_sen == pytest.approx(1)


def test_mann_kendall_of_ten_rising_values():
    # S = 45, var S = 10*9*25/18 = 125, z = 44/sqrt(125) = 3.9355, p = 2(1 - Phi(z)).
    rising = trend(series_from(2000, np.arange(10) + np.tile([0, 0.3], 5)), 2000, 2009)
    assert rising.mann_kendall_p == pytest.approx(8.303e-5, rel=1e-3)


def test_negative_autocorrelation_does_not_make_the_corrected_test_surer():
    step = np.arange(60)
    swinging = trend(series_from(1960, np.cos(2.5 * step) + 0.02 * step), 1960, 2019)
    assert swinging.hamed_rao_p == swinging.mann_kendall_p


def test_the_corrected_test_finds_a_trend_in_hardly_more_white_noise_than_it_should():
    # With a variance that may fall below the plain one it was 7 % of these.
    noise = np.random.default_rng(1).normal(0, 1, (300, 65))
    found = [mann_kendall(values, theil_sen(values))[1] < 0.05 for values in noise]
    assert np.mean(found) <= 0.06


def test_trends_per_decade_are_each_countrys_least_squares_slope():
    wide = pd.DataFrame(
        [NAN["value"].to_numpy(), WARMING["value"].to_numpy(), np.full(70, 3.0)],
        index=pd.Index(["ABW", "BRA", "CHE"], name="iso3"),
        columns=WARMING["year"],
    )
    slopes = trends_per_decade(wide, 1960, 2020)
    assert slopes["ABW"] == pytest.approx(trend(NAN, 1960, 2020).per_decade)
    assert slopes["BRA"] == pytest.approx(trend(WARMING, 1960, 2020).per_decade)
    assert slopes["CHE"] == pytest.approx(0, abs=1e-12)
    assert slopes.index.name == "iso3"


def test_countries_with_too_few_years_have_no_slope():
    wide = pd.DataFrame([np.arange(10.0), np.arange(10.0)], index=["BRA", "CHE"])
    wide.columns = range(2000, 2010)
    wide.loc["CHE", 2005] = np.nan
    slopes = trends_per_decade(wide, 1900, 2100)
    assert slopes["BRA"] == pytest.approx(10)
    assert math.isnan(slopes["CHE"])
    assert trends_per_decade(wide, 1900, 1950).isna().all()


def test_a_smooth_has_less_year_to_year_change_than_its_series():
    assert smooth(WARMING)["value"].diff().abs().max() < 0.1
    assert WARMING["value"].diff().abs().max() > 0.3


def test_a_smooth_follows_a_straight_line_to_its_ends():
    line = series_from(1950, 10 + 0.02 * np.arange(75))
    assert smooth(line)["value"].to_numpy() == pytest.approx(line["value"].to_numpy())


def test_a_smooth_depends_on_its_neighbouring_years_and_not_on_the_length_of_the_series():
    middle = smooth(WARMING).set_index("year")["value"].loc[1980:1990]
    shorter = smooth(WARMING[WARMING["year"] >= 1960]).set_index("year")["value"].loc[1980:1990]
    assert shorter.to_numpy() == pytest.approx(middle.to_numpy())


def test_a_series_too_short_to_smooth_has_years_and_no_smooth():
    short = smooth(series_from(2000, range(9)))
    assert short["year"].tolist() == list(range(2000, 2009))
    assert short["value"].isna().all()
    assert smooth(series_from(2000, [])).columns.tolist() == ["year", "value"]
    assert smooth(series_from(2000, [])).empty


VALUES = pd.Series({"ABW": 1.5, "BRA": 3.0, "CHE": np.nan, "DNK": 1.5, "ESP": -2.0})


def test_rank_one_is_the_largest_and_ties_share_the_smaller_rank():
    expected = pd.Series({"ABW": 2, "BRA": 1, "CHE": np.nan, "DNK": 2, "ESP": 4}, dtype=float)
    pd.testing.assert_series_equal(ranks(VALUES), expected)


def test_one_countrys_rank_comes_with_the_number_of_countries_ranked():
    assert rank(VALUES, "BRA") == (1, 4)
    assert rank(VALUES, "DNK") == (2, 4)
    assert rank(VALUES, "ESP") == (4, 4)


def test_a_country_without_a_value_has_no_rank():
    assert rank(VALUES, "CHE") is None
    assert rank(VALUES, "XXX") is None
    assert rank(VALUES * np.nan, "BRA") is None
