"""A World Bank on this machine: answers in the documented shapes, and fails in the documented ways.

    with WorldBank() as bank:
        bank.fail("SP.POP.TOTL", "429", "cut")   # its next two answers
        ... bank.url, bank.portal, bank.asked

Figures of the catalogue's codes are those of the embedded snapshot, so that they pass for known;
others are made up. `python -m tests.integration.world_bank` serves for the benchmark.
"""

import asyncio
import json
import sys
import threading
import time
import zipfile
import zlib
from collections import defaultdict, deque
from functools import cached_property
from io import BytesIO
from typing import Any, Self

import numpy as np
import pandas as pd
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from dashboard.indicators import read_catalogue
from dashboard.sources.packaged_world_bank import AGGREGATES
from dashboard.store import Store

YEARS = range(1960, 2025)
CRU = "cru-x0.5_timeseries_tas_timeseries_annual_1901-2024_mean_historical_cru_ts4.09_mean"
ERA5 = "era5-x0.25_timeseries_tas_timeseries_annual_1950-2023_mean_historical_era5_x0.25_mean"
XML = b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?><wb:data page="1" pages="1"></wb:data>'
HTML = b"<!DOCTYPE html><html><body><h1>Proxy: sign in to continue</h1></body></html>"
_ROWS: dict[str, list[dict[str, Any]]] = {}  # of first editions, the same for every server
PIECE = 1 << 18  # bytes that are written at once
INCOMES = [("HIC", "High income"), ("LIC", "Low income"), ("INX", "Not classified")]


class WorldBank:
    """The server, and what it was asked: (path, query) of each request."""

    def __init__(self, port: int = 0, per_page: int = 32_767) -> None:
        self.most_per_page = per_page
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.faults: dict[str, deque[str]] = defaultdict(deque)
        self.always: dict[str, str] = {}
        self.updated: dict[str, str] = {}
        self.factor: dict[str, float] = {}
        self.names: dict[str, str] = {}
        self.collections = {CRU: (1901, 2024), ERA5: (1950, 2023)}
        self.place = "all_countries"
        self.retry_after = "0"
        self.rate = 0.0  # bytes a second of all answers together, 0 for as fast as it goes
        self._free = 0.0
        self.store = Store.read()
        self.codes = {i.code: i for i in read_catalogue().values() if i.code}
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._bodies: dict[Any, bytes] = {}
        self._socket = bind_sockets(port, "127.0.0.1")[0]
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v2"
        self.portal = self.url.replace("/v2", "/cckp/v1")
        self.addresses = {
            "ISOTHERM_WORLDBANK_URL": self.url,
            "ISOTHERM_CCKP_URL": self.portal,
            "ISOTHERM_OWID_URL": self.url.replace("/v2", "/owid"),
            "ISOTHERM_IMF_URL": self.url.replace("/v2", "/imf"),
            "ISOTHERM_FAOSTAT_URL": self.url.replace("/v2", "/faostat"),
        }
        self.slow = ""  # answers to addresses with this part in them never come

    def fail(self, part: str, *faults: str) -> None:
        """Let the next answers to addresses with that part in them fail."""
        self.faults[part].extend(faults)

    def revise(self, code: str, day: str, factor: float = 1.0) -> None:
        """Publish a new edition of an indicator."""
        self.updated[code], self.factor[code] = day, factor
        self._rows.pop(code, None)
        self._bodies.clear()

    def series_asked(self, part: str = "") -> list[str]:
        """Return the paths that were asked for with more than a look at their edition."""
        return [path for path, query in self.asked if part in path and query.get("per_page") != "1"]

    def next_fault(self, path: str) -> str:
        """Return how an answer fails, "" where it does not."""
        for part, faults in self.faults.items():
            if part in path and faults:
                return faults.popleft()
        return next((fault for part, fault in self.always.items() if part in path), "")

    async def turn(self, size: int) -> None:
        """Wait until a slow line would have carried as many bytes."""
        if self.rate:
            self._free = max(self._free, time.monotonic()) + size / self.rate
            await asyncio.sleep(self._free - time.monotonic())

    def page(self, code: str, number: int, per_page: int) -> bytes:
        """Return a page of an indicator."""
        key = (code, number, per_page)
        if key not in self._bodies:
            rows = self.rows(code)
            head = {
                "page": number,
                "pages": -(-len(rows) // per_page),
                "per_page": per_page,
                "total": len(rows),
                "sourceid": "2",
                "lastupdated": self.updated.get(code, "2026-10-01"),
            }
            chosen = rows[(number - 1) * per_page : number * per_page]
            self._bodies[key] = json.dumps([head, chosen], separators=(",", ":")).encode()
        return self._bodies[key]

    def rows(self, code: str) -> list[dict[str, Any]]:
        """Return all entries of an indicator, groups first, newest year first, nulls where none."""
        rows = self._rows if code in self.updated or code in self.names else _ROWS
        if code not in rows:
            name = self.names.get(code, f"Indicator {code}")
            known = self._known(code)
            rows[code] = [
                {
                    "indicator": {"id": code, "value": name},
                    "country": {"id": iso2, "value": country},
                    "countryiso3code": iso3,
                    "date": str(year),
                    "value": known.get((iso3, year)),
                    "unit": "",
                    "obs_status": "",
                    "decimal": 1,
                }
                for iso3, iso2, country in self.places
                for year in reversed(YEARS)
            ]
        return rows[code]

    @cached_property
    def places(self) -> list[tuple[str, str, str]]:
        """Groups of countries, then countries: code, two letters, name."""
        groups = [(code, code[:2].lower(), f"Group {code}") for code in sorted(AGGREGATES)]
        countries = self.store.countries.values()
        return groups + [(c.iso3, c.iso2, c.name) for c in countries if c.iso3 != "ATA"]

    def countries(self) -> bytes:
        """Return the list of countries and groups, whose numbers are text, as they are there."""
        entries = [
            {
                "id": iso3,
                "iso2Code": iso2,
                "name": name,
                "region": {"id": "NA", "value": "Aggregates"}
                if iso3 in AGGREGATES
                else {"id": "LCN", "value": "Latin America & Caribbean "},
                "incomeLevel": dict(zip(("id", "value"), INCOMES[n % 3], strict=True)),
            }
            for n, (iso3, iso2, name) in enumerate(self.places)
        ]
        head = {"page": 1, "pages": 1, "per_page": "20000", "total": len(entries)}
        return json.dumps([head, entries]).encode()

    def temperatures(self, first: int, last: int) -> bytes:
        """Return annual means of all countries but two, near those of the embedded snapshot."""
        wide = self.store.values("temperature").dropna()
        normal = wide.mean(axis=1) + 1.0
        told = {
            iso3: {
                f"{year}-07": round(mean + 0.01 * (year - 1960), 2)
                for year in range(first, last + 1)
            }
            for iso3, mean in normal.items()
            if iso3 not in ("ATA", "BVT")
        }
        return json.dumps({"metadata": {"status": "success"}, "data": told}).encode()

    def anomalies(self, base: tuple[int, int], first: int) -> pd.DataFrame:
        """Return the embedded figures as anomalies; index iso3, columns years."""
        wide = self.store.values("temperature").dropna().drop(["ATA", "BVT"], errors="ignore")
        return wide.sub(wide.loc[:, base[0] : base[1]].mean(axis=1), axis=0).loc[:, first:]

    def owid(self) -> bytes:
        """Return ERA5 as Our World in Data gives it: names, codes, years, one column of values."""
        rows = self.anomalies((1991, 2020), 1948).stack().reset_index()
        lines = [
            f'"{self.store.countries[iso3].name}",{iso3},{year},{value:.7f}'
            for iso3, year, value in rows.itertuples(index=False)
        ]
        return "\n".join(["Entity,Code,Year,Temperature anomaly", *lines, ""]).encode()

    def imf(self) -> bytes:
        """Return FAO's figures as the IMF gives them: a row for each country, a column a year."""
        wide = self.anomalies((1961, 1980), 1961)
        told = (
            "Temperature change with respect to a baseline climatology, corresponding to the "
            "period 1951-1980"
        )
        head = ["ObjectId", "Country", "ISO2", "ISO3", "Indicator", "Unit", *map(str, wide.columns)]
        lines = [
            f'{n},"{self.store.countries[iso3].name}",,{iso3},"{told}",Degree Celsius,'
            + ",".join(f"{value:.3f}" for value in row)
            for n, (iso3, row) in enumerate(wide.iterrows(), 1)
        ]
        return "\n".join(["\ufeff" + ",".join(head), *lines, ""]).encode()

    def faostat(self) -> bytes:
        """Return FAO's figures as FAOSTAT gives them: names, many months, flags, zipped."""
        wide = self.anomalies((1961, 1980), 1961)
        years = ",".join(f"Y{year},Y{year}F" for year in wide.columns)
        lines = [f"Area Code,Area,Months Code,Months,Element Code,Element,Unit,{years}"]
        for n, (iso3, row) in enumerate(wide.iterrows(), 1):
            cells = ",".join(f"{value:.3f},E" for value in row)
            for months in ("7001,January", "7020,Meteorological year"):
                name = "China, mainland" if iso3 == "CHN" else self.store.countries[iso3].name
                area = f'{n},"{name}",{months}'
                lines.append(f"{area},7271,Temperature change,°C,{cells}")
        body, stem = BytesIO(), "Environment_Temperature_change_E_"
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{stem}AreaCodes.csv", "Area Code,Area\n")
            archive.writestr(f"{stem}All_Data.csv", "\n".join([*lines, ""]))
        return body.getvalue()

    def _known(self, code: str) -> dict[tuple[str, int], float]:
        factor = self.factor.get(code, 1.0)
        if code in self.codes and self.codes[code].id in self.store.indicators:
            rows = self.store.tidy(self.codes[code].id)
            known = dict(
                zip(zip(rows["iso3"], rows["year"], strict=True), rows["value"], strict=True)
            )
        else:
            random = np.random.default_rng(zlib.crc32(code.encode()))
            cells = random.lognormal(3, 1, (len(self.places), len(YEARS))).round(4)
            known = {
                (iso3, year): float(cells[n, k])
                for n, (iso3, _, _) in enumerate(self.places)
                for k, year in enumerate(YEARS)
                if cells[n, k] > 10
            }
        groups = {(code, year): 1e12 for code in AGGREGATES for year in YEARS}
        return groups | {key: value * factor for key, value in known.items()}

    def __enter__(self) -> Self:
        """Serve in a thread of its own."""
        ready = threading.Event()

        async def serve() -> None:
            self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
            server = HTTPServer(application(self))
            server.add_socket(self._socket)
            ready.set()
            await self._over.wait()
            server.stop()
            await server.close_all_connections()

        self._thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)
        self._socket.close()


class _Handler(RequestHandler):
    def initialize(self, bank: WorldBank) -> None:
        self.bank = bank

    async def get(self, *parts: str) -> None:
        query = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        self.bank.asked.append((self.request.path, query))
        fault = self.bank.next_fault(self.request.path)
        if self.bank.slow and self.bank.slow in self.request.path:
            await asyncio.sleep(600)
        if fault in _FAILURES:
            await _FAILURES[fault](self)
            return
        body = self.answer(query, *parts)
        if fault == "total" and query.get("page") != "1":
            body = body.replace(b'"total":', b'"total":9', 1)
        if fault == "short":
            body = body[: len(body) // 2]
        self.set_header("Content-Type", "application/json;charset=utf-8")
        if fault == "cut":
            self.set_header("Content-Length", str(len(body)))
            self.write(body[: len(body) // 2])
            await self.flush()
            self.request.connection.stream.close()
            return
        for start in range(0, len(body), PIECE):
            await self.bank.turn(PIECE)
            self.write(body[start : start + PIECE])
            await self.flush()

    def answer(self, query: dict[str, str], *parts: str) -> bytes:
        raise NotImplementedError


class _Indicator(_Handler):
    def answer(self, query: dict[str, str], code: str) -> bytes:
        per_page = min(int(query["per_page"]), self.bank.most_per_page)
        return self.bank.page(code, int(query["page"]), per_page)


class _Countries(_Handler):
    def answer(self, _: dict[str, str]) -> bytes:
        return self.bank.countries()


class _Portal(_Handler):
    def answer(self, _: dict[str, str], collection: str, place: str) -> bytes:
        if place != self.bank.place or collection not in self.bank.collections:
            return b'{"metadata":{"status":"error","messages":["no such collection"]},"data":[]}'
        return self.bank.temperatures(*self.bank.collections[collection])


class _File(_Handler):
    def answer(self, _: dict[str, str], publisher: str) -> bytes:
        body: bytes = getattr(self.bank, publisher)()
        return body


def _status(status: int):
    async def fail(handler: _Handler) -> None:
        handler.set_status(status)
        if status == 429:
            handler.set_header("Retry-After", handler.bank.retry_after)
        handler.write("busy")

    return fail


def _body(body: bytes, kind: str):
    async def fail(handler: _Handler) -> None:
        handler.set_header("Content-Type", kind)
        handler.write(body)

    return fail


def _message(number: str, key: str, value: str):
    said = [{"message": [{"id": number, "key": key, "value": value}]}]
    return _body(json.dumps(said).encode(), "application/json")


async def _hang_up(handler: _Handler) -> None:
    handler.request.connection.stream.close()


_FAILURES = {
    "404": _status(404),
    "429": _status(429),
    "500": _status(500),
    "503": _status(503),
    "xml": _body(XML, "text/xml"),
    "html": _body(HTML, "text/html"),
    "120": _message("120", "Invalid value", "The provided parameter value is not valid"),
    "175": _message(
        "175",
        "Invalid format",
        "The indicator was not found. It may have been deleted or archived.",
    ),
    "105": _message("105", "Service currently unavailable", "Try again"),
    "hang up": _hang_up,
}


def application(bank: WorldBank) -> Application:
    """Return the server's addresses."""
    known = {"bank": bank}
    return Application(
        [
            (r"/v2/country/all/indicator/([^/]+)", _Indicator, known),
            (r"/v2/country", _Countries, known),
            (r"/cckp/v1/([^/]+)/([^/]+)", _Portal, known),
            (r"/(owid|imf|faostat)/[^/]+", _File, known),
        ],
        log_function=lambda _: None,
    )


async def _serve_for_ever(megabits: int, codes: list[str]) -> None:
    bank = WorldBank()
    bank.rate = megabits * 1e6 / 8
    for code in codes:  # made before anybody measures
        bank.page(code, 1, 20_000)
        bank.page(code, 1, 1)
        _ROWS.clear()
    server = HTTPServer(application(bank))
    server.add_socket(bank._socket)
    print(bank.url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve_for_ever(int(sys.argv[1]), sys.argv[2:]))
