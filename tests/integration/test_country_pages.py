"""/country/..., from both ways to serve, as real processes."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from PIL import Image

from benchmarks.ports import free_port
from tests.serving import wait_for

ROOT = Path(__file__).parents[2]
PANELS = ["panel", "serve", "dashboard/app.py", "--plugins", "dashboard.server.routes"]
WAYS = {"dashboard": ["dashboard", "serve"], "panel": PANELS}


@pytest.fixture(scope="module", params=list(WAYS))
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", *WAYS[request.param], "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://localhost:{port}/robots.txt", process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def asked(url: str, method: str = "GET", /, **headers: str) -> tuple[HTTPResponse, bytes]:
    """Ask for an address as it is written, and follow nothing."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=60)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, url.partition(parts.netloc)[2] or "/", headers=sent)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_a_country_has_its_page_and_the_page_its_style(server: str):
    answer, body = asked(f"{server}/country/brazil")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=UTF-8"
    page = body.decode()
    assert "<h1>Brazil</h1>" in page
    assert f'<link rel="canonical" href="{server}/country/brazil">' in page
    style = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    found, sheet = asked(urljoin(f"{server}/country/brazil", style))
    assert (found.status, found.headers["Content-Type"]) == (200, "text/css")
    assert b"prefers-color-scheme: dark" in sheet


@pytest.mark.parametrize(
    ("asked_for", "canonical"),
    [
        ("BRA", "brazil"),
        ("Brazil", "brazil"),
        ("brazil/", "brazil"),
        ("br", "brazil"),
        ("cote-d-ivoire", "ivory-coast"),
        ("C%C3%B4te%20d'Ivoire", "ivory-coast"),
        ("Federative%20Republic%20of%20Brazil", "brazil"),
        ("BRA/stripes.png", "brazil/stripes.png"),
    ],
)
def test_another_name_of_a_country_leads_to_its_page(server: str, asked_for: str, canonical: str):
    answer, _ = asked(f"{server}/country/{asked_for}")
    assert answer.status == 301
    led = urljoin(f"{server}/country/{asked_for}", answer.headers["Location"])
    assert led == f"{server}/country/{canonical}"
    assert asked(led)[0].status == 200


@pytest.mark.parametrize(
    "path",
    ["", "%00", "%FF", "nowhere", "brazil/other", "brazil/stripes.png/more", "..%2F..", "x" * 1000],
)
def test_what_is_no_country_is_not_found_and_not_repeated(server: str, path: str):
    answer, body = asked(f"{server}/country/{path}")
    assert answer.status == 404
    page = body.decode()
    assert "There is no such country here" in page
    assert '<link rel="stylesheet"' in page
    assert "nowhere" not in page
    assert "xxx" not in page


def test_the_nearest_names_are_offered_by_links_that_lead_there(server: str):
    _, body = asked(f"{server}/country/brazill/more")
    link = body.decode().partition('<ul class="countries">')[2].partition('href="')[2]
    led = urljoin(f"{server}/country/brazill/more", link.partition('"')[0])
    assert led == f"{server}/country/brazil"


def test_the_picture_is_asked_for_again_only_when_it_has_changed(server: str):
    answer, body = asked(f"{server}/country/brazil/stripes.png")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(body)).size == (1200, 630)
    again, nothing = asked(
        f"{server}/country/brazil/stripes.png", If_None_Match=answer.headers["Etag"]
    )
    assert (again.status, nothing) == (304, b"")


@pytest.mark.parametrize(
    "path", ["country/brazil", "country/brazil/stripes.png", "sitemap.xml", "robots.txt"]
)
def test_head_is_answered_where_get_is(server: str, path: str):
    answer, body = asked(f"{server}/{path}", "HEAD")
    assert (answer.status, body) == (200, b"")
    assert answer.headers["Content-Type"] == asked(f"{server}/{path}")[0].headers["Content-Type"]


def test_the_addresses_are_those_of_the_host_that_was_asked(server: str):
    _, body = asked(f"{server}/country/brazil", Host="warming.example:8443")
    assert b'<link rel="canonical" href="http://warming.example:8443/country/brazil">' in body
    _, body = asked(f"{server}/robots.txt", Host="warming.example")
    assert b"Sitemap: http://warming.example/sitemap.xml" in body
    bad, body = asked(f"{server}/country/brazil", Host='a"b<c>')
    assert bad.status == 400
    assert b"<c>" not in body


def test_behind_a_router_that_ends_tls_its_addresses_are_https(server: str):
    site = f"https://{urlsplit(server).netloc}/"
    for path, line in {
        "country/brazil": f'<link rel="canonical" href="{site}country/brazil">',
        "sitemap.xml": f"<loc>{site}country/brazil</loc>",
        "robots.txt": f"Sitemap: {site}sitemap.xml",
    }.items():
        assert line.encode() in asked(f"{server}/{path}", X_Forwarded_Proto="https")[1]


def test_every_address_of_the_sitemap_is_answered_without_a_way_round(server: str):
    _, body = asked(f"{server}/sitemap.xml")
    found = [part.partition("</loc>")[0] for part in body.decode().split("<loc>")[1:]]
    assert len(found) > 200
    for address in found[1::40]:
        assert asked(address)[0].status == 200


def test_a_crawler_and_a_visitor_of_country_pages_count_as_no_view(server: str):
    def views() -> tuple[int, dict[str, int]]:
        told = json.loads(asked(f"{server}/stats.json")[1])
        return told["views"], told["countries"]

    before = views()
    asked(f"{server}/country/india")
    asked(f"{server}/country/india/stripes.png")
    assert views() == before
