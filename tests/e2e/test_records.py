"""Choosing a record, on a server whose snapshot has three."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard import climate
from dashboard.climate import Years
from dashboard.views.cards import signed
from tests.e2e.person import fill, link_of, opened_with_session
from tests.records_snapshot import three_records

ROOT = Path(__file__).parents[2]
ATLAS = three_records()
LINK = "/?country=IND&baseline=1961-1990&year=2020&period=none"


@pytest.fixture
def page(visitor: Callable[..., Page], three_records_server: str) -> Page:
    return visitor(three_records_server)


def anomaly(record: str, year: int = 2020, iso3: str = "IND") -> str:
    values = ATLAS.record(record).values.loc[[iso3]]
    found = values[year] - climate.normals(values, Years(1961, 1990))
    return f"{signed(found[iso3], 2)} °C"


def trend(record: str, iso3: str = "IND") -> str:
    return f"{signed(ATLAS.trends(1960, record)[iso3], 2)} °C"


def bin_of(page: Page, iso3: str) -> int:
    swatches = page.locator("#legend .bin").evaluate_all(
        "all => all.map((b) => b.style.getPropertyValue('--colour'))"
    )
    return int(swatches.index(fill(page, iso3)))


def trend_shown(page: Page):
    return page.locator("#country dd[data-field='trend']")


def test_everything_follows_the_chosen_record_and_back_returns(page: Page) -> None:
    opened_with_session(page, LINK)
    expect(page.locator("#record")).to_have_value("cru")
    expect(page.locator("#anomaly")).to_have_text(anomaly("cru"))
    page.locator("#record").select_option("era5")
    expect(page.locator("#anomaly")).to_have_text(anomaly("era5"))
    expect(trend_shown(page)).to_have_text(trend("era5"))
    expect(page.locator("#source-line")).to_contain_text("ERA5 2026")
    expect(page.locator("#records button[aria-pressed='true']")).to_have_text("ERA5 2026")
    assert link_of(page)["record"] == "era5"
    page.go_back()
    expect(page.locator("#anomaly")).to_have_text(anomaly("cru"))
    expect(trend_shown(page)).to_have_text(trend("cru"))
    expect(page.locator("#record")).to_have_value("cru")
    assert "record" not in link_of(page)


def test_the_map_has_the_colours_of_the_chosen_record(page: Page) -> None:
    for record in ("cru", "era5"):
        opened_with_session(page, f"/?record={record}&baseline=1961-1990&year=2020&period=none")
        found = ATLAS.record(record)
        anomalies = found.values[2020] - climate.normals(found.values, Years(1961, 1990))
        assert bin_of(page, "BRA") == int(found.scale.bins(anomalies)["BRA"])


def test_a_row_of_the_panel_chooses_its_record(page: Page) -> None:
    opened_with_session(page, LINK)
    page.get_by_role("button", name="FAO 2025").click()
    expect(page.locator("#anomaly")).to_have_text(anomaly("fao"))
    expect(page.locator("#first-year")).to_have_text("1961")
    assert link_of(page)["record"] == "fao"


def test_the_panel_says_whether_the_records_agree(page: Page) -> None:
    opened_with_session(page, LINK)
    said = page.locator("[data-records='sentence']")
    expect(said).to_contain_text("Three records agree: +0.10 to +0.17 °C a decade")
    expect(page.locator("#records tbody tr")).to_have_count(3)
    opened_with_session(page, "/?country=BRA")
    expect(said).to_contain_text("records differ")
    opened_with_session(page, "/?country=NOR")
    expect(page.locator("[data-records='differs']")).to_have_text("ERA5: With Svalbard.")


def test_the_table_and_its_file_follow(page: Page, three_records_server: str) -> None:
    opened_with_session(page, f"{LINK}&view=table&record=era5")
    row = page.locator("#ranking tr", has=page.get_by_role("button", name="India", exact=True))
    expect(row.locator(".trend")).to_have_text(signed(ATLAS.trends(1960, "era5")["IND"], 2))
    france = page.locator("#ranking tr", has=page.get_by_role("button", name="France", exact=True))
    expect(france.locator(".doubt")).to_be_visible()
    text = page.request.get(
        f"{three_records_server}download/temperature.csv?country=IND&record=era5"
    ).text()
    found = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    rows = {row["year"]: row for row in found}
    assert "ERA5 2026; Copernicus Climate Change Service" in rows["2024"]["source"]
    for year in (1950, 2024):
        published = ATLAS.record("era5").values.loc["IND", year]
        assert float(rows[str(year)]["published"]) == published


def test_a_year_that_the_record_has_not_gives_way_to_the_nearest(page: Page) -> None:
    opened_with_session(page, "/?record=era5&year=2024&period=none")
    page.locator("#record").select_option("cru")
    expect(page.locator("#map-note")).to_contain_text("has no values after 2022: 2022 is shown")
    expect(page.locator("#map-year")).to_have_text("2022")


def test_the_map_shows_where_records_agree(page: Page) -> None:
    opened_with_session(page, "/?map=agreement&country=BRA")
    expect(page.locator("#map-title")).to_contain_text("Where records agree over 1961–2022")
    expect(page.locator("#legend .unit")).to_have_text("°C per decade")
    brazil, india = bin_of(page, "BRA"), bin_of(page, "IND")
    assert brazil > india
    page.locator("#year").fill("1990")
    expect(page.locator("#anomaly-year")).to_have_text("1990")
    expect(page.locator("#map-title")).to_contain_text("over 1961–2022")
    assert (bin_of(page, "BRA"), bin_of(page, "IND")) == (brazil, india)
    page.locator("#variable").select_option("temperature")
    expect(page.locator("#map-title")).to_contain_text("Temperature change")


def test_one_record_has_no_picker_and_no_table(visitor: Callable[..., Page]) -> None:
    page = opened_with_session(visitor())
    for place in ("#record", "#records", "#variable option[value='agreement']"):
        expect(page.locator(place)).to_have_count(0)
