#!/usr/bin/env bash
# country_converter 1.3.2, which turns country names into ISO codes, converts nothing beside pandas 3.1: its first call
# raises "TypeError: first argument must be string or compiled pattern". The cause is Namibia. pandas 3.1 looks for
# missing values in columns that have a converter too, which the engine in C did not do before: "NA", Namibia's
# two-letter code, which `converters={column: str}` has protected for years, is read as missing. country_converter
# reads its own table in that way and compiles every code as a pattern; its requirements allow any pandas from 1.0 on.
# With pandas 3.0.3 both work.
# Seen in November 2026.
#
# Who is hurt: whoever installs both anew; and, without any error, every reader of tables of countries that relies on a
# converter to keep "NA": Namibia's row stays, its code is gone.
# What helps: `keep_default_na=False` in the reader; for country_converter, pandas below 3.1.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/try.py" <<'PY'
import io
import sys
from importlib.metadata import version

import country_converter
import pandas as pd

said = {"country_converter": version("country_converter"), "pandas": pd.__version__}
table = "iso2,iso3\nNA,NAM\nDE,DEU\n"
kept = pd.read_csv(io.StringIO(table), converters={"iso2": str})["iso2"].isna().tolist() == [False, False]
safe = pd.read_csv(io.StringIO(table), converters={"iso2": str}, keep_default_na=False)["iso2"].tolist()
try:
    converted = country_converter.convert("Brazil", to="ISO3")
except TypeError as error:
    converted = f"TypeError: {error}"
print(said, "| code of Namibia kept by a converter:", kept, "| Brazil ->", converted)
assert safe == ["NA", "DE"], "changed: keep_default_na=False does not help"
if sys.argv[1] == "before":
    assert kept and converted == "BRA", "changed: it did not work with pandas 3.0 either"
else:
    assert not kept and converted.startswith("TypeError"), "changed: it works with pandas 3.1"
PY

for pandas in "3.0.3 before" "3.1.1 since"; do
    set -- $pandas
    "${PYTHON:-python3}" -m venv --clear "$folder/venv"
    "$folder/venv/bin/python" -m pip install -q --disable-pip-version-check country_converter==1.3.2 pandas=="$1"
    "$folder/venv/bin/python" "$folder/try.py" "$2"
done
