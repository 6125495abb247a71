"""The world and the continents, opened and compared as a person would."""

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard import climate
from dashboard.aggregates import WORLD
from dashboard.atlas import the_atlas
from dashboard.climate import DEFAULT_BASELINE
from dashboard.views.cards import signed
from tests.e2e.person import opened_with_session


def change(code: str) -> str:
    return f"{signed(the_atlas().record().mean(code).change(DEFAULT_BASELINE), 2)} °C"


def open_by_search(page: Page, name: str) -> None:
    page.locator("#search").fill(name)
    page.locator("#search").press("Enter")
    expect(page.locator("#country-name")).to_have_text(name)


def test_the_line_of_the_land_opens_the_world(page: Page):
    opened_with_session(page)
    page.locator("#land").click()
    expect(page.locator("#country-name")).to_have_text("World")
    expect(page.locator("#anomaly")).to_have_text(change(WORLD))
    expect(page.locator('[data-field="place"]')).to_contain_text("by land area")
    expect(page.locator('#country [data-field="interval"]')).to_contain_text("95 % interval")
    expect(page).to_have_url(re.compile("country=WORLD"))
    expect(page.locator("#country-page")).to_be_hidden()
    expect(page.locator("#peers-title")).to_contain_text("Country by country")
    expect(page.locator('#country [data-field="year"]')).to_have_text("no value for a group")


def test_a_continent_is_found_by_its_name_and_the_map_goes_there(page: Page):
    opened_with_session(page)
    open_by_search(page, "Europe")
    expect(page.locator("#anomaly")).to_have_text(change("EUROPE"))
    expect(page.locator("#zoom")).to_have_value("europe")
    page.locator("#search").fill("Brazil")
    page.locator("#search").press("Enter")
    expect(page.locator("#country-name")).to_have_text("Brazil")
    page.go_back()
    expect(page.locator("#country-name")).to_have_text("Europe")


@pytest.mark.parametrize("first", ["world", "BRA"])
def test_groups_and_countries_are_compared_in_one_table(page: Page, first: str):
    other = "BRA" if first == "world" else "world"
    opened_with_session(page, f"/?country={first}&compare={other},africa")
    rows = page.locator("#comparison tbody")
    expect(rows).to_have_count(3)
    for name, code in (("World", WORLD), ("Africa", "AFRICA")):
        row = rows.filter(has_text=re.compile(f"^{name}"))
        expect(row).to_contain_text(change(code))
        expect(row).to_contain_text("Mean of ")
        expect(row).to_contain_text("no value for a group")
    expect(rows.filter(has_text=re.compile("^Brazil"))).to_contain_text("rank ")
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator("#side-by-side figure")).to_have_count(3)


def test_a_year_and_a_unit_reach_the_mean(page: Page):
    opened_with_session(page, "/?country=world&year=1990&units=F")
    world = the_atlas().record().mean(WORLD)
    value = (world.series[1990] - world.normal(DEFAULT_BASELINE)) * 1.8
    expect(page.locator("#anomaly")).to_have_text(f"{signed(value, 2)} °F")


@pytest.mark.parametrize("view", ["table", "scatter", "map"])
def test_every_view_and_an_indicator_on_the_map_go_with_a_group(page: Page, view: str):
    opened_with_session(page, f"/?country=asia&map=population&view={view}")
    expect(page.locator("#country-name")).to_have_text("Asia")
    expect(page.locator("#anomaly")).not_to_have_text("–")
    expect(page).to_have_url(re.compile("country=ASIA"))
    page.locator("#share").click()
    expect(page.locator("#share-link")).to_have_value(re.compile("country=ASIA"))


def test_the_numbers_of_a_group_can_be_downloaded(page: Page):
    opened_with_session(page)
    answer = page.request.get("/download/temperature.csv?country=world")
    assert answer.ok
    assert "WORLD,World,1948," in answer.text()
    about = page.request.get("/download/temperature.csv-metadata.json?country=world").json()
    assert any(text.startswith("World: Mean of ") for text in about.values())
    assert page.request.get("/download/python?country=world").ok
    assert page.request.get("/country/world").status == 404


@pytest.mark.parametrize("link", ["", "&map=warming_rate", "&map=population"])
def test_a_selected_group_stays_above_the_rows_of_the_table(page: Page, link: str):
    opened_with_session(page, f"/?country=AFRICA&view=table{link}")
    row = page.locator("#ranking tbody tr").first
    expect(row.locator(".name b")).to_have_text("Africa")
    expect(row.locator(".rank")).to_have_text("–")
    mean = the_atlas().record().mean("AFRICA")
    slope = signed(climate.trend(mean.rows, 1960, 2024).per_decade, 2)
    value = {"": change("AFRICA").split()[0], "&map=population": "–"}.get(link, slope)
    expect(row.locator(".value span").first).to_have_text(value)
    if link == "&map=warming_rate":
        expect(row.locator(".trend")).to_be_hidden()
    else:
        expect(row.locator(".trend")).to_have_text(slope)
    page.locator("#view-table .rows").evaluate("(rows) => { rows.scrollTop = 2000; }")
    expect(row).to_be_in_viewport()
    row.locator(".name").click()  # it is selected already
    expect(page.locator("#country-name")).to_have_text("Africa")
    page.locator("#ranking tbody tr.on:visible ~ tr:visible .name button").nth(60).click()
    expect(page.locator("#country-name")).not_to_have_text("Africa")
    expect(page.locator("#ranking tbody tr.pinned .name b")).to_have_count(0)
