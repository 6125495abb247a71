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


@pytest.mark.parametrize("agent", ["", FIREFOX, FIREFOX + "x" * 70_000, "\ud800\x00"])
def test_any_other_agent_is_none(agent: str):
    assert not crawls(agent)
