"""The sentences of a country's page."""

from dashboard.countries import Country, Quality
from dashboard.countrypage.figures import CountryFigures, Peers
from dashboard.views.cards import EXACT, QUALITY, signed, span, story_card, trend_card

_RELIABLE = "No fault of its series is reported, so it is ranked."


def sentence(found: CountryFigures) -> str:
    """Say how far the country has warmed, how fast, and how sure that is."""
    if found.country.quality.flag == "none":
        return f"There is no temperature series of {found.country.name}."
    story = "" if found.record.fallback else _story(found)
    return " ".join(filter(None, (_change(found), _trend(found), story)))


def caution(found: CountryFigures) -> str:
    """Say that the series is uncertain, and what follows from that; nothing of a good one."""
    if found.country.quality.flag in ("good", "none"):
        return ""
    return "Its temperature series is uncertain: read its figures with care, they are not ranked."


def reliability(quality: Quality) -> tuple[str, str]:
    """Return in a word or two whether a series can be relied on, and the reason."""
    return (QUALITY[quality.flag], quality.reason) if quality.reason else ("Good", _RELIABLE)


def change(found: CountryFigures) -> str:
    """Write the change as the panel does."""
    return "–" if found.change is None else f"{signed(found.change, 2)} °C"


def rank(found: CountryFigures) -> str:
    """Write the rank as the panel does."""
    return "not ranked" if found.rank is None else f"rank {found.rank} of {found.of}"


def rank_of_trend(found: CountryFigures) -> str:
    """Write the rank of the trend as the map does; "" where there is no trend."""
    if found.trend is None:
        return ""
    return "not ranked" if found.pace is None else f"rank {found.pace[0]} of {found.pace[1]}"


def trend(found: CountryFigures) -> dict[str, str]:
    """Return the panel's own words on the trend."""
    return trend_card(found.trend, found.country.quality, refused=found.refused)


def pace(found: CountryFigures) -> str:
    """Say in a line how fast the country has warmed; "" where no trend can be relied on."""
    if found.trend is None or found.country.quality.flag == "break":
        return ""
    return f"{signed(found.trend.per_decade, 2)} °C per decade since {found.trend.first}"


def among(peers: Peers, country: Country) -> str:
    """Say where a country stands among its peers."""
    middle = "" if peers.median is None else f"; their median is {signed(peers.median, 2)} °C"
    if peers.place is None:
        return f"{country.name} is not ranked{middle}"
    place, of = peers.place
    return f"{country.name} is number {place} of {of} by warming per decade{middle}"


def source(found: CountryFigures) -> str:
    """Say whose temperatures these are, of which years, and when they were read."""
    record = found.record
    publisher = record.publisher.partition(";")[0]
    by = "" if publisher == record.label else f" by {publisher}"
    read = f", read on {record.date}" if record.date else ""
    coarse = " It is a coarse reanalysis, which ships with Isotherm." if record.fallback else ""
    return f"{record.title}{by}, {span(record.years)}{read}; snapshot of {found.date}.{coarse}"


def _story(found: CountryFigures) -> str:
    return story_card(found.anomalies, found.country.quality)["story"]


def _change(found: CountryFigures) -> str:
    if found.change is None:
        return ""
    name, then = found.country.name, f"in {span(found.baseline)}"
    when, size = f"In {span(found.period)}", signed(abs(found.change), 2).lstrip("+")
    if not float(size):
        said = f"{when} {name} was as warm as {then}"
    else:
        said = f"{when} {name} was {size} °C {_warmer(found.change)} than {then}"
    if found.rank is None:
        return f"{said}."
    return f"{said}, rank {found.rank} of the {found.of} countries with a reliable series."


def _warmer(value: float) -> str:
    return "warmer" if round(value, EXACT) > 0 else "colder"


def _trend(found: CountryFigures) -> str:
    if found.country.quality.flag == "break":
        return "No trend can be read from this record, which is at fault here."
    if found.trend is None:
        return f"There is no trend to state: {found.refused}."
    low, high = signed(found.trend.low, 2), signed(found.trend.high, 2)
    interval, since = f"95 % interval {low} to {high} °C", f"Since {found.trend.first}"
    size = signed(abs(found.trend.per_decade), 2).lstrip("+")
    if not found.trend.significant:
        return f"{since} it has no clear trend ({interval} per decade)."
    verb = "warmed" if found.trend.per_decade > 0 else "cooled"
    return f"{since} it has {verb} by {size} °C per decade ({interval})."
