"""FAO's temperature change by country, which is GISTEMP's, from the IMF's climate data."""

import pandas as pd

from dashboard.climate import Years
from dashboard.records import Record
from dashboard.sources.client import BrokenAnswerError, Client
from dashboard.sources.extents import differing
from dashboard.sources.fetched import Fetched
from dashboard.sources.raw import RawAnswers
from dashboard.sources.temperature import Parsed, Publication, RecordError, read_table

IMF_FILE = "4063314923d74187be9596f10d034914_0.csv"
BASE = Years(1951, 1980)


def parse_imf(body: bytes) -> pd.DataFrame:
    """Read temperature change: columns iso3, year, value (°C above the mean of 1951-1980)."""
    table = read_table(body, ["ISO3", "Indicator", "Unit"])
    years = [name for name in map(str, table) if name.removeprefix("F").isdecimal()]
    if not years or table.empty:
        raise BrokenAnswerError("it has no years")
    if set(table["Unit"]) != {"Degree Celsius"}:
        raise RecordError(f"its unit is {', '.join(map(str, set(table['Unit'])))}")
    if odd := [text for text in set(table["Indicator"]) if "1951-1980" not in str(text)]:
        raise RecordError(f"it holds {odd[0]}")
    if table[years].iloc[-1].isna().all():
        raise BrokenAnswerError("it is cut off: its last country has no values")
    rows = table.melt("ISO3", years, "year").rename(columns={"ISO3": "iso3"}).dropna()
    rows["year"] = rows["year"].str.removeprefix("F").astype(int)
    return rows.reset_index(drop=True)


ABOUT = {
    "short": "FAO (GISTEMP)",
    "title": "FAO temperature change, from GISTEMP, by the IMF",
    "publisher": "FAO, from NASA's GISTEMP; by the IMF",
    "url": "https://climatedata.imf.org/datasets/4063314923d74187be9596f10d034914",
    "licence": "CC BY-NC-SA 3.0 IGO",
    "note": "Anomalies from the mean of 1951-1980, on a grid of 2 degrees.",
}
IMF = Publication("imf/temperature-change", lambda body: Parsed(parse_imf(body)), ABOUT)


def imf_url(base: str) -> str:
    """Return the file's address."""
    return f"{base}/{IMF_FILE}"


async def fetch_imf(client: Client, raw: RawAnswers, base: str) -> Fetched:
    """Ask for the IMF's file; raises FetchError and RecordError."""
    return await IMF.fetch(client, raw, imf_url(base), {})


def record_of(fetched: Fetched, rows: pd.DataFrame, provider: str = "imf") -> Record:
    """Return what is known of the record; provider: "imf" or "faostat"."""
    about = fetched.about
    return Record(
        id="fao",
        label="FAO",
        publisher=about["publisher"],
        version="",
        kind="stations",
        years=Years(int(rows["year"].min()), int(rows["year"].max())),
        countries=int(rows["iso3"].nunique()),
        licence=about["licence"],
        base=BASE,
        url=about["url"],
        note=about["note"],
        date=about["date"],
        independent_of="It shares stations with CRU; ERA5 is made another way.",
        differs=differing("fao", provider),
    )
