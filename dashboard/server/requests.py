"""What is wrong with a request, before any of it is kept."""

from dataclasses import dataclass

from tornado.httputil import HTTPHeaders, RequestStartLine, ResponseStartLine

from dashboard.server.limits import (
    BODILESS,
    KB,
    LONGEST_ADDRESS,
    LONGEST_BODY,
    LONGEST_HEADERS,
    MOST_ARGUMENTS,
    MOST_HEADERS,
)


@dataclass(frozen=True)
class Wrong:
    """Why a request is refused, and what to do; at_once: before its body is read."""

    status: int
    reason: str
    text: str
    at_once: bool = True

    @classmethod
    def body(cls) -> "Wrong":
        """Return what is said of a body that is too long."""
        text = f"The request's body is over {LONGEST_BODY // KB} kB: send less."
        return cls(413, "Content Too Large", text)


def wrong_about(start: RequestStartLine | ResponseStartLine, headers: HTTPHeaders) -> Wrong | None:
    """Return what is wrong with a request's first line and headers, None where nothing is."""
    if not isinstance(start, RequestStartLine):
        return None
    return _wrong_address(start.path) or _wrong_headers(headers) or _wrong_body(start, headers)


def _wrong_address(address: str) -> Wrong | None:
    if len(address) > LONGEST_ADDRESS:
        text = f"The address is over {LONGEST_ADDRESS // KB} kB: ask for a shorter one."
        return Wrong(414, "URI Too Long", text)
    if address.count("&") >= MOST_ARGUMENTS:
        text = f"The address has more than {MOST_ARGUMENTS} parameters: ask with fewer."
        return Wrong(400, "Bad Request", text)
    return None


def _wrong_headers(headers: HTTPHeaders) -> Wrong | None:
    fields = list(headers.get_all())
    if len(fields) > MOST_HEADERS:
        text = f"The request has more than {MOST_HEADERS} headers: send fewer."
    elif sum(len(name) + len(value) + 4 for name, value in fields) > LONGEST_HEADERS:
        text = f"The request's headers are over {LONGEST_HEADERS // KB} kB: delete its cookies."
    else:
        return None
    return Wrong(431, "Request Header Fields Too Large", text)


def _wrong_body(start: RequestStartLine, headers: HTTPHeaders) -> Wrong | None:
    length = headers.get("Content-Length", "0").strip()
    if length.isdecimal() and (len(length) > 15 or int(length) > LONGEST_BODY):
        return Wrong.body()
    if start.method in BODILESS and (length.strip("0") or "Transfer-Encoding" in headers):
        text = f"A {start.method} has no body here: ask without one."
        return Wrong(413, "Content Too Large", text, at_once=False)
    return None
