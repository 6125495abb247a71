"""The link and the choices that it carries: read alike, written rarely, told once."""

import json

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.person import label, link_of, opened_with_session

# As WebKit does: a page may write its history 100 times in 30 s, and then an error is thrown. Here
# within five minutes, so that a slow machine comes to it too.
LIMITED = """
const times = [];
for (const name of ["pushState", "replaceState"]) {
  const write = history[name].bind(history);
  history[name] = (...what) => {
    const now = performance.now();
    while (times.length && now - times[0] > 300_000) times.shift();
    if (times.length >= 100) throw new DOMException("100 times", "SecurityError");
    times.push(now);
    window.written = times.length;
    write(...what);
  };
}
"""


# Two choices and a reload in one task, as nobody can be faster.
CHOSEN_AND_RELOADED = """() => {
  window.reloaded = false;
  document.querySelector("#units").click();
  const year = document.querySelector("#year");
  year.value = "1998";
  for (const kind of ["input", "change"]) year.dispatchEvent(new Event(kind, { bubbles: true }));
  location.reload();
}"""
# More choices than are written at once, and away.
MANY_AND_LEFT = """() => {
  const year = document.querySelector("#year");
  for (let n = 2000; n >= 1970; n--) {
    year.value = String(n);
    for (const kind of ["input", "change"]) year.dispatchEvent(new Event(kind, { bubbles: true }));
  }
  location.assign("methods");
}"""


@pytest.fixture
def sent(page: Page) -> list[dict]:
    """The messages of choices that the page sends."""
    heard: list[dict] = []

    def listen(socket: WebSocket) -> None:
        def hear(frame: str | bytes) -> None:
            if isinstance(frame, str) and '"attr":"choices"' in frame:
                (event,) = json.loads(frame)["events"]
                heard.append(json.loads(event["new"]))

        socket.on("framesent", hear)

    page.on("websocket", listen)
    return heard


def test_back_leads_to_a_link_as_it_was_read(page: Page):
    opened_with_session(page, "/?country=ind&year=1066&units=f&utm=1")
    expect(page.locator("#country-name")).to_have_text("India")
    assert link_of(page) == {"country": "IND", "units": "F", "utm": "1"}
    page.mouse.click(*label(page, "CAN"))
    expect(page.locator("#country-name")).to_have_text("Canada")
    page.go_back()
    expect(page.locator("#country-name")).to_have_text("India")
    expect(page.locator("#anomaly")).to_contain_text("°F")
    expect(page.locator("#map-year")).to_have_text("2015–2024")


def test_a_visit_sends_no_choices_and_an_action_of_several_sends_one_message(
    page: Page, sent: list[dict]
):
    opened_with_session(page, "/?country=IND&compare=USA&view=table&units=F")
    page.wait_for_timeout(300)
    assert sent == []
    page.evaluate("history.pushState(null, '', '/?map=population&indicator=fertility&log=1')")
    page.evaluate("history.pushState(null, '', '/')")
    page.go_back()
    expect(page.locator("#map-label")).to_have_text("Population")
    expect(page.locator("#country-name")).to_have_text("Brazil")
    (message,) = sent
    assert (message["iso3"], message["compare"], message["turn"]) == ("BRA", "", 1)
    assert (message["variable"], message["indicator"], message["units"]) == (
        *("population", "fertility"),
        "C",
    )


def test_a_browser_that_limits_history_never_stops_a_choice(page: Page):
    page.add_init_script(LIMITED)
    opened_with_session(page)
    search = page.locator("#search")
    for name in ["India", "Canada", "Brazil"] * 40:  # each is a step that Back returns from
        search.fill(name)
        search.press("Enter")
        expect(page.locator("#country-name")).to_have_text(name)
    assert page.evaluate("window.written") >= 100, "the limit was reached"
    page.locator("#year").press("Home")
    expect(page.locator("#map-year")).to_have_text("1948")
    search.fill("Mexico")
    search.press("Enter")
    expect(page.locator("#country-name")).to_have_text("Mexico")


def test_scrubbing_through_all_years_writes_the_address_twice_a_second(page: Page):
    page.add_init_script(LIMITED)
    opened_with_session(page, "/?year=1948")
    before = page.evaluate("[window.written ?? 0, performance.now()]")
    for _ in range(76):
        page.locator("#year").press("ArrowRight")
    page.wait_for_timeout(600)
    after = page.evaluate("[window.written ?? 0, performance.now()]")
    assert link_of(page) == {"period": "none"}
    assert after[0] - before[0] <= 11 + (after[1] - before[1]) / 500


def test_who_reloads_at_once_loses_no_choice(page: Page):
    opened_with_session(page)
    page.evaluate(CHOSEN_AND_RELOADED)
    page.wait_for_function("() => window.reloaded !== false && document.readyState === 'complete'")
    expect(page.locator("#anomaly-year")).to_have_text("1998")
    assert link_of(page) == {"units": "F", "year": "1998"}


def test_a_choice_that_waits_is_in_the_address_that_back_returns_to(page: Page):
    opened_with_session(page)
    page.evaluate(MANY_AND_LEFT)
    page.wait_for_url("**/methods")
    page.go_back()
    expect(page.locator("#anomaly-year")).to_have_text("1970")
    assert link_of(page) == {"year": "1970"}
