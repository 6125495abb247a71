"""ERA5's annual temperature anomalies by country, from Our World in Data's charts."""

import pandas as pd

from dashboard.climate import Years
from dashboard.records import Record
from dashboard.sources.client import BrokenAnswerError, Client
from dashboard.sources.extents import differing
from dashboard.sources.fetched import Fetched
from dashboard.sources.raw import RawAnswers
from dashboard.sources.temperature import Parsed, Publication, read_table

CHART = "annual-temperature-anomalies.csv"
BASE = Years(1991, 2020)
COLUMNS = ["Entity", "Code", "Year"]
CODES = {"OWID_KOS": "XKX"}


def parse_anomalies(body: bytes) -> pd.DataFrame:
    """Read anomalies: columns iso3, year, value (°C above the mean of 1991-2020)."""
    table = read_table(body, COLUMNS)
    if len(table.columns) != len(COLUMNS) + 1:
        raise BrokenAnswerError(f"its columns are {', '.join(table.columns)}")
    rows = table.rename(columns={"Code": "iso3", "Year": "year", table.columns[-1]: "value"})
    if rows.empty or rows["year"].iloc[-1] != rows["year"].max():
        raise BrokenAnswerError("it is cut off: its last country has no value in its last year")
    rows["iso3"] = rows["iso3"].replace(CODES)
    return rows[["iso3", "year", "value"]].dropna().reset_index(drop=True)


ABOUT = {
    "short": "ERA5",
    "title": "ERA5, annual temperature anomalies by country",
    "publisher": "Copernicus Climate Change Service, averaged by Our World in Data",
    "url": "https://ourworldindata.org/grapher/annual-temperature-anomalies",
    "licence": "CC BY 4.0",
    "note": "A reanalysis on a grid of 0.25 degrees, as anomalies from the mean of 1991-2020.",
}
PUBLICATION = Publication(
    "owid/annual-temperature-anomalies", lambda body: Parsed(parse_anomalies(body)), ABOUT
)


def url(base: str) -> str:
    """Return the chart's address."""
    return f"{base}/{CHART}"


async def fetch_temperature(client: Client, raw: RawAnswers, base: str) -> Fetched:
    """Ask for the chart's figures; raises FetchError and RecordError."""
    return await PUBLICATION.fetch(client, raw, url(base), {"v": "1", "csvType": "full"})


def record_of(fetched: Fetched, rows: pd.DataFrame) -> Record:
    """Return what is known of the record."""
    about = fetched.about
    return Record(
        id="era5",
        label="ERA5",
        publisher=about["publisher"],
        version="",
        kind="reanalysis",
        years=Years(int(rows["year"].min()), int(rows["year"].max())),
        countries=int(rows["iso3"].nunique()),
        licence=about["licence"],
        base=BASE,
        url=about["url"],
        note=about["note"],
        date=about["date"],
        independent_of="A reanalysis: it shares few station means with CRU and FAO.",
        differs=differing("era5", "owid"),
    )
