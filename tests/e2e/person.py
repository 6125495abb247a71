"""What a person does with the page, and where: for all tests that drive it."""

from collections import Counter
from urllib.parse import parse_qs

from playwright.sync_api import Page

from dashboard.atlas import the_atlas

# What the map shows: metres of its left and upper edge, and of a pixel.
MAP = """
const figure = document.getElementById("figure-map");
const { left, top } = figure.getBoundingClientRect();
const [west, north, metres] = figure.dataset.view.split(" ").map(Number);
"""
# Of a copy: Chromium advises against reading a canvas again and again that is drawn on.
COPIED = """
const copied = (canvas) => {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  return context;
};
"""
INKED = f"""(canvas) => {{ {COPIED}
  const {{ data }} = copied(canvas).getImageData(0, 0, canvas.width, canvas.height);
  const counts = {{}};
  for (let i = 0; i < data.length; i += 4) {{
    if (data[i + 3] !== 255) continue;
    const hex = [0, 1, 2].map((n) => data[i + n].toString(16).padStart(2, "0"));
    const colour = "#" + hex.join("");
    counts[colour] = (counts[colour] ?? 0) + 1;
  }}
  return counts;
}}"""
AROUND = f"""(canvas, [x, y]) => {{ {COPIED}
  const ratio = canvas.width / canvas.clientWidth;
  return [...copied(canvas).getImageData(x * ratio - 4, y * ratio - 4, 9, 9).data];
}}"""
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


def with_settings(page: Page) -> Page:
    """Open the settings of a narrow page, which are behind a button."""
    page.locator("#settings").click()
    return page


def link_of(page: Page) -> dict[str, str]:
    """The names and values of the page's address, once it has followed what was chosen."""
    # The page's own clock: what it was to write by then is written, however busy the machine is.
    after = f"() => new Promise((done) => setTimeout(() => done(location.search), {WRITTEN}))"
    query: str = page.evaluate(after)
    return {name: texts[0] for name, texts in parse_qs(query.removeprefix("?")).items()}


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where metres of the map are in the window."""
    place = "[left + (x - west) / metres, top + (north - y) / metres]"
    found = page.evaluate(f"([x, y]) => {{ {MAP} return {place}; }}", [x, y])
    return found[0], found[1]


def label(page: Page, iso3: str) -> tuple[float, float]:
    """Where a country's label point is in the window."""
    country = the_atlas().store.countries[iso3]
    return on_screen(page, country.label_x, country.label_y)


def outlines(page: Page) -> dict[str, int]:
    """The colours of the outlines over the map, and how many pixels have each."""
    found: dict[str, int] = page.locator("#figure-map canvas.outlines").evaluate(INKED)
    return found


def fill(page: Page, iso3: str) -> str:
    """The colour that most pixels around a country's label point have, without outlines."""
    x, y = label(page, iso3)
    box = page.locator("#figure-map").bounding_box()
    assert box is not None
    canvas = page.locator("#figure-map canvas.fills")
    values = canvas.evaluate(AROUND, [x - box["x"], y - box["y"]])
    pixels = Counter(tuple(values[n : n + 3]) for n in range(0, len(values), 4))
    return "#" + "".join(f"{channel:02x}" for channel in pixels.most_common(1)[0][0])
