"""A page of ours costs little until its socket opens: its session begins there.

Bokeh builds a session for each page that is asked for, whoever asks, and keeps it for a minute. The
page itself needs none: what it shows is in its files and its JSON, and a session can be built from
its token, as one is after a restart. So a page is built once for all who ask for the same link
within a second, with a token of their own each.

`install` wraps Panel's DocHandler.get, which gets a context that opens no session, and Panel's
server_html_page_for_session, which writes the token into the page that is there. A page with a
deployer's own card has its models' ids in its HTML, and goes on having its session at once.

Pages are built one after the other, and a click goes first: in a flood of pages it waits for one.
"""

import asyncio
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import panel.io.server
from bokeh.document import Document
from bokeh.util.token import get_token_payload
from panel.io.document import _cleanup_doc
from panel.io.server import DocHandler
from panel.io.session import generate_session

from dashboard.server import messages
from dashboard.server.changes import is_ours_alone

_FRESH = 1.0  # seconds; what all see alike may be that old
_MOST = 32  # links
_LONGEST_WAIT = 0.1  # seconds that a page waits for clicks
_TURN = 0.002
_TOKEN = "isotherm-token-of-this-page"  # nosec B105
_documents: Any = DocHandler
_servers: Any = panel.io.server


@dataclass
class Built:
    """A link's page, built without a session."""

    document: Document
    since: float
    html: str = ""

    def drop(self) -> None:
        """Let go of its document."""
        with suppress(Exception):  # nobody has seen it
            _cleanup_doc(self.document)


@dataclass
class Pages:
    """The pages of an application that were asked for just now."""

    built: OrderedDict[Any, Built] = field(default_factory=OrderedDict)
    needs_session: bool = False  # for a card of the deployer's
    one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def get(self, key: Any) -> Built | None:
        """Return a page that is fresh."""
        self._drop_old()
        return self.built.get(key)

    def keep(self, key: Any, page: Built) -> None:
        """Remember a page for a second."""
        self.built[key] = page
        if len(self.built) > _MOST:
            self.built.popitem(last=False)[1].drop()

    def _drop_old(self) -> None:
        now = time.monotonic()
        while self.built and now - next(iter(self.built.values())).since > _FRESH:
            self.built.popitem(last=False)[1].drop()


@dataclass(frozen=True)
class Visit:
    """What Panel takes for the session of a page: its document, and the token of this visitor."""

    page: Built
    token: str

    @property
    def document(self) -> Document:
        """The document of all who ask for this link."""
        return self.page.document


class WithoutSession:
    """An application's context that opens no session for a page that can do without."""

    def __init__(self, context: Any, pages: Pages) -> None:
        self._context, self._pages = context, pages

    def __getattr__(self, name: str) -> Any:
        """Return what the context itself has."""
        return getattr(self._context, name)

    async def create_session_if_needed(
        self, session_id: Any, request: Any = None, token: str | None = None
    ) -> Any:
        """Return a Visit, or a session where the page needs one."""
        if token is not None and session_id not in self._context._sessions:
            page = self._page(request, token)
            if page is not None:
                return Visit(page, token)
        return await self._context.create_session_if_needed(session_id, request, token)

    def _page(self, request: Any, token: str) -> Built | None:
        payload: Any = get_token_payload(token)
        arguments = payload.get("arguments") or {}
        key = (request.path, tuple(sorted((n, tuple(v)) for n, v in arguments.items())))
        if page := self._pages.get(key):
            return page
        application = self._context.application
        page = Built(generate_session(application, request, payload).document, time.monotonic())
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
    end = time.monotonic() + _LONGEST_WAIT
    while messages.are_handled() and time.monotonic() < end:
        await asyncio.sleep(_TURN)


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
                handler.application_context = WithoutSession(context, pages)
            await get_page(handler, *arguments, **named)

    @wraps(html_of)
    def html(session: Any, *arguments: Any, **named: Any) -> Any:
        if not isinstance(session, Visit):
            return html_of(session, *arguments, **named)
        page = session.page
        if not page.html:
            page.html = html_of(session, *arguments, **{**named, "token": _TOKEN})
        return page.html.replace(_TOKEN, session.token)

    _documents.get, _servers.server_html_page_for_session = get, html
