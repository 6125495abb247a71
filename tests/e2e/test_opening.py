import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.person import opened


def test_the_page_opens_with_a_country_and_a_year(page: Page):
    page.goto("/")
    expect(page.locator("#country-name")).not_to_be_empty()
    expect(page.locator("#map-year")).not_to_be_empty()
    assert "Isotherm" in page.title()


@pytest.fixture
def slow_line(server: str) -> Iterator[str]:
    """The address of a line to the server on which a page comes in two halves, a second apart."""

    class Line(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                with urllib.request.urlopen(server.rstrip("/") + self.path) as answer:
                    self.pass_on(answer.headers["Content-Type"], answer.read())
            except HTTPError as error:  # a websocket has no answer here
                self.send_error(error.code)

        def pass_on(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            head, opens, rest = body.partition(b"<header>")
            self.wfile.write(head + opens)
            time.sleep(1 if opens else 0)
            self.wfile.write(rest)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("localhost", 0), Line) as line:
        Thread(target=line.serve_forever, daemon=True).start()
        yield f"http://localhost:{line.server_port}/"
        line.shutdown()


def test_a_page_whose_end_comes_late_opens_too(visitor: Callable[..., Page], slow_line: str):
    page = visitor(slow_line, expected=["WebSocket", "websocket", "Lost", "CONNECTION_REFUSED"])
    opened(page, slow_line)
    expect(page.locator("#notices")).to_be_empty()
    expect(page.locator("#country-name")).not_to_be_empty()
