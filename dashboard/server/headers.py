"""The headers that keep a browser from more than the page needs; importing this module is enough.

Every answer has them: pages, files, downloads, redirects, errors. Tornado has one way out for all
of these, which is wrapped; none but a page has a policy of its own, see `policy`. What a page is
made of, such as a module or numbers, has shorter ones: by itself it needs nothing, and a visit
reads several of them. Tornado's name and version are left out.
"""

from collections.abc import Iterable
from functools import wraps
from typing import Any

from bokeh.server.views.session_handler import SessionHandler
from tornado.web import RequestHandler

from dashboard.server.forwarded import scheme
from dashboard.server.policy import policy

POLICY = "Content-Security-Policy"
_PERMISSIONS = "Permissions-Policy"
_WITHOUT = ("camera", "geolocation", "microphone")  # what asks a person, first
_ALL_WITHOUT = (
    *(*_WITHOUT, "accelerometer", "gyroscope", "magnetometer"),
    *("midi", "payment", "usb"),
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # the address says what somebody looks at
}


def _permissions(features: Iterable[str]) -> dict[str, str]:
    return {_PERMISSIONS: ", ".join(f"{feature}=()" for feature in sorted(features))}


_OF_PAGES = {**_ALWAYS, POLICY: policy(), **_permissions(_ALL_WITHOUT)}
_OF_PARTS = {
    **_ALWAYS,
    POLICY: "default-src 'none'; frame-ancestors 'self'",
    **_permissions(_WITHOUT),
}
# No page by themselves, whatever a browser is told: it shows them as text or offers to save them.
_PARTS = {"application/json", "application/octet-stream", "text/css", "text/javascript"}
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
    kind = handler._headers.get("Content-Type", "").partition(";")[0]
    for name, value in (_OF_PARTS if kind in _PARTS else _OF_PAGES).items():
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
