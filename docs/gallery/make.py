"""Make the gallery's files from the embedded snapshot: `python -m docs.gallery.make`."""

import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

from dashboard.store import Store

HERE = Path(__file__).parent
FIRST, LAST = 1948, 2022
YEARS = [1990, 2000, 2010, 2020]
# As the World Bank writes them, to show that names need not be ours.
WRITTEN = {
    "BHS": "Bahamas, The",
    "CIV": "Cote d'Ivoire",
    "COD": "Congo, Dem. Rep.",
    "COG": "Congo, Rep.",
    "EGY": "Egypt, Arab Rep.",
    "KOR": "Korea, Rep.",
    "LCA": "St. Lucia",
    "TUR": "Turkiye",
    "VEN": "Venezuela, RB",
    "YEM": "Yemen, Rep.",
}


def latitude(store: Store) -> pd.DataFrame:
    """Degrees between each country's label point and the equator: long, by ISO3."""
    rows = [(c.iso3, FIRST, f"{abs(c.label_lat):.1f}") for c in store.countries.values()]
    return pd.DataFrame(rows, columns=["iso3", "year", "degrees"]).sort_values("iso3")


def density(store: Store) -> pd.DataFrame:
    """People per square kilometre: wide, by name, as a German Excel writes CSV."""
    countries = store.countries
    area = pd.Series({iso3: country.area_km2 for iso3, country in countries.items()})
    table = store.values("population")[YEARS].div(area, axis=0).dropna().round(2)
    names = [WRITTEN.get(iso3, countries[iso3].name) for iso3 in table.index]
    table.insert(0, "Country", names)
    return table.sort_values("Country")


def growth(store: Store) -> list[list[object]]:
    """Population growth by ISO2 and Excel date: the rows of a sheet under a title."""
    people = store.values("population")
    shares = (np.log(people).diff(axis=1) * 100).loc[:, 2010:LAST].round(2)
    rows: list[list[object]] = [["Growth of the population, % a year"], []]
    rows.append(["Country code", "Date", "Growth"])
    for iso3, values in shares.dropna(how="all").iterrows():
        iso2 = store.countries[str(iso3)].iso2
        rows += [[iso2, datetime.date(year, 7, 1), value] for year, value in values.items()]
    return rows


def main() -> None:
    """Write latitude.csv, density.csv and growth.xlsx."""
    store = Store.read()
    latitude(store).to_csv(HERE / "latitude.csv", index=False, lineterminator="\n")
    density(store).to_csv(
        HERE / "density.csv", sep=";", decimal=",", index=False, encoding="utf-8-sig"
    )
    book = openpyxl.Workbook()
    book.active.title = "Growth"
    for row in growth(store):
        book.active.append(row)
    book.save(HERE / "growth.xlsx")


if __name__ == "__main__":
    main()
