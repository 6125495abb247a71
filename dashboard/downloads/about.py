"""What is said of a file: titles, units, sources, licences, dates and the link to the view.

The rows have units and sources in columns of their own; all of it is in the metadata beside them.
"""

import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

from dashboard.atlas import Atlas
from dashboard.figures.figure import Sheet
from dashboard.records import AGREEMENT, RATE
from dashboard.state import TEMPERATURE, ViewState


def about(atlas: Atlas, state: ViewState, sheet: Sheet, *, link: str, date: str) -> dict[str, str]:
    """Return what a sheet is, by name; date: of the download."""
    return {
        "title": sheet.title,
        **{f"unit of {column}": unit for column, unit in sheet.units.items() if unit},
        **_baseline(state, sheet),
        **_record(atlas, state, sheet),
        **{
            name: text
            for i in _series(sheet)
            for name, text in _source(atlas, i, state.record).items()
        },
        **{f"note {n}": note for n, note in enumerate(sheet.notes, 1)},
        "snapshot": atlas.store.provenance["date"],
        "downloaded": date,
        "link": link,
    }


def with_sources(sheet: Sheet, told: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows, each with the units of its columns and whose they are, on what terms."""
    units = {f"{column}_unit": unit for column, unit in sheet.units.items() if unit}
    named = [text for name, text in told.items() if name.startswith(("source of", "licence of"))]
    records = [told[name] for name in ("temperature records",) if name in told]
    return sheet.rows.assign(**units, source=". ".join([*records, *named]))


def _series(sheet: Sheet) -> tuple[str, ...]:
    """Return the series that a sheet is made of: a trend is of temperatures."""
    named = (TEMPERATURE if i == RATE else i for i in sheet.indicators if i != AGREEMENT)
    return tuple(dict.fromkeys(named))


def file_name(sheet: Sheet) -> str:
    """Return the name of a sheet's file: isotherm-temperature-change-2024.csv."""
    plain = unicodedata.normalize("NFKD", sheet.name).encode("ascii", "ignore").decode().lower()
    return f"isotherm-{re.sub('[^a-z0-9]+', '-', plain).strip('-')}.csv"


def _baseline(state: ViewState, sheet: Sheet) -> dict[str, str]:
    return {"baseline": state.baseline} if TEMPERATURE in sheet.indicators else {}


def _record(atlas: Atlas, state: ViewState, sheet: Sheet) -> dict[str, str]:
    if AGREEMENT in sheet.indicators and atlas.agreement is not None:
        names = [atlas.store.records[str(name)].title for name in atlas.agreement.trends.columns]
        return {"temperature records": ", ".join(names)}
    if TEMPERATURE not in _series(sheet):
        return {}
    record = atlas.record(state.record).record
    return {"temperature record": f"{record.title}; {record.publisher}; record={record.id}"}


def _source(atlas: Atlas, indicator_id: str, record_id: str) -> dict[str, str]:
    label, told = atlas.catalogue[indicator_id].label.lower(), atlas.provenance(indicator_id)
    if indicator_id == TEMPERATURE and record_id != atlas.usual:
        record = atlas.record(record_id).record
        facts = ("title", "publisher", "url", "licence", "note")
        told = {name: getattr(record, name) for name in facts}
    said = {
        f"source of {label}": "; ".join(
            filter(None, (told["title"], told["publisher"], told["url"]))
        ),
        f"licence of {label}": told["licence"],
        f"caution on {label}": told["note"],
    }
    return {name: text for name, text in said.items() if text}
