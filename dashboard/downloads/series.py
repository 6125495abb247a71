"""The chosen countries' series, year by year."""

import pandas as pd

from dashboard import climate
from dashboard.atlas import NO_SERIES, Atlas
from dashboard.downloads.shown import DERIVED
from dashboard.parts.country import warming
from dashboard.parts.degrees import DEGREES
from dashboard.state import ViewState
from dashboard.views.cards import SURE, signed


def temperature_rows(atlas: Atlas, state: ViewState) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the rows of all chosen countries, and what to know of each.

    Columns: iso3, country, year, anomaly, smooth, trend, in the chosen degrees; and published, the
    record's own values.
    """
    told = [_temperature(atlas, state, iso3) for iso3 in state.compared]
    columns = ["iso3", "country", "year", "anomaly", "smooth", "trend", "published"]
    return _joined([rows for rows, _ in told], columns), tuple(note for _, n in told for note in n)


def indicator_rows(atlas: Atlas, state: ViewState) -> pd.DataFrame:
    """Return the rows of all chosen countries; columns: iso3, country, year, value."""
    rows = [
        _named(atlas, iso3, atlas.store.series(iso3, state.indicator)) for iso3 in state.compared
    ]
    return _joined(rows, ["iso3", "country", "year", "value"])


def _temperature(atlas: Atlas, state: ViewState, iso3: str) -> tuple[pd.DataFrame, list[str]]:
    temperatures, degrees = atlas.record(state.record), DEGREES[state.units]
    country = temperatures.countries[iso3]
    caution = [f"{country.name}: {country.quality.reason}"] if country.quality.reason else []
    try:
        own = warming(atlas, iso3, state.baseline_years, state.trend_start, degrees, state.record)
    except climate.BaselineError as error:
        return _named(atlas, iso3, NO_SERIES), [f"{country.name}: {error}.", *caution]
    year = own.anomalies["year"]
    rows = pd.DataFrame(
        {
            "year": year,
            "anomaly": own.anomalies["value"],
            "smooth": own.smooth["value"],
            "trend": year.map(own.line.set_index("year")["value"]),
        }
    ).round(DERIVED)
    rows["published"] = year.map(temperatures.values.T[iso3])
    said = [_said(country.name, own.trend, degrees.unit)] if own.trend else []
    return _named(atlas, iso3, rows), [*said, *caution]


def _said(name: str, trend: climate.Trend, unit: str) -> str:
    slope, low, high = (signed(n, 2) for n in (trend.per_decade, trend.low, trend.high))
    return (
        f"{name}: {slope} {unit} per decade from {trend.first} to {trend.last}, "
        f"95 % interval {low} to {high}. {SURE}"
    )


def _named(atlas: Atlas, iso3: str, series: pd.DataFrame) -> pd.DataFrame:
    return series.assign(iso3=iso3, country=atlas.store.countries[iso3].name)


def _joined(rows: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    known = [frame for frame in rows if len(frame)]
    return pd.concat(known)[columns] if known else pd.DataFrame(columns=columns)
