"""From a file's name to its entry in a catalogue: looked at, asked about, written, and shown."""

import os
import shlex
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dashboard.adding import entry as entries
from dashboard.adding.entry import AddError, Entry
from dashboard.adding.findings import found_lines
from dashboard.adding.looking import look
from dashboard.adding.questions import Asking, NotAsked, OnTerminal
from dashboard.adding.writing import append_entry, check_target, entry_text
from dashboard.collection import open_collection
from dashboard.countries import Countries
from dashboard.indicators import (
    CATALOGUE,
    KEPT,
    VARIABLE,
    Catalogue,
    read_catalogue,
    read_tables,
)
from dashboard.own import OwnSeries
from dashboard.own.look import VALUE, plain_name
from dashboard.own.times import header_time
from dashboard.snapshots import current_snapshot
from dashboard.store import Store

USUAL = "mine.toml"


def add_file(options: Namespace, environ: Mapping[str, str] = os.environ) -> None:
    """Write an entry for a file, as the options of the command say; raises AddError.

    Raises CatalogueError for a catalogue that cannot be read, and SnapshotError.
    """
    target = _target(options, environ)
    check_target(target)
    _check_file(options.file)
    entry = _entry(options, target)
    snapshot = current_snapshot()
    store = Store.read(snapshot)
    countries = store.countries
    is_asked = sys.stdin.isatty() and not options.yes
    year = entries.year_of(options.file)
    asking: Asking = OnTerminal(year) if is_asked else NotAsked(_line(options), year)
    own = look(entry, countries, asking)
    _print(f"{options.file}", _report(entry, own, snapshot))
    named = _named(entry, own, countries, asking)
    if not named.rows.equals(own.rows):
        _print(f"{options.file}, by its name:", _report(entry, named, snapshot))
    if options.dry_run:
        print(f"\nNot written to {target}:\n\n{entry_text(entry.name, entry.keys)}", end="")
        return
    append_entry(target, entry.name, entry.keys)
    print(f"\nWritten to {target}:\n\n{entry_text(entry.name, entry.keys)}")
    query = _query(entry, int(named.rows["year"].max()), store)
    print("\n".join(_next(entry, environ, query)))


def _target(options: Namespace, environ: Mapping[str, str]) -> Path:
    return Path(options.to or environ.get(VARIABLE, "").strip() or USUAL).expanduser()


def _check_file(file: Path) -> None:
    if "://" in str(file) or str(file).startswith(("http:/", "https:/")):
        raise AddError(f"{file} is an address: download the file first; serving never fetches")
    if not file.exists():
        raise AddError(f"{file}: there is no such file")
    if not file.is_file() and not file.is_dir():
        raise AddError(f"{file} is no file")


def _entry(options: Namespace, target: Path) -> Entry:
    """Return the entry as the options have it; raises AddError for a name that is there."""
    ours, theirs = set(read_catalogue(CATALOGUE)), set[str]()
    if target.exists():
        read_catalogue(environ={VARIABLE: str(target)})
        theirs = set(read_tables(target))
    taken = ours | theirs
    name = options.name or entries.name_of(options.file, taken)
    if name in theirs:
        free = entries.free_name(name, taken)
        raise AddError(f"{target} has [{name}]: choose another name, such as --name {free}")
    entry = Entry(name, target, {})
    given: dict[str, Any] = {"label": options.label, "unit": options.unit, "year": options.year}
    entry.lay({key: value for key, value in given.items() if value is not None})
    entry.lay({"path": entries.path_from(options.file, target)})
    entry.lay({"columns": {"value": options.value}} if options.value else {})
    entry.lay({"where": entries.given_where(options.where)} if options.where else {})
    entry.lay(entries.given_keys(options.set))
    return entry


def _named(entry: Entry, own: OwnSeries, countries: Countries, asking: Asking) -> OwnSeries:
    """Give an entry its label and unit; the column of its values stays the one that was read."""
    label, unit = _usual(entry, own)
    if entry.lacks("label"):
        entry.lay({"label": asking.label(label)})
    if entry.lacks("unit"):
        entry.lay({"unit": asking.unit(unit)})
    named = look(entry, countries, asking)
    if not named.rows.equals(own.rows) and len(own.columns.values) == 1:
        entry.lay({"columns": {"value": own.columns.values[0]}})
        named = look(entry, countries, asking)
    return named


def _usual(entry: Entry, own: OwnSeries) -> tuple[str, str]:
    """Return the label and the unit that the column of values says, or the entry's name."""
    columns = own.columns.values
    says = len(columns) == 1 and plain_name(columns[0]) not in VALUE
    if says and columns[0].strip() and not header_time(columns[0]):
        return entries.label_of(columns[0])
    return entries.label_of(entry.keys.get("columns", {}).get("value", entry.name))


def _report(entry: Entry, own: OwnSeries, snapshot: Path) -> Iterator[str]:
    indicator = entry.indicator()
    found = open_collection(snapshot, Catalogue([indicator]))
    if indicator.id in found.left_out:
        raise AddError(found.left_out[indicator.id])
    yield from found_lines(indicator, own, found)


def _print(title: str, lines: Iterator[str]) -> None:
    print("\n".join([title, *(f"  {line}" for line in lines)]))


def _line(options: Namespace) -> list[str]:
    """Return the command as it was given, without what it needs yet."""
    line = [_python(), "-m", "dashboard", "add", str(options.file)]
    for option in ("to", "name", "label", "unit", "value", "year"):
        value = getattr(options, option)
        line += [] if value is None else [f"--{option}", str(value)]
    for option in ("where", "set"):
        line += [text for one in getattr(options, option) for text in (f"--{option}", one)]
    return [*line, *(["--dry-run"] if options.dry_run else [])]


def _python() -> str:
    here = Path(sys.executable)
    return str(here.relative_to(Path.cwd()) if here.is_relative_to(Path.cwd()) else here)


def _query(entry: Entry, last: int, store: Store) -> str:
    """Return the link's choices: it, and its last year where the page's own may show none of it."""
    if entry.name == KEPT:
        return ""
    years = [int(year) for year in store.values(KEPT).columns]
    year = f"&year={last}" if years[0] <= last < years[-1] else ""
    return f"?map={entry.name}&indicator={entry.name}{year}"


def _next(entry: Entry, environ: Mapping[str, str], query: str) -> Iterator[str]:
    """Say how to see it."""
    is_set = environ.get(VARIABLE, "").strip() == str(entry.target)
    variable = "" if is_set else f"{VARIABLE}={shlex.quote(str(entry.target))} "
    python = f"{variable}{shlex.quote(_python())} -m dashboard"
    makes = Path("Makefile").is_file() and Path("dashboard", "app.py").is_file()
    yield "To see it, run"
    yield f"  {variable}make serve" if makes else f"  {python} serve"
    yield "and open"
    yield f"  http://localhost:{environ.get('PORT', '').strip() or 5006}/{query}"
    yield "Before a deploy,"
    yield f"  {python} check"
    yield "says the same of all that you have added."
