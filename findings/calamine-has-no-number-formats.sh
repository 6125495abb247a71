#!/usr/bin/env bash
# python-calamine 0.9.1, the fastest reader of Excel files that Python has, gives values without number formats. A cell
# that Excel shows as 12.5% comes as 0.125, as one that Excel shows as 0.125 does: the two cannot be told apart,
# and nothing of the sheet's interface has the format. In one column of "12.5%" cells and 12.5 cells the figures
# differ by a factor of 100 without a word. openpyxl 3.1.5 gives '0.0%' beside the value, at some 4 to 15 times
# the time. pandas' `read_excel(engine="calamine")` is built on it. Seen in November 2026.
#
# Who is hurt: whoever reads shares, rates or growth out of workbooks of statistical offices with it.
# What helps: read such files with openpyxl, or ask for the unit.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5

cat > "$folder/try.py" <<'PY'
import sys
from importlib.metadata import version

import openpyxl
from python_calamine import CalamineSheet, CalamineWorkbook

path = f"{sys.argv[1]}/shares.xlsx"
book = openpyxl.Workbook()
book.active.append(["country", "share"])
for country, number_format in (("Brazil", "0.0%"), ("India", "General")):
    book.active.append([country, 0.125])
    book.active.cell(book.active.max_row, 2).number_format = number_format
book.save(path)

fast = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
cells = [row[1] for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)]
formats = [name for name in dir(CalamineSheet) if not name.startswith("_") and ("format" in name or "style" in name)]
print(f"python-calamine {version('python-calamine')}: {fast[1:]}")
print(f"openpyxl {version('openpyxl')}: {[(cell.value, cell.number_format) for cell in cells]}")
print(f"what a sheet of calamine has on formats: {formats}")
assert [row[1] for row in fast[1:]] == [0.125, 0.125], "changed: the two cells differ"
assert [cell.number_format for cell in cells] == ["0.0%", "General"]
assert not formats, "changed: formats can be read"
PY
"$folder/venv/bin/python" "$folder/try.py" "$folder"
