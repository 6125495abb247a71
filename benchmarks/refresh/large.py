"""`python -m benchmarks.refresh.large`: a page with 1,500 indicators beside one with 15."""

import argparse
import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from bokeh.document import Document
from bokeh.embed.elements import html_page_for_render_items
from bokeh.embed.util import OutputDocumentFor, standalone_docs_json_and_render_items

from benchmarks.refresh.catalogues import write_catalogue
from dashboard.app import build_app
from dashboard.atlas import Atlas
from dashboard.collection import open_collection
from dashboard.indicators import read_catalogue
from dashboard.store import COUNTRIES, PROVENANCE, SERIES, SNAPSHOT, Store, write_frames

SIZES = (15, 1500)
YEARS = np.arange(1990, 2025, dtype="int16")


def main() -> None:
    """Measure in turns, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refresh.large", description=__doc__)
    parser.add_argument("--sessions", type=int, default=30, help="of each, in turns")
    sessions = parser.parse_args().sessions
    with tempfile.TemporaryDirectory() as name:
        folders = {size: snapshot(Path(name) / str(size), size) for size in SIZES}
        opened, atlases = {}, {}
        for size, folder in folders.items():
            start = time.perf_counter()
            atlases[size] = open_atlas(folder, size)
            opened[size] = time.perf_counter() - start
        turns = [(size, *session(atlases[size])) for _ in range(sessions) for size in SIZES]
        read = {size: len(atlas.store._rows) for size, atlas in atlases.items()}
    print(f"{'indicators':>10} {'opening':>10} {'session':>10} {'page':>10} {'read':>5}")
    for size in SIZES:
        seconds = statistics.median(seconds for one, seconds, _ in turns if one == size)
        page = statistics.median(length for one, _, length in turns if one == size)
        print(
            f"{size:>10} {opened[size]:8.2f} s {seconds * 1000:7.1f} ms "
            f"{page / 1000:7.0f} kB {read[size]:>5}"
        )


def open_atlas(folder: Path, size: int) -> Atlas:
    """Open what all sessions share, as a server does at the first."""
    catalogue = folder / "catalogue.toml"
    found = open_collection(folder, read_catalogue(environ={"ISOTHERM_CATALOGUE": str(catalogue)}))
    atlas = Atlas(found.store, found.catalogue)
    assert len(atlas.catalogue) == size
    _ = atlas.shared
    return atlas


def session(atlas: Atlas) -> tuple[float, int]:
    """Build a session and the page that it sends; return the seconds, and its gzipped bytes."""
    start = time.perf_counter()
    page, document = build_app(atlas, {}), Document()
    page.fill(document)
    with OutputDocumentFor(document.roots):
        docs, items = standalone_docs_json_and_render_items(
            document.roots, suppress_callback_warning=True
        )
        variables = document.template_variables
        text = html_page_for_render_items(
            ("", ""), docs, items, document.title, document.template, variables
        )
    return time.perf_counter() - start, len(gzip.compress(text.encode(), 6))


def snapshot(folder: Path, size: int) -> Path:
    """Write a snapshot of the embedded indicators and as many made up ones as are missing."""
    folder.mkdir()
    embedded = Store.read()
    count = size - len(embedded.indicators)
    write_catalogue(folder / "catalogue.toml", count, replace=False)
    made_up = [f"made_up_{number}" for number in range(count)]
    write_frames(_frames(embedded, sorted(made_up)), folder / SERIES, level=1)
    (folder / COUNTRIES).write_bytes((SNAPSHOT / COUNTRIES).read_bytes())
    told = embedded.provenance["series"]
    series = {**dict.fromkeys(made_up, told["population"]), **told}
    (folder / PROVENANCE).write_text(json.dumps({**embedded.provenance, "series": series}))
    return folder


def _frames(embedded: Store, made_up: list[str]) -> Iterator[pd.DataFrame]:
    countries = list(embedded.countries)
    values = np.random.default_rng(1).lognormal(3, 1, (len(countries), len(YEARS))).ravel()
    keys = {"iso3": np.repeat(countries, len(YEARS)), "year": np.tile(YEARS, len(countries))}
    for name in sorted([*embedded.indicators, *made_up]):
        if name in embedded.indicators:
            yield embedded.tidy(name)
        else:
            frame = pd.DataFrame({**keys, "indicator": name, "value": values})
            typed = frame.astype({"iso3": str, "indicator": str})
            yield typed[["iso3", "indicator", "year", "value"]]


if __name__ == "__main__":
    main()
