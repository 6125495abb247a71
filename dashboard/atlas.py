"""The atlas: what all sessions share, read once a process and never changed after that.

What a choice shows is a part, see dashboard.parts: it follows from the atlas and the choices alone,
so that its answers are remembered here. An answer names figures and files that the browser fetches:
the first one that does so has the figure drawn (`panes`) or the file written (`publish`), once a
snapshot and under a name that its content gives, so that no answer depends on which came first.
"""

import json
import logging
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache, cached_property, lru_cache
from math import ceil, log10
from pathlib import Path
from threading import Lock, RLock, Thread
from time import sleep
from typing import Any

import numpy as np
import pandas as pd

from dashboard.boundaries import graticule, outline
from dashboard.climate import Years
from dashboard.climate.agreement import Agreement, agreement
from dashboard.collection import open_served
from dashboard.countries import Countries
from dashboard.credits import sentences
from dashboard.figures import DRAWINGS
from dashboard.indicators import Catalogue
from dashboard.once import once
from dashboard.page import Shared, options
from dashboard.panes import Panes
from dashboard.records import AGREEMENT, RATE, compared
from dashboard.server.assets import PUBLISHERS, publish
from dashboard.server.looks import LOOKS, SNAPSHOT_DATES
from dashboard.snapshots import current_snapshot
from dashboard.state import TEMPERATURE, ViewState
from dashboard.store import SnapshotError, Store
from dashboard.temperatures import Temperatures
from dashboard.views.cards import caution
from dashboard.views.map import path_data, zoom_boxes
from dashboard.views.theme import Scale, categorical, centred, sequential, time_axis
from dashboard.worldfile import LIMIT, encode_matrix, world_file

Part = dict[str, Any]
_OPENING, _DRAWING = Lock(), RLock()  # HoloViews has global state: of all atlases, one draws
_served: dict[str, tuple[Path, "Atlas"]] = {}  # the one that new sessions get, and its snapshot
_LOG = logging.getLogger("isotherm.atlas")
_LET_IN = 0.05  # seconds: a thread that takes a lock anew at once lets none in who waits for it
NO_SERIES = pd.DataFrame({"year": pd.Series(dtype=int), "value": pd.Series(dtype=float)})
OPENER = "new snapshot"  # the name of the thread that opens one


class Atlas:
    """Store, catalogue, panes and files, and what each choice shows."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self.store = store
        self.catalogue = catalogue
        self.usual = next(iter(store.records))
        # Its own, so that nothing keeps an atlas alive which no session shows any more.
        self._remembered = lru_cache(maxsize=4096)(self._answer)
        # What the last few answers have alike, such as the dots of a scatter in °C and in °F.
        self.recent = lru_cache(maxsize=4)(self._made)
        self._kept: dict[tuple[Any, ...], bytes] = {}
        self._record = cache(lambda record_id: Temperatures(store, store.records[record_id]))
        self.scale = cache(self._scale)
        self.matrix = cache(self._matrix)
        self.rates = cache(self._rates)
        self.quality = cache(self._quality)

    @classmethod
    def open(cls) -> "Atlas":
        """Read the newest snapshot, the catalogue and the user's files; raises their errors."""
        found = open_served()
        return cls(found.store, found.catalogue)

    def draw(self) -> None:
        """Draw what every page holds; between two figures, clicks on another atlas are answered."""
        panes = self.panes
        for drawing in DRAWINGS:
            if drawing.at_start:
                with _DRAWING:
                    panes.document(drawing.name)
                sleep(_LET_IN)
        _ = self.shared

    def ask(self, part: Callable[..., Part], *choices: Any) -> Part:
        """Return `part(self, *choices)`, remembered: it follows from what can be hashed.

        One thread at a time comes in: sessions run in threads, and HoloViews has global state.
        """
        with _DRAWING:
            return self._remembered(part, *choices)

    def keep(self, part: Callable[..., Part], *choices: Any) -> None:
        """Make a part and keep it packed, so that asking for it takes no reckoning."""
        with _DRAWING:
            answer = part(self, *choices)
        self._kept[part, *choices] = zlib.compress(_json(answer))

    def _answer(self, part: Callable[..., Part], *choices: Any) -> Part:
        kept = self._kept.get((part, *choices))
        answer: Part = json.loads(zlib.decompress(kept)) if kept else part(self, *choices)
        return answer

    def _made(self, make: Callable[..., Any], *choices: Any) -> Any:
        return make(self, *choices)

    def record(self, record_id: str = "") -> Temperatures:
        """Return the temperatures of a record, "" for the usual one."""
        return self._record(record_id or self.usual)

    @property
    def temperatures(self) -> pd.DataFrame:
        """The usual record's temperatures, iso3 by year."""
        return self.record().values

    @cached_property
    def years(self) -> Years:
        """The first and the last year of which any record has temperatures."""
        spans = [self.record(record_id).years for record_id in self.store.records]
        return Years(min(span.first for span in spans), max(span.last for span in spans))

    def trends(self, first: int, record_id: str = "") -> "pd.Series[float]":
        """Return every country's warming per decade since a year, in °C by iso3."""
        return self.record(record_id).trends(first)

    def _scale(self, variable: str, record_id: str = "") -> Scale:
        """Return the colour scale of a variable, the same for all years and baselines."""
        if variable == TEMPERATURE:
            return self.record(record_id).scale
        indicator, values = self.catalogue[variable], self.store.values(variable)
        if indicator.categories:
            scale = categorical(len(indicator.categories), indicator.palette)
        elif indicator.center is not None:
            scale = centred(values, indicator.center)
        else:
            scale = sequential(values, indicator.palette, indicator.scale == "log")
        return scale.reversed() if indicator.reverse else scale

    def _matrix(self, variable: str, record_id: str = "") -> str:
        """Return the address of a variable's numbers, country by year."""
        if variable == TEMPERATURE:
            return publish("temperature.bin", self.record(record_id).matrix)
        if variable == AGREEMENT and self.agreement is not None:
            spread = self.agreement.spread.reindex(list(self.store.countries))
            one_year = spread.to_frame(self.agreement.last)
            return publish("agreement.bin", encode_matrix(one_year, None))
        values = self.store.values(variable)
        step, decimals = _step(values), self.catalogue[variable].decimals
        fine = step if step <= 10.0**-decimals else None
        return publish(f"{variable}.bin", encode_matrix(values, fine, decimals))

    def _rates(self, first: int, record_id: str = "") -> str:
        """Return the address of every country's trend since a year, as a matrix of one year."""
        record = self.record(record_id)
        one_year = record.rates(first)[["per_decade"]].set_axis([record.years.last], axis=1)
        return publish(f"{RATE}-{first}.bin", encode_matrix(one_year, None, 2))

    def publish_again(self, stem: str) -> None:
        """Publish what has this name without its digest and suffix, of every record that has it."""
        kind, _, more = stem.partition("-")
        years = range(self.years.first, self.years.last)
        if kind == RATE and more in map(str, years):
            for record_id in self.store.records:
                self.rates(int(more), record_id)
        elif kind == "quality" and more in self.store.records:
            self.quality(more)
        elif stem == TEMPERATURE:
            for record_id in self.store.records:
                self.matrix(stem, record_id)
        elif stem in self.catalogue or (stem == AGREEMENT and self.agreement is not None):
            self.matrix(stem)
        if stem in self.panes:  # some have the name of an indicator
            with _DRAWING:
                self.panes.address(stem)

    @cached_property
    def agreement(self) -> Agreement | None:
        """How far the records agree; None where there are not two to compare."""
        found = compared(self.store.records)
        return agreement({name: self.record(name).values for name in found}) if found else None

    def _quality(self, record_id: str) -> str:
        """Return the address of each country's flag and reason, "" where the table has them."""
        if record_id in ("", self.usual):
            return ""
        told = [
            [country.quality.flag, caution(country.quality)]
            for country in self.record(record_id).countries.values()
        ]
        return publish(f"quality-{record_id}.json", _json(told))

    def new_state(self) -> ViewState:
        """Return the choices of a session that has chosen nothing yet."""
        return ViewState(self.store.countries, self.catalogue, self.years, self.store.records)

    def is_readable(self, indicator_id: str) -> bool:
        """Whether an indicator's figures can be read; once they are, they stay in memory."""
        try:
            self.store.series("", indicator_id)
        except SnapshotError:
            return False
        return True

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each indicator, by its id."""
        return {name: indicator.label for name, indicator in self.catalogue.items()}

    def provenance(self, indicator_id: str) -> dict[str, Any]:
        """Return what is recorded of where an indicator's numbers come from."""
        series: dict[str, Any] = self.store.provenance["series"][indicator_id]
        return series

    @cached_property
    def panes(self) -> Panes:
        """The figures, by name; each drawn once, without values, when it is first needed."""
        return Panes(DRAWINGS, self.scale(TEMPERATURE), time_axis(*self.years))

    @cached_property
    def shared(self) -> Shared:
        """What every page holds alike."""
        return Shared(
            options=options(self.catalogue, self.store.records),
            files={
                "world": publish("world.bin", world_file(list(self.store.countries))),
                "countries": publish("countries.json", _json(_table(self.record().countries))),
                "sources": publish("sources.json", _json(sentences(self.store, self.catalogue))),
            },
            figures=self.panes.at_start(),
            ground=json.loads(once("ground", [], lambda: _json(_ground()))),
            date=self.store.provenance["date"],
            groups=[
                {"iso3": group.code, "name": group.name}
                for group in self.record().aggregates.values()
            ],
            records={name: record.title for name, record in self.store.records.items()},
        )


def _ground() -> dict[str, Any]:
    return {
        "boxes": zoom_boxes(),
        "sea": path_data([outline()]),
        "graticule": path_data(zip(*graticule(), strict=True)),
    }


def _step(values: pd.DataFrame) -> float:
    """Return the smallest round step in which all values fit sixteen bits."""
    largest = float(np.nanmax(np.abs(values.to_numpy()))) if values.size else 1.0
    return float(10.0 ** ceil(log10(max(largest, 1e-6) / LIMIT)))


def _table(countries: Countries) -> list[dict[str, Any]]:
    return [
        {
            "iso3": country.iso3,
            "name": country.name,
            "official": country.official_name,
            "aliases": list(country.aliases),
            "region": country.region,
            "zone": country.climate_zone,
            "un": country.is_un_member,
            "x": country.label_x,
            "y": country.label_y,
            "tiny": country.tiny,
            "flag": country.quality.flag,
            "reason": caution(country.quality),
        }
        for country in countries.values()
    ]


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def is_served(atlas: Atlas) -> bool:
    """Whether new sessions get this atlas."""
    served = _served.get("atlas")
    return served is not None and served[1] is atlas


def snapshot_fault() -> str:
    """Say what has happened to the files that are served from, "" for nothing."""
    served = _served.get("atlas")
    return served[1].store.fault() if served else ""


def snapshot_date() -> date | None:
    """Return the date of the snapshot that is served, None where none is open or dated."""
    served = _served.get("atlas")
    with suppress(ValueError):
        return date.fromisoformat(served[1].store.provenance["date"]) if served else None
    return None


def _publish_again(stem: str) -> None:
    if served := _served.get("atlas"):
        served[1].publish_again(stem)


PUBLISHERS.append(_publish_again)
LOOKS.append(snapshot_fault)
SNAPSHOT_DATES.append(snapshot_date)


def the_atlas(first_page: Callable[[Atlas], object] | None = None) -> Atlas:
    """Return the atlas of the newest snapshot, ready to be shown.

    Sessions keep the atlas that they began with. A newer snapshot takes a second or two to open:
    until then all get the atlas before it, which stays where the new one cannot be opened.
    first_page: see look_for_newer.
    """
    if "atlas" not in _served:
        with _OPENING:
            _open(current_snapshot())
    look_for_newer(first_page)
    return _served["atlas"][1]


def look_for_newer(first_page: Callable[[Atlas], object] | None = None) -> None:
    """Open a snapshot that is newer than the served one, in a thread; without one this is cheap.

    first_page: asks a new atlas for what most ask first, before any session waits for it.
    """
    served, newest = _served.get("atlas"), current_snapshot()
    if served and served[0] != newest and _OPENING.acquire(blocking=False):
        # No daemon: see dashboard.server.command.
        Thread(target=_open_newer, args=(newest, first_page), name=OPENER).start()


def _open_newer(newest: Path, first_page: Callable[[Atlas], object] | None) -> None:
    try:
        _open(newest, first_page)
    finally:
        _OPENING.release()


def _open(newest: Path, first_page: Callable[[Atlas], object] | None = None) -> None:
    served = _served.get("atlas")
    if served and served[0] == newest:  # another thread was faster
        return
    try:
        atlas = Atlas.open()
        atlas.draw()
        if first_page:
            first_page(atlas)
    except Exception:  # whatever a new snapshot holds, those who visit see one
        if not served:
            raise
        _LOG.exception("The snapshot before %s goes on being served", newest)
        atlas = served[1]
    _served["atlas"] = newest, atlas
