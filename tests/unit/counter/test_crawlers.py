import pytest

from dashboard.counter.crawlers import crawls

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "curl/8.5.0",
        "python-requests/2.32.3",
        FIREFOX.replace("Firefox", "HeadlessChrome"),
    ],
)
def test_what_names_itself_a_crawler_is_one(agent: str):
    assert crawls(agent)


VS_CODE = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Code/1.106.0 Chrome/138.0.7204.251 Electron/37.7.0 Safari/537.36"
)


@pytest.mark.parametrize("name", ["Code/1.106.0", "Code/1.85.1", "Code - Insiders/1.107.0"])
def test_the_browser_in_vs_code_is_a_persons(name: str):
    assert not crawls(VS_CODE.replace("Code/1.106.0", name))


@pytest.mark.parametrize(
    "agent",
    [
        "Code/1.106.0",
        VS_CODE.replace("Electron/37.7.0 ", ""),
        VS_CODE.replace("Chrome", "HeadlessChrome"),
        VS_CODE + " (compatible; Googlebot/2.1)",
    ],
)
def test_what_only_names_vs_code_is_as_before(agent: str):
    assert crawls(agent)


@pytest.mark.parametrize("agent", ["", FIREFOX, FIREFOX + "x" * 70_000, "\ud800\x00"])
def test_any_other_agent_is_none(agent: str):
    assert not crawls(agent)
