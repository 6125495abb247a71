"""What a person does with the page, and where: for all tests that drive it."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from dashboard.atlas import the_atlas

MAP = """
const figure = Bokeh.documents.flatMap((d) => d.roots()).find(({ name }) => name === "map");
const { frame } = Bokeh.index.find_one(figure);
const { left, top } = document.getElementById("figure-map").getBoundingClientRect();
"""
WRITTEN = 550  # ms: the address follows every half second
OPEN_SEA = (-2.5e6, -3.5e6)  # Equal Earth metres, in the South Atlantic


def opened(page: Page, link: str = "/") -> Page:
    """Open a link and wait until the page can be used."""
    page.goto(link)
    page.wait_for_selector("html[data-ready]")
    return page


def opened_with_session(page: Page, link: str = "/") -> Page:
    """Open a link and wait until the page can be used and its session listens."""
    opened(page, link)
    page.wait_for_function(
        "() => Bokeh.documents.flatMap((d) => d.roots()).some((r) => r.tags[0] == 'shown')"
    )
    return page


def link_of(page: Page) -> dict[str, str]:
    """The names and values of the page's address, once it has followed what was chosen."""
    page.wait_for_timeout(WRITTEN)
    return {name: texts[0] for name, texts in parse_qs(urlsplit(page.url).query).items()}


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where metres of the map are in the window."""
    place = "[left + frame.x_scale.compute(x), top + frame.y_scale.compute(y)]"
    found = page.evaluate(f"([x, y]) => {{ {MAP} return {place}; }}", [x, y])
    return found[0], found[1]


def label(page: Page, iso3: str) -> tuple[float, float]:
    """Where a country's label point is in the window."""
    country = the_atlas().store.countries[iso3]
    return on_screen(page, country.label_x, country.label_y)
