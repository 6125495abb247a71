"""Take the pictures of README.md and of the tour from the running app: `make screenshot`."""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from benchmarks.browser import chromium
from benchmarks.servers import serving
from benchmarks.subjects import PAGE

HERE = Path(__file__).parent
SCREENSHOT, ANIMATION = HERE / "screenshot.png", HERE / "animation.webp"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Each picture of the tour: its link, and how wide the window is.
TOUR = {
    "compare": ("?country=IND&compare=USA-BRA&indicator=life_expectancy", WIDE),
    "table": ("?view=table&region=Africa", WIDE),
    "scatter": ("?view=scatter&indicator=urban_share", WIDE),
    "phone": ("?country=KEN", PHONE),
}
_FRAME, _FIRST_YEAR, _LAST_YEAR, _STEP = (720, 450), 1960, 2024, 2


def main() -> None:
    """Open the page as a visitor would see it, and keep what it shows."""
    (HERE / "pictures").mkdir(exist_ok=True)
    with serving(PAGE) as server, chromium() as browser:
        page = opened(browser, server.url, WIDE)
        page.screenshot(path=SCREENSHOT)
        save_animation(list(frames(page)))
        for name, (query, size) in TOUR.items():
            picture = Image.open(io.BytesIO(opened(browser, server.url + query, size).screenshot()))
            picture.save(HERE / "pictures" / f"{name}.webp", quality=80, method=6)
    for path in (SCREENSHOT, ANIMATION, *sorted((HERE / "pictures").glob("*.webp"))):
        print(f"{path} {path.stat().st_size / 1000:.0f} kB")


def opened(browser: Browser, url: str, size: dict[str, int]) -> Page:
    """Open the page, and wait until all is drawn."""
    page = browser.new_page(viewport=size, color_scheme="light")  # type: ignore[arg-type]
    page.goto(url)
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(1500)
    return page


def frames(page: Page) -> Iterator[tuple[Image.Image, int]]:
    """Yield pictures and how long each is seen (ms): the years go by, then two countries."""
    for year in range(_FIRST_YEAR, _LAST_YEAR + 1, _STEP):
        page.locator("#year").evaluate(_CHOOSE, str(year))
        page.wait_for_timeout(120)
        yield taken(page), 120
    yield taken(page), 1200
    for name in ("India", "Canada"):
        page.fill("#search", name)
        page.press("#search", "Enter")
        page.wait_for_timeout(1200)
        yield taken(page), 1600


def taken(page: Page) -> Image.Image:
    """Return what the page shows, small."""
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return shown.resize(_FRAME, Image.Resampling.LANCZOS)


def save_animation(shown: list[tuple[Image.Image, int]]) -> None:
    """Write the pictures as one that moves, for ever."""
    first, *others = [picture for picture, _ in shown]
    durations = [duration for _, duration in shown]
    first.save(
        ANIMATION,
        save_all=True,
        append_images=others,
        duration=durations,
        loop=0,
        quality=60,
        method=4,
    )


_CHOOSE = """(slider, year) => {
  slider.value = year;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
  slider.dispatchEvent(new Event("change", {bubbles: true}));
}"""


if __name__ == "__main__":
    main()
