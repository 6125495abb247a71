"""/stats: how many have looked, as a page for people and as JSON for programs.

A browser gets the page; whoever does not ask for HTML, or asks for /stats.json, gets the JSON:
views and here (null while unknown), age_seconds (null while the counter is reached, else how old
the figures are), since ("ever" or "start"), days (UTC, visitors estimated), countries opened.
"""

from dataclasses import asdict
from typing import Any

from tornado.web import RequestHandler

from dashboard.counter import Stats, Totals, the_counter
from dashboard.server.plain import plain_page

_DAYS_SHOWN = 60
the_counter()  # a wrong REDIS_URL ends the start, not the first visit


class StatsPage(RequestHandler):
    """Answers /stats and /stats.json; as last known, where the counter is away."""

    async def get(self, suffix: str | None) -> None:
        """Answer with the page or with JSON."""
        counter = the_counter()
        await counter.start()
        stats, totals = await counter.stats(), counter.totals()
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Vary", "Accept")
        if suffix or "text/html" not in self.request.headers.get("Accept", ""):
            self.finish({**asdict(totals), **asdict(stats)})
        else:
            self.finish(stats_page(totals, stats))

    head = get


def stats_page(totals: Totals, stats: Stats) -> str:
    """Return the page: totals, a bar for each of the last 60 days, the countries."""
    days = stats.days[-_DAYS_SHOWN:]
    highest = max((day.views for day in days), default=1)
    return plain_page(
        "stats.html", totals=totals, days=days, highest=highest, countries=stats.countries
    )


ROUTES: list[tuple[str, type, dict[str, Any]]] = [(r"/stats(\.json)?", StatsPage, {})]
