"""Session tokens: they hold nothing of the visitor, and none but a whole one opens a session.

Bokeh writes all headers and cookies of a page's request into its token, where any script of the
page reads them, and the token travels as a header: with 6 kB of cookies a proxy refuses it for
ever. Who serves with `panel serve --include-headers` or `--include-cookies` has those that are
named. A session knows who asked by the request itself, see `dashboard.counter.session`.

What is no token, or no session's id, is refused before Bokeh reads it: it would raise an error with
a traceback, and for a socket only after the connection was made. Importing this module is enough.
"""

import re
import time
from functools import wraps
from typing import Any

from bokeh.server.tornado import BokehTornado
from bokeh.server.views.session_handler import SessionHandler
from bokeh.server.views.ws import WSHandler
from bokeh.util.token import check_session_id_signature, check_token_signature, get_token_payload
from tornado.web import HTTPError, RequestHandler

_LONGEST = 16_384  # characters: more than a proxy takes as a header
_PART = "[A-Za-z0-9_-]"
_TOKEN = re.compile(rf"{_PART}{{1,{_LONGEST}}}(\.{_PART}{{0,100}})?")
_SESSION_ID = re.compile(rf"{_PART}{{1,100}}(\.{_PART}{{0,100}})?")
_get_session: Any = SessionHandler.get_session
_get_socket = WSHandler.get


def check_token(server: Any, token: str) -> None:
    """Raise 400 for what is no token, and 403 for one that is not this server's, or too old."""
    if not _TOKEN.fullmatch(token):
        raise HTTPError(400, reason="This is no session token")
    try:
        signed = check_token_signature(token, server.secret_key, server.sign_sessions)
        expiry = get_token_payload(token)["session_expiry"] if signed else 0
        expired = time.time() >= expiry
    except Exception as error:  # nothing that a stranger sends is worth a traceback
        raise HTTPError(400, reason="This is no session token") from error
    if not signed or expired:
        reason = (
            "The session token is too old" if signed else "The session token is another server's"
        )
        raise HTTPError(403, reason=reason)


def check_session_id(server: Any, session_id: str) -> None:
    """Raise 400 for what is no id of a session, and 403 for one that this server did not sign."""
    if not _SESSION_ID.fullmatch(session_id):
        raise HTTPError(400, reason="This is no session id")
    if not check_session_id_signature(session_id, server.secret_key, server.sign_sessions):
        raise HTTPError(403, reason="The session id is another server's")


def _check_request(handler: RequestHandler) -> None:
    for token in handler.get_query_arguments("bokeh-token", strip=False):
        check_token(handler.application, token)
    ids = handler.get_query_arguments("bokeh-session-id", strip=False)
    for session_id in [*ids, *handler.request.headers.get_list("Bokeh-Session-Id")]:
        check_session_id(handler.application, session_id)


@wraps(_get_session)
async def _get_session_of_whole_token(handler: SessionHandler) -> Any:
    _check_request(handler)
    return await _get_session(handler)


@wraps(_get_socket)
async def _get_socket_of_whole_token(handler: WSHandler, *arguments: Any, **named: Any) -> None:
    offered = handler.request.headers.get("Sec-WebSocket-Protocol", "").split(",")
    protocol, token = (*(text.strip() for text in offered), "")[:2]
    if protocol != "bokeh" or len(offered) != 2:
        raise HTTPError(400, reason="A session token is missing")
    check_token(handler.application, token)
    await _get_socket(handler, *arguments, **named)


def _only_named(given: str) -> property:
    """Return the property of a server that names what tokens hold: nothing, unless it was given."""
    return property(lambda server: getattr(server, given) or [])


_handlers: Any = SessionHandler
_handlers.get_session = _get_session_of_whole_token
_sockets: Any = WSHandler
_sockets.get = _get_socket_of_whole_token
_servers: Any = BokehTornado
_servers.include_headers = _only_named("_include_headers")
_servers.include_cookies = _only_named("_include_cookies")
