import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dashboard import climate
from dashboard.atlas import the_atlas
from dashboard.parts.scatter import Axes, latest, scatter_part
from dashboard.state import TEMPERATURE
from dashboard.views.theme import REGIONS
from tests.records_snapshot import three_records

ATLAS = the_atlas()
COUNTRIES = ATLAS.store.countries
ORDER = list(COUNTRIES)
USUAL = Axes("gdp_per_capita", 2024, 1960, "C", log=False, flagged=False)
FIT = three_records()
ERA5 = USUAL._replace(record="era5")
VALUES = pd.DataFrame(
    [[1.0, np.nan, 3.0, np.nan], [np.nan, 2.0, np.nan, np.nan], [np.nan] * 4],
    index=["AAA", "BBB", "CCC"],
    columns=[2000, 2001, 2002, 2003],
)


def dots(part) -> pd.DataFrame:
    columns = {name: part[name] for name in ("values", "trends", "years", "good")}
    return pd.DataFrame(columns, index=[ORDER[place] for place in part["members"]])


def test_the_latest_value_is_no_older_than_the_tolerance():
    assert latest(VALUES, 2003, 1).to_dict("index") == {"AAA": {"value": 3.0, "year": 2002}}
    found = latest(VALUES, 2003, 2)
    assert found["value"].to_dict() == {"AAA": 3.0, "BBB": 2.0}
    assert found["year"].to_dict() == {"AAA": 2002, "BBB": 2001}


def test_the_latest_value_is_never_from_the_future():
    assert latest(VALUES, 2001, 1)["value"].to_dict() == {"AAA": 1.0, "BBB": 2.0}
    assert latest(VALUES, 2000, 5)["value"].to_dict() == {"AAA": 1.0}


def test_a_year_that_no_value_reaches_is_the_last_that_has_values():
    assert latest(VALUES, 2020, 1).equals(latest(VALUES, 2003, 1))


def test_before_the_first_values_there_are_none():
    for year in (1950, 1998, 1999):
        assert latest(VALUES, year, 1).empty
    assert latest(ATLAS.store.values("gdp_per_capita"), 1948, 5).empty
    assert scatter_part(ATLAS, USUAL._replace(year=1948))["members"] == []


def test_a_dot_has_the_value_the_year_and_the_trend_of_its_country():
    brazil = dots(scatter_part(ATLAS, USUAL)).loc["BRA"]
    last = ATLAS.store.series("BRA", "gdp_per_capita").iloc[-1]
    assert (brazil["values"], brazil["years"]) == (last["value"], last["year"])
    trend = climate.trend(ATLAS.store.series("BRA", TEMPERATURE), 1960, 2024).per_decade
    assert brazil["trends"] == pytest.approx(trend, abs=1e-4)


def test_an_earlier_year_has_earlier_values():
    found = dots(scatter_part(ATLAS, USUAL._replace(year=1990)))
    assert found["years"].between(1985, 1990).all()


def test_uncertain_series_are_hollow_and_not_correlated_until_asked_for():
    part, all_in = (scatter_part(FIT, ERA5._replace(flagged=f)) for f in (False, True))
    found = dots(part)
    assert found["good"].to_dict() == {
        iso3: FIT.record("era5").countries[iso3].quality.is_good for iso3 in found.index
    }
    layers = part["charts"]["scatter"]["layers"]
    assert len(layers["dots"]["value"]) == found["good"].sum()
    assert len(layers["hollow"]["value"]) == (~found["good"]).sum()
    good = int(found["good"].sum())
    assert f"{good} countries; {len(found) - good} uncertain" in part["text"]["interval"]
    assert f"{len(found)} countries (" in all_in["text"]["interval"]


def test_the_correlation_is_that_of_the_filled_dots():
    part = scatter_part(FIT, ERA5._replace(indicator="livestock_production"))
    good = dots(part).query("good")
    rho = stats.spearmanr(good["values"], good["trends"]).statistic
    text = f"Rank correlation {rho:+.2f}".replace("-", "\N{MINUS SIGN}")
    assert part["text"]["correlation"] == text


def test_a_logarithmic_axis_is_only_where_the_catalogue_has_one():
    assert set(scatter_part(ATLAS, USUAL._replace(log=True))["charts"]) == {"scatter_log"}
    linear = USUAL._replace(indicator="fertility", log=True)
    assert set(scatter_part(ATLAS, linear)["charts"]) == {"scatter"}


def test_all_dots_are_within_the_limits_of_the_axes():
    for axes in (USUAL, USUAL._replace(log=True)):
        part = scatter_part(ATLAS, axes)
        ((name, chart),) = part["charts"].items()
        assert part["x"][0] < min(part["values"]) < max(part["values"]) < part["x"][1], name
        assert chart["y"][0] < min(part["trends"]) < max(part["trends"]) < chart["y"][1], name


@pytest.mark.parametrize("indicator", [name for name in ATLAS.catalogue if name != TEMPERATURE])
def test_every_indicator_has_a_scatter_that_browsers_read(indicator: str):
    for log in (False, True):
        part = scatter_part(FIT, ERA5._replace(indicator=indicator, log=log))
        assert len(part["members"]) > 100
        assert all(part["text"].values())
        assert len(json.dumps(part, allow_nan=False)) < 32_000


def test_a_fallback_record_shows_no_relation():
    told = scatter_part(ATLAS, USUAL._replace(record="ncep"))["text"]
    assert told == {"correlation": "", "interval": "", "verdict": "", "caveat": ""}


def test_trends_are_the_chosen_record_s():
    brazil = {
        name: dots(scatter_part(FIT, USUAL._replace(record=name))).loc["BRA", "trends"]
        for name in ("cru", "era5")
    }
    series = FIT.store.series("BRA", "temperature.era5")
    assert brazil["era5"] == pytest.approx(climate.trend(series, 1960, 2024).per_decade, abs=1e-4)
    assert brazil["era5"] - brazil["cru"] > 0.2


def test_bubbles_have_the_population_by_that_year_and_the_colour_of_the_region():
    part = scatter_part(ATLAS, USUAL._replace(year=1990))
    people = ATLAS.store.values("population")[1990]
    for place, size in zip(part["members"], part["sizes"], strict=True):
        expected = max(44 * (people[ORDER[place]] / 1.5e9) ** 0.5, 6)
        assert size == pytest.approx(6 if np.isnan(expected) else expected, abs=0.051)
    regions = {COUNTRIES[ORDER[place]].region for place in part["members"]}
    assert {name for name, _ in part["regions"]} == regions & set(REGIONS)
    layers = part["charts"]["scatter"]["layers"]
    colours = sorted(layers["dots"]["color"] + layers["hollow"]["color"])
    assert colours == sorted(REGIONS[COUNTRIES[ORDER[place]].region] for place in part["members"])


def test_an_axis_is_logarithmic_from_the_start_where_that_suits_the_indicator():
    state = ATLAS.new_state()
    assert Axes.of(state).log
    assert set(scatter_part(ATLAS, Axes.of(state))["charts"]) == {"scatter_log"}
    state.linear = True
    assert set(scatter_part(ATLAS, Axes.of(state))["charts"]) == {"scatter"}
