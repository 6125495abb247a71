"""`python -m benchmarks.records`: the embedded record against ERA5, FAO and CRU CY.

The records are read from a folder that is not part of the repository, ../shared/reference.
"""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.records.audit import audit, write_audit
from benchmarks.records.figures import Figures, figures
from benchmarks.records.opening import opening
from benchmarks.records.published import ERA5, read_records
from dashboard.store import Store

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print the figures; --audit writes the facts into sources/quality.toml instead."""
    options = _options()
    if not (options.folder / ERA5).exists():
        sys.exit(f"{options.folder} has no {ERA5}: name the folder of the records with --from")
    if options.opening:
        Console().print(_compared(opening(options.folder, options.opening)))
        return
    store = Store.read()
    records = read_records(options.folder, store.countries)
    ours = store.values("temperature")
    if options.audit:
        write_audit(audit(ours, records))
        print("Written. Rebuild the snapshot: python -m dashboard snapshot")
        return
    flags = {iso3: country.quality.flag for iso3, country in store.countries.items()}
    before = [iso3 for iso3, flag in flags.items() if flag in {"good", "differs"}]
    columns = {
        "without the audit": figures(ours, records, before),
        "called reliable": figures(ours, records, store.countries.good),
    }
    Console().print(_table(columns))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records", description=__doc__)
    parser.add_argument("--audit", action="store_true", help="write sources/quality.toml")
    parser.add_argument(
        "--opening",
        type=int,
        metavar="ROUNDS",
        help="open the page with one record and with three in turn, and print what both cost",
    )
    parser.add_argument("--from", dest="folder", type=Path, default=_folder(), help="records")
    return parser.parse_args()


def _folder() -> Path:
    given = os.environ.get("ISOTHERM_SHARED")
    shared = [Path(given)] if given else [p / "shared" for p in (ROOT.parent, ROOT.parents[1])]
    return next((path for path in shared if path.is_dir()), shared[0]) / "reference"


def _table(columns: dict[str, Figures]) -> Table:
    table = Table("embedded record, of the countries", *columns)
    rows = [
        ("number", lambda f: str(f.countries)),
        (
            "trend 1961-2019 within 0.1 °C a decade of the records' median",
            lambda f: _percent(f.trend_near),
        ),
        ("2015-2024 against 1981-2010 within 0.5 °C of ERA5", lambda f: _percent(f.era5_near)),
        ("2015-2024 against 1981-2010 within 0.5 °C of FAO", lambda f: _percent(f.fao_near)),
        ("trend of another sign than every record", lambda f: " ".join(f.wrong_sign) or "none"),
        ("covered by no record", lambda f: " ".join(f.unchecked) or "none"),
        (
            "mean trend, ours / the records', °C a decade",
            lambda f: f"{f.ours:.2f} / {f.theirs:.2f}",
        ),
    ]
    for name, text in rows:
        table.add_row(name, *(text(found) for found in columns.values()))
    return table


def _compared(found: dict[str, dict[str, float]]) -> Table:
    (one, first), (three, then) = found.items()
    table = Table("opening the page, medians", one, three, "ratio")
    for what, value in first.items():
        table.add_row(what, f"{value:,.0f}", f"{then[what]:,.0f}", f"{then[what] / value:.3f}")
    return table


def _percent(share: float) -> str:
    return f"{share:.0%}"


if __name__ == "__main__":
    main()
