"""A page opened in a browser is one view; a crawler's is none."""

import json
import urllib.request

from playwright.sync_api import expect

from benchmarks.browser import PERSON


def stats(server: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{server.rstrip('/')}/stats.json", timeout=20) as answer:
        return dict(json.load(answer))


def test_a_person_is_counted_once_and_the_footer_says_so(server, visitor):
    with visitor(user_agent=PERSON) as page:
        page.goto(server)
        page.wait_for_selector("html[data-ready]")
        page.wait_for_function("() => /^[1-9]/.test(document.getElementById('views').textContent)")
        before = stats(server)
        page.locator("#search").fill("mongolia")
        page.keyboard.press("Enter")
        expect(page.locator("#country-name")).to_have_text("Mongolia")
        page.wait_for_timeout(1500)
        after = stats(server)
    assert after["views"] == before["views"]
    assert after["countries"]["MNG"] == before["countries"].get("MNG", 0) + 1
    assert after["here"] >= 1


def test_a_crawler_is_not_counted(server, visitor):
    before = stats(server)
    with visitor(user_agent="Mozilla/5.0 (compatible; Googlebot/2.1)") as page:
        page.goto(server)
        page.wait_for_selector("html[data-ready]")
        page.wait_for_timeout(1500)
    assert stats(server)["views"] == before["views"]
