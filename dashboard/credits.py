"""Whose the numbers are, and on what terms, in sentences."""

from typing import Any

from dashboard.indicators import Catalogue
from dashboard.records import Record
from dashboard.state import TEMPERATURE
from dashboard.store import Store
from dashboard.temperatures import Temperatures


def sentences(store: Store, catalogue: Catalogue) -> dict[str, str]:
    """Return a sentence on each series, by its id, on the boundaries, and the date."""
    series = store.provenance["series"]
    indicators = {
        name: _sentence(indicator.label, series[name]) for name, indicator in catalogue.items()
    }
    _usual, *others = store.records.values()
    label = catalogue[TEMPERATURE].label
    records = {record.series: _record_sentence(label, record) for record in others}
    date = f"Snapshot of {store.provenance['date']}."
    return {**indicators, **records, "boundaries": "Boundaries: Natural Earth.", "date": date}


def line(temperatures: Temperatures, date: str) -> str:
    """Say under the map whose temperatures it shows, and what their marks mean.

    date: of the snapshot.
    """
    record = temperatures.record
    flags = {country.quality.flag for country in temperatures.countries.values()}
    doubt = bool(flags - {"good", "none"})
    unranked = " Countries in hatched grey have an unreliable estimate and are not ranked."
    grey = unranked if doubt else ""
    if record.fallback:
        name = record.label.partition(":")[0]
        whose = (
            f"Temperatures of a coarse reanalysis ({name}): there is no better one here yet. "
            "Boundaries by Natural Earth"
        )
    else:
        publisher = record.publisher.partition(";")[0]
        whose = f"Temperatures of {record.title} by {publisher}, boundaries by Natural Earth"
    return f"{whose}; snapshot of {date}.{grey}"


def _sentence(label: str, facts: dict[str, Any]) -> str:
    """Say whose a series is, and on what terms."""
    parts = (facts["title"], facts["publisher"], facts["licence"])
    return f"{label}: {', '.join(filter(None, parts))}."


def _record_sentence(label: str, record: Record) -> str:
    parts = (record.title, record.publisher, record.licence)
    return f"{label}: {', '.join(filter(None, parts))}."
