"""/download/...: what the page's link shows, as CSV and as Python; and all data.

What a CSV is, stands beside it where the W3C's "CSV on the Web" looks: map.csv-metadata.json.
"""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RequestHandler

from dashboard.atlas import Atlas, the_atlas
from dashboard.downloads.about import about, file_name, with_sources
from dashboard.downloads.archive import NAME, archive_of
from dashboard.downloads.csv_text import csv_text
from dashboard.downloads.sheets import SHEETS
from dashboard.downloads.snippet import snippet
from dashboard.figures.figure import Sheet
from dashboard.server.forwarded import site_address
from dashboard.state import ViewState


class CsvDownload(RequestHandler):
    """Answers /download/map.csv, its metadata, and so on; the query is that of the page's link."""

    async def get(self, name: str, metadata: str) -> None:
        """Answer with the file, with 404 for what is no sheet, or 400 naming a bad choice."""
        if name not in SHEETS:
            raise HTTPError(404)
        made = _metadata if metadata else _csv
        query = f"?{quote(self.request.query, safe='=&%')}" if self.request.query else ""
        if not metadata:
            beside = f"<{name}.csv-metadata.json{query}>"
            self.set_header("Link", f'{beside}; rel="describedby"; type="application/json"')
        await _answer(self, lambda atlas, state: made(atlas, state, name, self._link(state)))

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


class AllDownload(RequestHandler):
    """Answers /download/all.zip: every series of the snapshot, and what they are."""

    async def get(self) -> None:
        """Answer with the zip, which is built when it is first asked for."""
        atlas = await IOLoop.current().run_in_executor(None, the_atlas)
        content = await archive_of(atlas)
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Content-Type", "application/zip")
        self.set_header("Content-Disposition", f'attachment; filename="{NAME}"')
        self.finish(content)

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
    if kind != "text/plain":
        handler.set_header("Content-Disposition", f'attachment; filename="{name}"')
    handler.finish(text)


def _csv(atlas: Atlas, state: ViewState, name: str, link: str) -> tuple[str, str, str]:
    sheet, told = _told(atlas, state, name, link)
    return csv_text(with_sources(sheet, told)), file_name(sheet), "text/csv"


def _metadata(atlas: Atlas, state: ViewState, name: str, link: str) -> tuple[str, str, str]:
    sheet, told = _told(atlas, state, name, link)
    text = json.dumps({"file": file_name(sheet), **told}, ensure_ascii=False, indent=2)
    return f"{text}\n", f"{file_name(sheet)}-metadata.json", "application/json"


def _told(atlas: Atlas, state: ViewState, name: str, link: str) -> tuple[Sheet, dict[str, str]]:
    sheet = SHEETS[name](atlas, state)
    date = datetime.now(UTC).date().isoformat()
    return sheet, about(atlas, state, sheet, link=link, date=date)


ROUTES: list[tuple[str, type, dict[str, Any]]] = [
    (r"/download/([a-z]+)\.csv(-metadata\.json)?", CsvDownload, {}),
    (r"/download/all\.zip", AllDownload, {}),
    (r"/download/python", SnippetDownload, {}),
]
