"""A page of ours costs little until its socket opens: its session begins there.

Bokeh builds a session for each page that is asked for, whoever asks, and keeps it for a minute. The
page itself needs none: what it shows is in its files and its JSON, and a session can be built from
its token, as one is after a restart. So a page is built, written and compressed once for all who
ask for the same link within a second, with a token of their own each.

`install` wraps Panel's DocHandler.get, which gets a context that opens no session, and Panel's
server_html_page_for_session, which writes the token into the page that is there. Panel would look
for the scripts of all its models (30 ms) before it writes a page, and ours names its own. A page
with a deployer's own card has its models' ids in its HTML, and goes on having its session at once.

Pages are built one after the other, and a click goes first: in a flood of pages it waits for one.
There a page is shared for up to 5 s, and no page asks a thread, which takes the lock of Python.
"""

import asyncio
import time
from dataclasses import dataclass
from functools import wraps
from typing import Any

import panel.io.server
from bokeh.document import Document
from bokeh.util.token import get_token_payload
from panel.io.server import DocHandler
from panel.io.session import generate_session
from tornado.web import RequestHandler

from dashboard.server import messages
from dashboard.server.built import Built, Pages
from dashboard.server.changes import is_ours_alone
from dashboard.server.static import codings

_LONGEST_WAIT = 0.1  # seconds that a page waits for clicks
_TURN = 0.002
_LOOKS = 3  # turns of the loop between two pages: a click is seen in one, and read in the next
_documents: Any = DocHandler
_servers: Any = panel.io.server


@dataclass(frozen=True)
class Visit:
    """What Panel takes for the session of a page: its document, and the token of this visitor."""

    page: Built
    token: str
    handler: RequestHandler

    @property
    def document(self) -> Document:
        """The document of all who ask for this link."""
        return self.page.document

    def html(self) -> str | bytes:
        """Return the page, compressed for whoever takes that."""
        self.handler.set_header("Vary", "Accept-Encoding")
        if "gzip" not in codings(self.handler.request):
            return self.page.text(self.token)
        self.handler.set_header("Content-Encoding", "gzip")
        return self.page.gzip(self.token)


class _AskedAtOnce:
    """An application that is asked about a request on the loop, as Panel does once already.

    Bokeh asks each of its handlers in a thread: two of them take longer than all else of a page.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    def __getattr__(self, name: str) -> Any:
        return getattr(self._application, name)

    async def process_request_async(self, request: Any) -> Any:
        return self._application.process_request(request)


class WithoutSession:
    """An application's context that opens no session for a page that can do without."""

    def __init__(self, context: Any, pages: Pages, handler: RequestHandler) -> None:
        self._context, self._pages, self._handler = context, pages, handler

    def __getattr__(self, name: str) -> Any:
        """Return what the context itself has."""
        return getattr(self._context, name)

    @property
    def application(self) -> Any:
        """Return its application, which is asked on the loop."""
        return _AskedAtOnce(self._context.application)

    async def create_session_if_needed(
        self, session_id: Any, request: Any = None, token: str | None = None
    ) -> Any:
        """Return a Visit, or a session where the page needs one."""
        if token is not None and session_id not in self._context._sessions:
            page = self._page(request, token)
            if page is not None:
                return Visit(page, token, self._handler)
        return await self._context.create_session_if_needed(session_id, request, token)

    def _page(self, request: Any, token: str) -> Built | None:
        payload: Any = get_token_payload(token)
        arguments = payload.get("arguments") or {}
        key = (request.path, tuple(sorted((n, tuple(v)) for n, v in arguments.items())))
        now = time.monotonic()
        if page := self._pages.get(key, now):
            return page
        application = self._context.application
        page = Built(generate_session(application, request, payload).document, now)
        if any(handler.failed for handler in application.handlers):
            page.drop()
            return None
        if not is_ours_alone(page.document) or not page.document.roots:
            self._pages.needs_session = True
            page.drop()
            return None
        self._pages.keep(key, page)
        return page


def _pages_of(context: Any) -> Pages:
    pages: Pages | None = context.__dict__.get("isotherm_pages")
    if pages is None:
        pages = context.__dict__["isotherm_pages"] = Pages()
    return pages


async def _after_clicks() -> None:
    for _ in range(_LOOKS):
        await asyncio.sleep(0)
    end = time.monotonic() + _LONGEST_WAIT
    while messages.are_handled() and time.monotonic() < end:
        await asyncio.sleep(_TURN)


def build_one(application: Any) -> None:
    """Build a page and write it for nobody, so that the first visitor pays for no first time.

    The script is compiled, the template read, what both import is there.
    """
    page = Built(generate_session(application).document, time.monotonic())
    if page.document.roots and is_ours_alone(page.document):
        page.gzip("")
    page.drop()


def install() -> None:
    """Let pages be built so from now on."""
    get_page, html_of = _documents.get, _servers.server_html_page_for_session

    @wraps(get_page)
    async def get(handler: Any, *arguments: Any, **named: Any) -> None:
        context = handler.application_context
        pages = _pages_of(context)
        async with pages.one:
            await _after_clicks()
            if not pages.needs_session:
                handler.application_context = WithoutSession(context, pages, handler)
            await get_page(handler, *arguments, **named)

    @wraps(html_of)
    def html(session: Any, *arguments: Any, **named: Any) -> Any:
        if isinstance(session, Visit):
            return session.html()
        return html_of(session, *arguments, **named)

    _documents.get, _servers.server_html_page_for_session = get, html
