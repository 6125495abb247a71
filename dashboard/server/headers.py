"""The headers that keep a browser from more than the page needs; importing this module is enough.

Every answer has them: pages, files, downloads, redirects, errors. Tornado has one way out for all
of these, which is wrapped; none but a page has a policy of its own, see `policy`. Tornado's name
and version are left out.
"""

from functools import wraps
from typing import Any

from bokeh.server.views.session_handler import SessionHandler
from tornado.web import RequestHandler

from dashboard.server.forwarded import scheme
from dashboard.server.policy import policy

POLICY = "Content-Security-Policy"
ALWAYS = {
    POLICY: policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # the address says what somebody looks at
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            *("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer"),
            *("microphone", "midi", "payment", "usb"),
        )
    ),
}
_YEAR = 365 * 24 * 3600  # seconds
_flush = RequestHandler.flush
_get_session: Any = SessionHandler.get_session


@wraps(_flush)
def _flush_with_headers(handler: RequestHandler, *arguments: Any, **named: Any) -> Any:
    if not handler._headers_written:
        _complete(handler)
    return _flush(handler, *arguments, **named)


def _complete(handler: RequestHandler) -> None:
    handler.clear_header("Server")
    for name, value in ALWAYS.items():
        if name not in handler._headers:
            handler.set_header(name, value)
    if scheme(handler.request) == "https":  # a browser heeds what follows over TLS alone
        handler.set_header("Strict-Transport-Security", f"max-age={_YEAR}")


@wraps(_get_session)
async def _get_session_and_policy(handler: SessionHandler) -> Any:
    """Let a page have the policy that its document names."""
    session = await _get_session(handler)
    if own := session.document.template_variables.get("policy"):
        handler.set_header(POLICY, own)
    return session


_handlers: Any = RequestHandler
_handlers.flush = _flush_with_headers
_sessions: Any = SessionHandler
_sessions.get_session = _get_session_and_policy
