"""/download/...: what the page's link shows, as CSV, and as Python that computes it again."""

from datetime import UTC, datetime
from typing import Any

from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RequestHandler

from dashboard.atlas import Atlas, the_atlas
from dashboard.downloads.about import about, file_name
from dashboard.downloads.csv_text import csv_text
from dashboard.downloads.sheets import SHEETS
from dashboard.downloads.snippet import snippet
from dashboard.server.forwarded import site_address
from dashboard.state import ViewState


class CsvDownload(RequestHandler):
    """Answers /download/map.csv and so on; the query is that of the page's link."""

    async def get(self, name: str) -> None:
        """Answer with the file, with 404 for what is no sheet, or 400 naming a bad choice."""
        if name not in SHEETS:
            raise HTTPError(404)
        await _answer(self, lambda atlas, state: _csv(atlas, state, name, self._link(state)))

    head = get

    def _link(self, state: ViewState) -> str:
        page, query = site_address(self.request, "/download/"), state.query()
        return f"{page}?{query}" if query else page


class SnippetDownload(RequestHandler):
    """Answers /download/python: a snippet that computes what the country's panel shows."""

    async def get(self) -> None:
        """Answer with the snippet, or 400 naming a bad choice."""
        await _answer(
            self, lambda atlas, state: (snippet(atlas, state), "isotherm.py", "text/plain")
        )

    head = get


async def _answer(handler: RequestHandler, made: Any) -> None:
    """Make the answer in a thread: the server goes on answering clicks meanwhile."""
    atlas = await IOLoop.current().run_in_executor(None, the_atlas)
    state = atlas.new_state()
    handler.set_header("Cache-Control", "no-cache")
    if notices := state.restore(handler.request.query_arguments):
        handler.set_status(400)
        handler.set_header("Content-Type", "text/plain; charset=utf-8")
        handler.finish("\n".join(notices))
        return
    text, name, kind = await IOLoop.current().run_in_executor(None, made, atlas, state)
    handler.set_header("Content-Type", f"{kind}; charset=utf-8")
    if kind == "text/csv":
        handler.set_header("Content-Disposition", f'attachment; filename="{name}"')
    handler.finish(text)


def _csv(atlas: Atlas, state: ViewState, name: str, link: str) -> tuple[str, str, str]:
    sheet = SHEETS[name](atlas, state)
    date = datetime.now(UTC).date().isoformat()
    text = csv_text(sheet.rows, about(atlas, state, sheet, link=link, date=date))
    return text, file_name(sheet), "text/csv"


ROUTES: list[tuple[str, type, dict[str, Any]]] = [
    (r"/download/([a-z]+)\.csv", CsvDownload, {}),
    (r"/download/python", SnippetDownload, {}),
]
