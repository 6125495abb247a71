"""What the snapshot says of itself: packages, sources, licences, years."""

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.sources.packages import PACKAGES, PINNED

FACTS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("provenance.toml").read_text(encoding="utf-8")
)


def provenance(series: pd.DataFrame) -> dict[str, Any]:
    """Describe a tidy frame's indicators, the country table and the boundaries.

    Keys: date, series (by indicator), countries, boundaries. Raises KeyError for an indicator
    without an entry in provenance.toml.
    """
    coverage = series.groupby("indicator").agg(
        first=("year", "min"),
        last=("year", "max"),
        countries=("iso3", "nunique"),
        values=("value", "size"),
    )
    described = {row.Index: _series(str(row.Index), row) for row in coverage.itertuples()}
    tables = {name: _entry(name) for name in ("countries", "boundaries")}
    return {"date": PINNED, "series": described, **tables}


def _series(indicator: str, row: Any) -> dict[str, Any]:
    years = [int(row.first), int(row.last)]
    counts = {"countries": int(row.countries), "values": int(row.values)}
    return {**_entry(indicator), "years": years, **counts}


def _entry(name: str) -> dict[str, Any]:
    package = PACKAGES[FACTS[name]["package"]]
    pinned = {"version": package.version, "registry": package.registry, "sha256": package.sha256}
    return {**FACTS[name], **pinned, "date": PINNED}
