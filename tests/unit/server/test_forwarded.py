"""Whether a visitor's line is encrypted, by what a router says and strangers may not; links."""

from types import SimpleNamespace

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.web import HTTPError

from dashboard.server.forwarded import scheme, site_address


def request(
    said: str | None, remote_ip: str, protocol: str = "http", path: str = "/"
) -> HTTPServerRequest:
    headers = HTTPHeaders({} if said is None else {"X-Forwarded-Proto": said})
    headers["Host"] = "isotherm.example.org"
    line = RequestStartLine("GET", path, "HTTP/1.1")
    context = SimpleNamespace(remote_ip=remote_ip, protocol=protocol)
    connection = SimpleNamespace(context=context)
    return HTTPServerRequest(headers=headers, connection=connection, start_line=line)


def asked(said: str | None, remote_ip: str, protocol: str = "http") -> str:
    return scheme(request(said, remote_ip, protocol))


@pytest.mark.parametrize(
    "router",
    ["127.0.0.1", "::1", "10.1.2.3", "172.18.0.2", "192.168.0.9", "fd00::7", "fe80::1%eth0", ""],
)
def test_a_router_on_this_machine_or_network_is_believed(router: str):
    assert asked("https", router) == "https"
    assert asked("HTTPS , http", router) == "https"
    assert asked("http", router, "https") == "http"


@pytest.mark.parametrize("stranger", ["8.8.8.8", "2606:4700::1111", "nonsense"])
def test_a_stranger_is_not_believed(stranger: str):
    assert asked("https", stranger) == "http"


@pytest.mark.parametrize("said", [None, "", "gopher", "https://x", "javascript"])
def test_what_is_no_scheme_leaves_that_of_the_line(said: str | None):
    assert asked(said, "10.0.0.1") == "http"
    assert asked(said, "10.0.0.1", "https") == "https"


def test_the_app_s_address_is_the_visitor_s_under_a_path_and_by_tls():
    nested = request("https", "10.0.0.1", path="/climate/country/brazil")
    assert site_address(nested, "/country/") == "https://isotherm.example.org/climate/"
    assert site_address(request(None, "8.8.8.8"), "/") == "http://isotherm.example.org/"


@pytest.mark.parametrize("host", ['a"b', "a<b>", "a b", "a" * 256, "ä.example"])
def test_what_is_no_host_stands_in_no_link(host: str):
    asking = request("https", "10.0.0.1")
    asking.host = host  # newer versions of Tornado let no such request in
    with pytest.raises(HTTPError) as refused:
        site_address(asking, "/")
    assert refused.value.status_code == 400
