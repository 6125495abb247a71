#!/usr/bin/env bash
# bokeh_sampledata 2026.1, the shapes that nearly every county map of HoloViz and Bokeh begins with, has the counties
# of 2009, as its documentation says. Wade Hampton, Alaska (02270) and Shannon County, South Dakota (46113) have other
# names and codes since 2015 (02158 and 46102), Bedford city, Virginia (51515) is no longer one since 2013, and
# Connecticut has planning regions (09110 to 09190) in place of its eight counties in all figures since 2022. A join of
# today's figures by FIPS code drops these without a word: all of Connecticut among them. The package's own two tables
# do not fit each other either: 18 shapes have no unemployment, and three rows of unemployment, Alaska's of before
# 2009, have no shape. Seen in November 2026. Names and codes: U.S. Census Bureau, "Substantial changes to counties"
# and the 2022 release on Connecticut.
#
# Who is hurt: whoever draws current county figures on these shapes. The hole looks like "no value".
# What helps: name the keys on both sides that found no partner (our Choropleth warns of values without a shape).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check bokeh_sampledata==2026.1 bokeh==3.9.2

cat > "$folder/try.py" <<'PY'
from importlib.metadata import version

from bokeh.sampledata.unemployment import data as unemployment
from bokeh.sampledata.us_counties import data as counties

codes = {f"{state:02d}{county:03d}" for state, county in counties}
former = ["02270", "46113", "51515", "09001"]
current = ["02158", "46102", "09110", "09190"]
print(f"bokeh_sampledata {version('bokeh_sampledata')}: {len(codes)} counties")
print("former codes it has:", [code for code in former if code in codes])
print("current codes it has:", [code for code in current if code in codes])
without, beside = sorted(set(counties) - set(unemployment)), sorted(set(unemployment) - set(counties))
print(f"shapes without unemployment: {len(without)}; unemployment without a shape: {beside}")
assert all(code in codes for code in former), "changed: a former code is gone"
assert not any(code in codes for code in current), "changed: a current code is there"
assert (len(without), beside) == (18, [(2, 201), (2, 232), (2, 280)]), "changed: the two tables"
PY
"$folder/venv/bin/python" "$folder/try.py"
