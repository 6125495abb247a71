#!/usr/bin/env bash
# countryguess 0.4.9, which turns country names into ISO codes by patterns, takes regions for countries: of the
# aggregates that stand as rows between the countries in World Bank downloads it turns "South Asia" into South Africa
# (ZAF) and "Middle East, North Africa, Afghanistan & Pakistan" into Afghanistan (AFG); of UN M49's regions it turns
# "South America" and "Southern Africa" into ZAF and "Australia and New Zealand" into AUS. Most other aggregates give
# None, so a reader that drops rows without a code looks right: but South Africa then has two rows a year, one of them
# with the population of South Asia, and a sum, a mean or "the last row counts" is wrong without a word.
# Seen in November 2026.
#
# Who is hurt: whoever cleans World Bank, FAO or UN tables by name with it.
# What helps: leave aggregates out by name or by code first (the World Bank's list of countries has the region "NA" for
# them), and refuse a country with two values for one year (our `python -m dashboard add` names what it leaves out).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check countryguess==0.4.9

cat > "$folder/try.py" <<'PY'
from importlib.metadata import version

from countryguess import guess_country

AGGREGATES = {
    "South Asia": "ZAF",
    "Middle East, North Africa, Afghanistan & Pakistan": "AFG",
    "South America": "ZAF",
    "Southern Africa": "ZAF",
    "Australia and New Zealand": "AUS",
    "Sub-Saharan Africa": None,
    "East Asia & Pacific": None,
    "Euro area": None,
    "World": None,
}
print(f"countryguess {version('countryguess')}")
for name, expected in AGGREGATES.items():
    found = guess_country(name, attribute="iso3")
    print(f"{name!r} -> {found}")
    assert found == expected, f"changed: {name!r} was {expected}"
PY
"$folder/venv/bin/python" "$folder/try.py"
