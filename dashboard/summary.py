"""What the page says of a country or a group, as plain values, for `python -m dashboard show`."""

import unicodedata
from difflib import get_close_matches
from typing import Any

import pandas as pd

from dashboard import climate
from dashboard.aggregates import Aggregate, Mean, aggregates, mean
from dashboard.climate import Years
from dashboard.countries import GOOD, Countries, Country
from dashboard.indicators import Catalogue
from dashboard.records import Record
from dashboard.store import Store


class ChoiceError(ValueError):
    """A country, indicator or year that is not there; the message says what to choose."""


def summary(  # noqa: PLR0913  each is a choice of its own
    store: Store,
    catalogue: Catalogue,
    iso3: str,
    *,
    baseline: Years = climate.DEFAULT_BASELINE,
    first: int = climate.DEFAULT_TREND_START,
    last: int | None = None,
    year: int | None = None,
    period: Years | None = None,
    indicator: str | None = None,
    record: str | None = None,
) -> dict[str, Any]:
    """Return the figures of a country or a group, of what JSON can say; None without a value.

    first and last are the trend's years, last the last of the temperatures unless given. The
    anomaly is that of a year where one is given, else the mean over the period: the last ten years
    of the temperatures unless given. record: whose temperatures, the usual one's unless given.
    The rank is among the countries whose series is good, 1 the largest anomaly; None for others.
    The series is as published: in °C, or anomalies of the record's base. A group's is the mean of
    its reliable countries in °C above their own normals of the usual baseline; it has no
    temperature, no rank and no indicator, and says under "group" what it is made of. Raises
    ChoiceError, BaselineError and TrendError.
    """
    told = _record(store, record)
    temperatures, countries = store.values(told.series), store.record_countries(told.id)
    country, newest = find_place(countries, iso3), int(temperatures.columns[-1])
    years = _years(first, newest if last is None else last)
    known = Years(int(temperatures.columns[0]), newest)
    when = _known_years(known, (period or climate.recent(known)) if year is None else year)
    if isinstance(country, Aggregate):
        own = mean(country, countries, temperatures)
        made_of = _made_of(country, own)
        series, anomaly = own.rows, _group_anomaly(own, baseline, when)
    else:
        series, made_of = store.series(country.iso3, told.series), {}
        anomaly = _anomaly(temperatures, countries.good, country, baseline, when)
    said = {
        "iso3": country.code if isinstance(country, Aggregate) else country.iso3,
        "name": country.name,
        **made_of,
        "record": {
            "id": told.id,
            "title": told.title,
            "base": None if told.base is None else list(told.base),
        },
        "quality": _quality(country),
        "baseline": list(baseline),
        "anomaly": anomaly,
        "trend": _trend(series, years),
        "series": _pairs(series),
    }
    if indicator is not None:
        code = "" if isinstance(country, Aggregate) else country.iso3
        said["indicator"] = _indicator(
            store, catalogue, code, indicator, newest if year is None else year
        )
    return said


def find_place(countries: Countries, code: str) -> Country | Aggregate:
    """Return a country, or a group of countries; ChoiceError names what may have been meant."""
    groups = aggregates(countries)
    if code.upper() in groups:
        return groups[code.upper()]
    try:
        return find_country(countries, code)
    except ChoiceError as error:
        raise ChoiceError(f"{error}; groups of countries are {', '.join(groups)}") from error


def find_country(countries: Countries, iso3: str) -> Country:
    """Return the country of an ISO3 code; ChoiceError names what else may have been meant."""
    if iso3.upper() in countries:
        return countries[iso3.upper()]
    meant = [f"{found.iso3} ({found.name})" for found in resembling(countries, iso3)]
    instead = f"did you mean {' or '.join(meant)}?" if meant else "use three letters, such as BRA"
    raise ChoiceError(f"{iso3!r} is not the ISO3 code of a country here: {instead}")


def resembling(countries: Countries, text: str) -> list[Country]:
    """Return up to three countries whose name or code is, or nearly is, the text."""
    by_name: dict[str, str] = {}
    for country in reversed(list(countries.values())):
        codes = (country.iso2, country.iso3)
        names = (*codes, country.official_name, *country.aliases, country.name)
        by_name |= dict.fromkeys(map(_plain, names), country.iso3)
    plain = _plain(text)
    near = [plain] if plain in by_name else get_close_matches(plain, by_name, n=3, cutoff=0.7)
    return [countries[iso3] for iso3 in dict.fromkeys(by_name[name] for name in near)]


def _plain(text: str) -> str:
    """Lower case, without accents and punctuation."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in letters if c.isalnum() or c == " ")


def _years(first: int, last: int) -> Years:
    if first > last:
        raise ChoiceError(f"the trend's years end before they begin: use {last} to {first}")
    return Years(first, last)


def _known_years(known: Years, when: int | Years) -> int | Years:
    first, last = when if isinstance(when, Years) else (when, when)
    if not known.first <= first <= last <= known.last:
        what = "years" if isinstance(when, Years) else "a year"
        raise ChoiceError(f"{when} has no temperatures: choose {what} of {known}")
    return when


def _record(store: Store, record_id: str | None) -> Record:
    if record_id is None:
        return next(iter(store.records.values()))
    if record_id not in store.records:
        raise ChoiceError(
            f"{record_id!r} is no record here: choose one of {', '.join(store.records)}"
        )
    return store.records[record_id]


def _quality(place: Country | Aggregate) -> dict[str, str]:
    quality = GOOD if isinstance(place, Aggregate) else place.quality
    return {"flag": quality.flag, "reason": quality.reason}


def _made_of(group: Aggregate, own: Mean) -> dict[str, Any]:
    """Return what a group's mean is made of."""
    return {
        "group": {
            "kind": group.kind,
            "countries": len(group.countries),
            "members": list(own.members),
            "share": own.share,
            "warmest": own.warmest,
        }
    }


def _group_anomaly(own: Mean, baseline: Years, when: int | Years) -> dict[str, Any]:
    """Return a group's mean in a year or over years, less that of a baseline."""
    period = when if isinstance(when, Years) else None
    if len(own.rows):
        climate.normal(own.rows, baseline)  # raises where the baseline has none
    level = own.normal(period) if period else own.series[when]
    return {
        "year": None if period else when,
        "period": list(period) if period else None,
        "temperature": None,
        "value": _number(level - own.normal(baseline)),
        "rank": None,
        "of": 0,
    }


def _anomaly(
    values: pd.DataFrame, good: list[str], country: Country, baseline: Years, when: int | Years
) -> dict[str, Any]:
    """Return the anomaly of a year, or its mean over years, and its rank."""
    period = when if isinstance(when, Years) else None
    level = climate.normals(values, period) if period else values[when]
    anomalies = level - climate.normals(values, baseline)
    rank = climate.rank(anomalies[good], country.iso3)
    own = values.loc[country.iso3].dropna()
    if len(own):
        series = pd.DataFrame({"year": own.index, "value": own.to_numpy()})
        climate.normal(series, baseline)  # raises where the baseline has none
    return {
        "year": None if period else when,
        "period": list(period) if period else None,
        "temperature": _number(level[country.iso3]),
        "value": _number(anomalies[country.iso3]),
        "rank": rank[0] if rank else None,
        "of": int(anomalies[good].count()),
    }


def _trend(series: pd.DataFrame, years: Years) -> dict[str, Any]:
    names = ("per_decade", "low", "high", "theil_sen", "mann_kendall_p", "hamed_rao_p")
    if series.empty:
        return {"from": years.first, "to": years.last, **dict.fromkeys(names)}
    trend = climate.trend(series, *years)
    figures = {name: _number(getattr(trend, name)) for name in names}
    return {"from": trend.first, "to": trend.last, **figures}


def _indicator(
    store: Store, catalogue: Catalogue, iso3: str, indicator_id: str, year: int
) -> dict[str, Any]:
    """Return an indicator's newest value up to a year, and its series."""
    if indicator_id not in catalogue:
        near = get_close_matches(indicator_id, catalogue, n=1)
        meant = f"did you mean {near[0]}? There are" if near else "choose one of"
        raise ChoiceError(f"{indicator_id!r} is not an indicator: {meant} {', '.join(catalogue)}")
    indicator, series = catalogue[indicator_id], store.series(iso3, indicator_id)
    known = series[series["year"] <= year].tail(1)
    return {
        "id": indicator.id,
        "label": indicator.label,
        "unit": indicator.unit,
        "year": int(known["year"].iloc[0]) if len(known) else None,
        "value": _number(known["value"].iloc[0]) if len(known) else None,
        "source": indicator.source,
        "series": _pairs(series),
    }


def _pairs(series: pd.DataFrame) -> list[list[Any]]:
    return [
        list(pair) for pair in zip(series["year"].tolist(), series["value"].tolist(), strict=True)
    ]


def _number(value: float) -> float | None:
    """Python's own number, or None for NaN."""
    return None if pd.isna(value) else float(value)
