"""A snippet of Python that computes what the country's panel shows, with what it prints."""

from collections.abc import Iterator

import pandas as pd

from dashboard import climate
from dashboard.atlas import Atlas
from dashboard.climate.degrees import DEGREES
from dashboard.parts.country import warming
from dashboard.state import TEMPERATURE, ViewState

_HEAD = """\
# Run it where Isotherm is installed: `pip install .` in a copy of its source.
from dashboard import climate
from dashboard.collection import open_served

store = open_served().store
"""
_GROUPS = """\
from dashboard.temperatures import Temperatures

temperatures = Temperatures(store, store.records["{record}"])  # groups: above their normals
"""
_WARMING = """
for iso3 in {iso3s}:
    series = {series}  # columns: year, value in {published}
    anomalies = climate.anomaly(series, climate.Years({baseline}))
    {anomaly}
    trend = climate.trend(anomalies, {first}, {last})
    slope, low, high = {slopes}
    print(iso3, f"{{anomaly{times}:+.2f}} {unit} in {when}")
    print(iso3, f"{{slope:+.2f}} {unit} per decade, 95 % interval {{low:+.2f}} to {{high:+.2f}}")
"""
_INDICATOR = """
for iso3 in {iso3s}:
    known = store.series(iso3, "{indicator}").query("year <= {year}")
    print(iso3, *known.tail(1).to_dict("records"))  # in {unit}
"""


def snippet(atlas: Atlas, state: ViewState) -> str:
    """Return code that runs against this package, and under each loop what it prints, as comments.

    Who has no trend, or no values, is left out of a loop: so are groups where an indicator is.
    """
    countries = [iso3 for iso3 in state.compared if iso3 in atlas.store.countries]
    warming = {code: list(_warming(atlas, state, code)) for code in state.compared}
    values = {iso3: list(_values(atlas, state, iso3)) for iso3 in countries}
    loops = [
        _loop(_warming_code(atlas, state), warming),
        _loop(_indicator_code(atlas, state), values),
    ]
    groups = _GROUPS.format(record=state.record) if _has_groups(state) else ""
    return _HEAD + groups + "".join(loops)


def _has_groups(state: ViewState) -> bool:
    return any(code in state.groups for code in state.compared)


def _loop(code: str, printed: dict[str, list[str]]) -> str:
    """Loop over those that print something; the lines follow as comments."""
    iso3s = [iso3 for iso3, lines in printed.items() if lines]
    if not iso3s:
        return ""
    said = "".join(f"# {line}\n" for iso3 in iso3s for line in printed[iso3])
    written = "[" + ", ".join(f'"{iso3}"' for iso3 in iso3s) + "]"
    return code.replace("{iso3s}", written) + said


def _warming_code(atlas: Atlas, state: ViewState) -> str:
    degrees, years = DEGREES[state.units], state.baseline_years
    times = "" if degrees.factor == 1 else f" * {degrees.factor}"
    record = atlas.record(state.record)
    slopes = "trend.per_decade, trend.low, trend.high"
    own = TEMPERATURE if state.record == atlas.usual else record.record.series
    return _WARMING.format(
        iso3s="{iso3s}",
        series="temperatures.series(iso3)"
        if _has_groups(state)
        else f'store.series(iso3, "{own}")',
        published=record.unit,
        baseline=f"{years.first}, {years.last}",
        anomaly=_anomaly_code(state, record.nearest(state.year)),
        first=state.trend_start,
        last=record.years.last,
        slopes=slopes if not times else f"({degrees.factor} * n for n in ({slopes}))",
        times=times,
        unit=degrees.unit,
        when=state.period or record.nearest(state.year),
    )


def _anomaly_code(state: ViewState, year: int) -> str:
    if not state.period:
        return f'anomaly = anomalies.set_index("year")["value"][{year}]'
    first, last = climate.parse_years(state.period)
    return f"anomaly = climate.normal(anomalies, climate.Years({first}, {last}))"


def _indicator_code(atlas: Atlas, state: ViewState) -> str:
    indicator = atlas.catalogue[state.indicator]
    return _INDICATOR.format(
        iso3s="{iso3s}",
        indicator=indicator.id,
        year=state.year,
        unit=indicator.unit or "no unit",
    )


def _warming(atlas: Atlas, state: ViewState, iso3: str) -> Iterator[str]:
    degrees, year = DEGREES[state.units], atlas.record(state.record).nearest(state.year)
    try:
        own = warming(atlas, iso3, state.baseline_years, state.trend_start, degrees, state.record)
        anomaly = _anomaly(own.anomalies, state, year)
    except (climate.BaselineError, KeyError):
        return
    if own.trend is None:
        return
    slope, low, high = own.trend.per_decade, own.trend.low, own.trend.high
    unit, when = degrees.unit, state.period or year
    yield f"{iso3} {anomaly:+.2f} {unit} in {when}"
    yield f"{iso3} {slope:+.2f} {unit} per decade, 95 % interval {low:+.2f} to {high:+.2f}"


def _anomaly(anomalies: pd.DataFrame, state: ViewState, year: int) -> float:
    if state.period:
        return climate.normal(anomalies, climate.parse_years(state.period))
    return float(anomalies.set_index("year")["value"][year])


def _values(atlas: Atlas, state: ViewState, iso3: str) -> Iterator[str]:
    known = atlas.store.series(iso3, state.indicator)
    for record in known[known["year"] <= state.year].tail(1).to_dict("records"):
        yield f"{iso3} {record}"
