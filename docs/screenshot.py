"""Take docs/screenshot.png from the running app: `make screenshot`."""

from pathlib import Path

from benchmarks.browser import chromium
from benchmarks.servers import serving
from benchmarks.subjects import SUBJECTS

PICTURE = Path(__file__).with_suffix(".png")
SIZE = {"width": 1440, "height": 900}


def main() -> None:
    """Open the page as a visitor would see it, and keep what it shows."""
    with serving(SUBJECTS[0]) as server, chromium() as browser:
        page = browser.new_page(viewport=SIZE)
        page.goto(server.url)
        page.wait_for_selector("html[data-ready]")
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURE)
    print(PICTURE)


if __name__ == "__main__":
    main()
