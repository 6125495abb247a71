"""What a router in front of this server says of a request, where that is believed.

Whoever asks can write any header. A router that ends TLS asks from this machine or its own network,
so a header counts from there alone, and only for what does no harm when it is wrong: the scheme of
a link, and the wish that this visitor comes by TLS again. Of several routers the first is asked,
the one that the visitor's own line ends at.
"""

import re
from ipaddress import ip_address

from tornado.httputil import HTTPServerRequest
from tornado.web import HTTPError

_HOST = re.compile(r"[A-Za-z0-9._\-:\[\]]{1,255}")


def scheme(request: HTTPServerRequest) -> str:
    """Return "https" where the visitor's line is encrypted, up to here or up to a router."""
    said = request.headers.get("X-Forwarded-Proto", "").partition(",")[0].strip().lower()
    if said in ("http", "https") and is_router(request.remote_ip):
        return said
    return request.protocol or "http"


def site_address(request: HTTPServerRequest, page: str) -> str:
    """Return the address of the app as the visitor has it, with a slash at its end.

    page: what of the request's path is the page's. Raises HTTPError 400 where the host is none.
    """
    if not _HOST.fullmatch(request.host):
        raise HTTPError(400)
    return f"{scheme(request)}://{request.host}{request.path.rpartition(page)[0]}/"


def is_router(address: str | None) -> bool:
    """Whether a request comes from where a router of ours may stand: no public address."""
    try:
        asking = ip_address((address or "").partition("%")[0])
    except ValueError:
        return address == ""  # of a Unix socket
    return not asking.is_global
