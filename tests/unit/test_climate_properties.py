"""What holds of the climate statistics for every series, however odd."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.climate import (
    BaselineError,
    TrendError,
    Years,
    anomaly,
    normal,
    normals,
    parse_years,
    rank,
    ranks,
    smooth,
    trend,
    trends_per_decade,
)

ANY_YEARS = (0, 3000)
hundredths = st.integers(-4000, 4000).map(lambda value: value / 100)
maybe_missing = st.one_of(hundredths, hundredths, hundredths, st.just(math.nan))
first_years = st.integers(1850, 1950)
steps = st.floats(0.01, 1000)


def series_from(first, values):
    return pd.DataFrame({"year": np.arange(first, first + len(values)), "value": values})


complete = st.builds(series_from, first_years, st.lists(hundredths, min_size=10, max_size=80))
gapped = st.builds(series_from, first_years, st.lists(maybe_missing, min_size=0, max_size=80))
mostly_known = st.builds(
    lambda series, missing: series.assign(
        value=series["value"].mask(series["year"] % 9 == missing)
    ),
    st.builds(series_from, first_years, st.lists(hundredths, min_size=14, max_size=80)),
    st.integers(0, 8),
)
rows = st.lists(maybe_missing, min_size=1, max_size=30)


def trend_of(series):
    """The trend over every year; the example is set aside where there is none to state."""
    try:
        return trend(series, *ANY_YEARS)
    except TrendError:
        assume(False)


@given(first_years, st.integers(0, 100))
def test_years_survive_being_written_and_read(first, length):
    assert parse_years(str(Years(first, first + length))) == Years(first, first + length)


@given(st.text("0169- \u2013\u0661a", max_size=12))
def test_any_text_is_a_span_of_years_or_refused(text):
    try:
        years = parse_years(text)
    except BaselineError as refusal:
        assert "write" in str(refusal)
    else:
        assert years.first <= years.last


@given(complete, st.data())
def test_an_anomaly_averages_to_zero_over_its_baseline(series, draw):
    first = draw.draw(st.sampled_from(series["year"].tolist()))
    last = draw.draw(st.integers(first, int(series["year"].max())))
    answer = anomaly(series, Years(first, last))
    assert answer.loc[answer["year"].between(first, last), "value"].mean() == pytest.approx(
        0, abs=1e-9
    )


@given(complete, hundredths)
def test_adding_a_constant_to_a_series_leaves_its_anomalies(series, constant):
    baseline = Years(int(series["year"].min()), int(series["year"].max()))
    shifted = series.assign(value=series["value"] + constant)
    assert anomaly(shifted, baseline)["value"].to_numpy() == pytest.approx(
        anomaly(series, baseline)["value"].to_numpy(), abs=1e-9
    )


@given(gapped, st.integers(1850, 1960), st.integers(0, 40))
def test_normals_agree_with_normal(series, first, length):
    baseline = Years(first, first + length)
    wide = series.set_index("year")["value"].to_frame("BRA").T
    answer = normals(wide, baseline)["BRA"]
    try:
        assert normal(series, baseline) == pytest.approx(answer)
    except BaselineError:
        assert math.isnan(answer)


@given(complete, hundredths)
def test_adding_a_constant_leaves_the_trend_and_its_interval(series, constant):
    before = trend_of(series)
    after = trend(series.assign(value=series["value"] + constant), *ANY_YEARS)
    for name in ("per_decade", "low", "high", "theil_sen", "r1"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), abs=1e-8)


@given(complete, st.integers(-500, 500))
def test_moving_a_series_in_time_moves_its_trend_and_changes_nothing_else(series, shift):
    before = trend_of(series)
    moved = trend(series.assign(year=series["year"] + shift), *ANY_YEARS)
    assert (moved.first, moved.last) == (before.first + shift, before.last + shift)
    assert moved.per_decade == pytest.approx(before.per_decade, abs=1e-9)
    assert moved.line()["value"].to_numpy() == pytest.approx(
        before.line()["value"].to_numpy(), abs=1e-8
    )


@given(complete, steps)
def test_a_change_of_unit_scales_the_trend(series, factor):
    before = trend_of(series)
    scaled = trend(series.assign(value=series["value"] * factor), *ANY_YEARS)
    for name in ("per_decade", "low", "high", "theil_sen"):
        expected = factor * getattr(before, name)
        assert getattr(scaled, name) == pytest.approx(expected, rel=1e-6, abs=1e-8 * factor)


@given(complete)
def test_reversing_the_years_negates_the_trend(series):
    forward = trend_of(series)
    backward = trend(series.assign(value=series["value"].to_numpy()[::-1]), *ANY_YEARS)
    assert backward.per_decade == pytest.approx(-forward.per_decade, abs=1e-9)
    assert backward.low == pytest.approx(-forward.high, abs=1e-8)
    assert backward.high == pytest.approx(-forward.low, abs=1e-8)
    assert backward.theil_sen == pytest.approx(-forward.theil_sen)
    assert backward.mann_kendall_p == pytest.approx(forward.mann_kendall_p)


@given(first_years, st.integers(10, 120), hundredths, st.integers(-100, 100))
def test_a_perfect_line_has_its_slope_and_an_interval_of_no_width(first, length, start, slope):
    values = start + slope / 1000 * np.arange(length)
    answer = trend(series_from(first, values), *ANY_YEARS)
    assert answer.per_decade == pytest.approx(slope / 100, abs=1e-9)
    assert answer.theil_sen == pytest.approx(slope / 100, abs=1e-9)
    assert answer.low == answer.per_decade == answer.high
    assert answer.significant == (slope != 0)


@given(mostly_known)
def test_a_trend_is_finite_inside_its_interval_or_refused(series):
    answer = trend_of(series)
    assert answer.low <= answer.per_decade <= answer.high
    assert 0 <= answer.r1 <= 0.99
    assert 4 <= answer.n_eff <= answer.n == series["value"].count()
    assert 0 <= answer.mann_kendall_p <= 1
    assert answer.mann_kendall_p <= answer.hamed_rao_p <= 1


@given(mostly_known, st.randoms(use_true_random=False))
def test_absent_or_nan_and_in_any_order_a_series_has_the_same_trend_and_smooth(series, random):
    order = list(range(len(series)))
    random.shuffle(order)
    absent = series.dropna()
    shuffled = series.iloc[order]
    pd.testing.assert_frame_equal(smooth(absent), smooth(shuffled))
    expected = trend_of(absent)
    assert trend(shuffled, *ANY_YEARS) == expected


@given(mostly_known)
def test_a_smooth_has_a_value_exactly_where_its_series_has(series):
    answer = smooth(series).dropna()
    assert answer["year"].tolist() == series.dropna()["year"].tolist()


@given(complete, hundredths)
def test_a_smooth_moves_with_its_series(series, constant):
    shifted = smooth(series.assign(value=series["value"] + constant))["value"]
    expected = smooth(series)["value"] + constant
    assert shifted.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-7)


@settings(max_examples=50)
@given(st.lists(gapped, min_size=1, max_size=4))
def test_slopes_of_all_countries_agree_with_each_countrys_trend(countries):
    wide = pd.DataFrame(
        {number: series.set_index("year")["value"] for number, series in enumerate(countries)}
    ).T
    slopes = trends_per_decade(wide, 1850, 2030)
    for number, series in enumerate(countries):
        try:
            expected = trend(series, 1850, 2030).per_decade
        except TrendError:
            assert math.isnan(slopes[number])
            continue
        assert slopes[number] == pytest.approx(expected, abs=1e-8)


@given(rows)
def test_ranks_count_the_larger_values(row):
    values = pd.Series(row, dtype=float)
    for number, place in ranks(values).items():
        if math.isnan(values[number]):
            assert math.isnan(place)
            assert rank(values, number) is None
        else:
            assert place == (values > values[number]).sum() + 1
            assert rank(values, number) == (place, values.count())


@given(rows, st.integers(-50, 50))
def test_adding_a_constant_leaves_the_ranks(row, constant):
    values = pd.Series(row, dtype=float).mul(100).round()
    pd.testing.assert_series_equal(ranks(values + constant), ranks(values))
