"""What the page says of a country in words; each card is a mapping from field to text."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from dashboard.climate import TOO_FEW_YEARS, Correlation, Trend, Years
from dashboard.countries import GOOD, Country, Quality
from dashboard.indicators import Indicator

# Koeppen-Geiger classes, after Beck et al. (2018), table 2.
ZONES = {
    "Af": "Tropical rainforest",
    "Am": "Tropical monsoon",
    "Aw": "Tropical savanna",
    "BWh": "Hot desert",
    "BWk": "Cold desert",
    "BSh": "Hot steppe",
    "BSk": "Cold steppe",
    "Csa": "Mediterranean, hot summer",
    "Csb": "Mediterranean, warm summer",
    "Csc": "Mediterranean, cold summer",
    "Cwa": "Subtropical, dry winter, hot summer",
    "Cwb": "Subtropical highland",
    "Cwc": "Cold subtropical highland",
    "Cfa": "Humid subtropical",
    "Cfb": "Temperate oceanic",
    "Cfc": "Subpolar oceanic",
    "Dsa": "Continental, dry hot summer",
    "Dsb": "Continental, dry warm summer",
    "Dsc": "Subarctic, dry summer",
    "Dsd": "Subarctic, dry summer, very cold winter",
    "Dwa": "Continental, dry winter, hot summer",
    "Dwb": "Continental, dry winter, warm summer",
    "Dwc": "Subarctic, dry winter",
    "Dwd": "Subarctic, dry and very cold winter",
    "Dfa": "Humid continental, hot summer",
    "Dfb": "Humid continental, warm summer",
    "Dfc": "Subarctic",
    "Dfd": "Subarctic, very cold winter",
    "ET": "Tundra",
    "EF": "Ice cap",
}
QUALITY = {
    "good": "",
    "differs": "Records differ",
    "coarse": "Approximate",
    "break": "Fault in the record",
    "inherited": "Shared series",
    "none": "No temperature",
}


def place_card(country: Country) -> dict[str, str]:
    """Say which country it is, where it lies and how good its temperature series is."""
    part, whole = country.subregion, country.region
    told = part and whole.removesuffix("s") in part  # as South America tells of the Americas
    return {
        "name": country.name,
        "place": part if told else ", ".join(filter(None, (part, whole))),
        "zone": _zone(country),
        "quality": QUALITY[country.quality.flag],
        "reason": country.quality.reason,
    }


def caution(quality: Quality) -> str:
    """Say in a sentence how far a series can be relied on, and why; nothing of a good one."""
    return f"{QUALITY[quality.flag]}: {quality.reason}" if quality.reason else ""


def mean_card(members: int, share: float, warmest: int) -> dict[str, str]:
    """Say what the mean of a group is made of.

    members: countries with a reliable record. share: of the group's land, what they have. warmest:
    how many of them are at their warmest.
    """
    if not members:
        return {"place": "No country of it has a reliable record.", "zone": ""}
    countries = "1 country" if members == 1 else f"{members} countries"
    return {
        "place": f"Mean of {countries} with a reliable record, by land area: "
        f"{percent(share)} of its land. {warmest} at their warmest.",
        "zone": "",
    }


SURE = "The interval says how sure the line is, not how true the data are."
CAVEAT = (
    "Neighbours share weather and ways of life, so that countries are not independent of each "
    "other: the interval should be wider. And what goes together need not cause each other."
)


def no_country() -> dict[str, str]:
    """Say that no country is chosen, and how to choose one."""
    return {
        "name": "No country is chosen",
        "place": "",
        "zone": "",
        "quality": "",
        "reason": "",
        "story": "Click one on the map, or find it by its name.",
        "short": "",
        **trend_card(None, GOOD, "", refused=""),
    }


def trend_card(
    trend: Trend | None, quality: Quality, unit: str = "°C", refused: str = TOO_FEW_YEARS
) -> dict[str, str]:
    """Say how fast it warms and how sure that is; without a trend, why there is none.

    unit: of the trend, a decade. refused: the reason, TrendError's short one. The range is the
    interval alone, for where it is said elsewhere that it is one.
    """
    if trend is None:
        return {
            "trend": "–",
            "trend-years": "",
            "interval": refused,
            "range": refused,
            "verdict": "",
            "robust": "",
        }
    within = f"{signed(trend.low, 2)} to {signed(trend.high, 2)} {unit}"
    return {
        "trend": f"{signed(trend.per_decade, 2)} {unit}",
        "trend-years": f", {trend.first}–{trend.last}",
        "interval": f"95 % interval {within}",
        "range": within,
        "verdict": "not reliable: fault in the record"
        if quality.flag == "break"
        else _verdict(trend),
        "robust": f"Theil–Sen slope {signed(trend.theil_sen, 2)} {unit} per decade. Mann–Kendall "
        f"test {_probability(trend.mann_kendall_p)}, corrected for autocorrelation (Hamed and "
        f"Rao) {_probability(trend.hamed_rao_p)}. {trend.n} years, worth {trend.n_eff:.0f} "
        f"independent ones. {SURE}",
    }


def too_short(series: pd.DataFrame, anomalies: pd.DataFrame, baseline: Years) -> str:
    """Say that a series has too few years within the baseline; nothing where it has enough."""
    if len(anomalies) or series.empty:
        return ""
    return f"Too few temperatures within {span(baseline)}: choose another baseline."


def story_card(anomalies: pd.DataFrame, quality: Quality) -> dict[str, str]:
    """Say where the last year stands among a country's own; nothing where a series is uncertain."""
    known = anomalies.dropna()
    if known.empty or not quality.is_good:
        return {"story": ""}
    last = known.iloc[-1]
    warmer = int((known["value"] > last["value"]).sum())
    since = f"since {int(known['year'].iloc[0])}"
    place = {0: "warmest", 1: "second warmest", 2: "third warmest"}.get(warmer)
    return {"story": f"{int(last['year'])} was its {place} year {since}." if place else ""}


def indicator_card(
    indicator: Indicator, series: pd.DataFrame, provenance: Mapping[str, Any]
) -> dict[str, str]:
    """Say the last value of an indicator, its year and who publishes it."""
    text = {"label": indicator.label, "unit": indicator.unit, "source": provenance["publisher"]}
    if series.empty:
        return {**text, "value": "–", "year": "no value for this country"}
    last = series.sort_values("year").iloc[-1]
    value = shown(last["value"], indicator)
    return {**text, "value": value, "year": f"in {int(last['year'])}"}


def correlation_card(correlation: Correlation | None, left_out: int) -> dict[str, str]:
    """Say how far countries with more of an indicator have warmed faster, and how sure that is.

    left_out: how many uncertain series the correlation leaves out.
    """
    if correlation is None:
        told = "Too few countries have both values to compare them."
        return {"correlation": told, "interval": "", "verdict": "", "caveat": ""}
    rho, low, high = (signed(n, 2) for n in (correlation.rho, correlation.low, correlation.high))
    without = f"; {left_out} uncertain series left out" if left_out else ""
    return {
        "correlation": f"Rank correlation {rho}",
        "interval": f"95 % interval {low} to {high}, {correlation.n} countries{without} "
        f"(Spearman, {_probability(correlation.p)})",
        "verdict": _relation(correlation),
        "caveat": CAVEAT,
    }


def no_correlation() -> dict[str, str]:
    """Say nothing of a relation: the record is not fit to show one."""
    return dict.fromkeys(("correlation", "interval", "verdict", "caveat"), "")


def span(years: Years) -> str:
    """Format first and last year with the dash that spans have."""
    return f"{years.first}–{years.last}"


def reach(series: pd.DataFrame, say: Callable[[float], str]) -> str:
    """Say from which value to which a series reaches, and when; "" where it has none.

    Columns year and value. say: writes a value with its unit.
    """
    known = series.dropna()
    if known.empty:
        return ""
    years, values = known["year"].to_numpy(int), known["value"].to_numpy(float)
    least, most = int(np.argmin(values)), int(np.argmax(values))
    return (
        f"{years[0]} to {years[-1]}: lowest {say(values[least])} in {years[least]}, "
        f"highest {say(values[most])} in {years[most]}"
    )


def with_unit(text: str, unit: str) -> str:
    """Write a text before its unit, after a space; a unit that is an equation in brackets."""
    if text == "–" or not unit:
        return text
    return f"{text} ({unit})" if "=" in unit else f"{text} {unit}"


def percent(share: float) -> str:
    """Format a share of one in whole percent, the sign after a space as SI has it.

    100 % is all of it and 0 % is nothing: what is nearly so is said to be.
    """
    if share >= 0.995 and share < 1 - 1e-9:
        return "more than 99 %"
    if 1e-9 < share < 0.005:
        return "less than 1 %"
    return f"{share:.0%}".replace("%", " %")


# Decimals beyond which means of thousandths differ by the order of their sums alone: half a
# hundredth is then rounded the same way here and in the browser (numbers.js).
EXACT = 9


def shown(value: float, indicator: Indicator) -> str:
    """Write an indicator's value, without its unit."""
    if indicator.categories:
        return indicator.categories[round(value)]
    return fixed(value, indicator.decimals)


def fixed(value: float, decimals: int) -> str:
    """Format with thousands apart and the digits that a file shows rounded as the browser does.

    0.35 is 0.4, though its binary number is a little less. A minus is a true one, and none on zero.
    """
    step = Decimal(1).scaleb(-decimals)
    with localcontext(prec=400):  # of 1e308 all digits
        number = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)
    return ("\N{MINUS SIGN}" if number < 0 else "") + f"{abs(number):,f}"


def signed(value: float, decimals: int) -> str:
    """Format with its sign, a true minus, and no sign on zero; rounded as the browser does."""
    text = fixed(round(value, EXACT), decimals)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def _zone(country: Country) -> str:
    if not country.climate_zone:
        return ""
    share = percent(country.climate_zone_share)
    return f"{ZONES[country.climate_zone]} ({country.climate_zone}, {share} of its area)"


def _relation(correlation: Correlation) -> str:
    if not correlation.clear:
        return "No clear relation: the figure does not tell how fast a country has warmed."
    size = abs(correlation.rho)
    strength = "weak" if size < 0.3 else "moderate" if size < 0.6 else "strong"
    pace = "faster" if correlation.rho > 0 else "slower"
    return f"A {strength} relation: where the figure is higher, warming has tended to be {pace}."


def _probability(p: float) -> str:
    if isnan(p):
        return "not computable"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _verdict(trend: Trend) -> str:
    if not trend.significant:
        return "No clear trend"
    return f"Clear {'warming' if trend.per_decade > 0 else 'cooling'} trend"
