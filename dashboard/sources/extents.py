"""Where a country has another extent in a record than here."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

_TABLE: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
    Path(__file__).with_name("records.toml").read_text(encoding="utf-8")
)


def differing(record: str, provider: str) -> dict[str, str]:
    """Return a sentence on each country that differs, by iso3; empty where nothing is known."""
    return dict(_TABLE.get(record, {}).get(provider, {}))


def described() -> dict[tuple[str, str], dict[str, str]]:
    """Return the whole table, by record and provider."""
    return {
        (record, provider): dict(countries)
        for record, providers in _TABLE.items()
        for provider, countries in providers.items()
    }
