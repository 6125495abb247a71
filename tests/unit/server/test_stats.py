from dashboard.counter import Stats, Totals
from dashboard.counter.figures import Day
from dashboard.server.stats import stats_page


def test_the_page_shows_totals_days_and_countries():
    stats = Stats([Day("2026-11-20", 5, 4), Day("2026-11-21", 1234, 1000)], {"BRA": 12, "IND": 3})
    page = stats_page(Totals(12345, 3, None, "ever"), stats)
    for text in ("12,345", "2026-11-21", "1,234", "BRA"):
        assert text in page
    assert page.count("<rect") == 2
    assert "cannot be reached" not in page


def test_what_is_not_known_is_a_dash_and_never_zero():
    page = stats_page(Totals(None, None, None, "ever"), Stats())
    assert page.count("<dd>–</dd>") == 2
    assert "<dd>0" not in page


def test_old_figures_say_how_old_they_are():
    assert "70 s old" in stats_page(Totals(5, 1, 70, "ever"), Stats())


def test_a_counter_without_a_file_says_since_when():
    assert "since this server&#39;s start" in stats_page(Totals(5, 1, None, "start"), Stats())
