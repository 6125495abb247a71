from playwright.sync_api import Page, expect


def test_the_page_opens_with_a_country_and_a_year(page: Page):
    page.goto("/")
    expect(page.locator("#country-name")).not_to_be_empty()
    expect(page.locator("#map-year")).not_to_be_empty()
    assert "Isotherm" in page.title()
