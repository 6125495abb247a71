import asyncio
import gzip
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import bokeh
import brotli
import pytest
from bokeh.embed.bundle import extension_dirs
from bokeh.settings import settings
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from dashboard.server import assets, static
from dashboard.server.assets import ASSETS, asset, publish, without_comments
from dashboard.server.routes import ROUTES

NAMES = sorted(file.relative_to(ASSETS).as_posix() for file in ASSETS.rglob("*") if file.is_file())
STYLE = "/static/extensions/isotherm/page.css"
BOKEH = "/static/js/bokeh.min.js"
SCRIPT = "/static/extensions/isotherm/page.js"
PICTURE = b"\x89PNG not compressible"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server in a thread of its own that answers the routes of the plugin."""
    sockets, ready, stop = bind_sockets(0, "127.0.0.1"), threading.Event(), []

    async def serve() -> None:
        server = HTTPServer(Application(ROUTES))
        server.add_sockets(sockets)
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(over.set))
        ready.set()
        await over.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait(10)
    yield sockets[0].getsockname()[1]
    stop[0]()
    thread.join(10)


class Answer:
    """The status, headers and body of an answer."""

    def __init__(self, answer: HTTPResponse) -> None:
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()

    def __getitem__(self, header: str) -> str | None:
        return self.headers[header]


@pytest.fixture
def ask(port: int):
    """Ask for a path as it is: http.client takes no dots out of it."""

    def asked(path: str, method: str = "GET", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Accept-Encoding": "identity", **sent})
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    return asked


@pytest.fixture
def nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the files be compressed as by a first server."""
    monkeypatch.setattr(assets, "published_folder", lambda: tmp_path)
    for cached in (static._coded, static._smaller):
        cached.cache_clear()
    yield
    static._smaller.cache_clear()  # it knows what is kept in this folder


# What is served


@pytest.mark.parametrize("name", NAMES)
def test_an_asset_is_served_as_it_is_but_for_the_comments_of_modules(ask, name: str):
    answer, written = ask(f"/{asset(name)}"), (ASSETS / name).read_bytes()
    assert answer.status == 200
    is_module = name.endswith(".js")
    assert answer.body == (without_comments(written.decode()).encode() if is_module else written)
    assert answer["Content-Encoding"] is None


def test_bokehs_own_files_are_served(ask):
    assert ask(BOKEH).body == (Path(settings.bokehjs_path()) / "js/bokeh.min.js").read_bytes()


def test_what_is_published_is_served(ask):
    assert ask(f"/{publish('served.json', b'[1, 2]')}").body == b"[1, 2]"


def test_kinds_are_told_as_browsers_need_them(ask):
    kinds = {
        STYLE: "text/css",
        "/static/extensions/isotherm/page.js": "text/javascript",
        f"/{publish('kind.json', b'[]')}": "application/json",
        f"/{publish('kind.bin', b'IWF1')}": "application/octet-stream",
    }
    assert {path: ask(path)["Content-Type"].split(";")[0] for path in kinds} == kinds


# Compression


@pytest.mark.parametrize("path", [STYLE, BOKEH])
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("deflate, gzip", "gzip"), ("gzip, br", "br"), ("br;q=0, gzip", "gzip"), ("BR", "br")],
)
def test_those_who_take_a_coding_get_the_same_file_in_less(ask, path, accepted, coding):
    plain, packed = ask(path), ask(path, Accept_Encoding=accepted)
    assert packed["Content-Encoding"] == coding
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}[coding]
    assert unpack(packed.body) == plain.body
    assert len(packed.body) < 0.5 * len(plain.body)
    assert int(packed["Content-Length"]) == len(packed.body)


def test_br_is_a_tenth_shorter_than_gzip(ask):
    gzipped, br = (ask(BOKEH, Accept_Encoding=coding) for coding in ("gzip", "br"))
    assert len(br.body) < 0.9 * len(gzipped.body)


def test_compressing_takes_no_time_of_the_servers_loop(ask, monkeypatch: pytest.MonkeyPatch):
    inside: list[bool] = []
    compress = static.compressed

    def compressed(file: Path, coding: str) -> bytes:
        inside.append(asyncio._get_running_loop() is not None)
        return compress(file, coding)

    monkeypatch.setattr(static, "compressed", compressed)
    assert ask(BOKEH, Accept_Encoding="gzip")["Content-Encoding"] == "gzip"
    assert inside == [False]


@pytest.mark.usefixtures("nothing_is_kept")
def test_what_a_page_has_is_compressed_before_anybody_asks(
    ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setitem(extension_dirs, assets.PUBLISHED, tmp_path)
    monkeypatch.setattr(assets, "_memory", assets._Memory())
    address = f"/{publish('ahead.json', b'[1]')}"
    static.compress_ahead()
    before = static._coded.cache_info().misses
    for coding in ("gzip", "br"):
        for path in (BOKEH, address):
            assert ask(path, Accept_Encoding=coding)["Content-Encoding"] == coding
    assert static._coded.cache_info().misses == before == 4


@pytest.mark.usefixtures("nothing_is_kept")
def test_who_comes_later_gets_less(ask):
    first = ask(SCRIPT, Accept_Encoding="br")
    until = time.monotonic() + 60
    while len((later := ask(SCRIPT, Accept_Encoding="br")).body) == len(first.body):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert len(later.body) < len(first.body)
    assert brotli.decompress(later.body) == brotli.decompress(first.body)
    assert later["Content-Encoding"] == "br"


@pytest.mark.parametrize("encoding", ["identity", "zstd", "", "br;q=0"])
def test_those_who_take_no_coding_get_the_plain_file(ask, encoding: str):
    answer = ask(STYLE, Accept_Encoding=encoding)
    assert answer["Content-Encoding"] is None
    assert answer.body == (ASSETS / "page.css").read_bytes()


def test_those_who_refuse_gzip_get_the_plain_file(ask):
    answer = ask(STYLE, Accept_Encoding="identity, gzip;q=0")
    assert answer["Content-Encoding"] is None


def test_caches_are_told_that_the_answer_depends_on_the_encoding(ask):
    assert "Accept-Encoding" in ask(STYLE)["Vary"]
    assert "Accept-Encoding" in ask(STYLE, Accept_Encoding="gzip")["Vary"]


def test_a_file_that_gzip_cannot_shorten_is_sent_as_it_is(ask):
    answer = ask(f"/{publish('picture.png', PICTURE)}", Accept_Encoding="gzip")
    assert answer["Content-Encoding"] is None
    assert answer.body == PICTURE


def test_a_file_that_changed_is_compressed_anew(ask):
    folder = Path(extension_dirs["isotherm-published"])
    file = folder / "changing.txt"
    try:
        for content in (b"first", b"second"):
            file.write_bytes(content)
            answer = ask(
                "/static/extensions/isotherm-published/changing.txt", Accept_Encoding="gzip"
            )
            assert gzip.decompress(answer.body) == content
    finally:
        file.unlink()


# Caching


def test_only_an_address_with_its_version_is_kept_for_ever(ask):
    for path in (
        f"/{asset('page.css')}",
        f"{BOKEH}?v={bokeh.__version__}",
        f"/{publish('a.txt', b'a')}",
    ):
        assert "immutable" in ask(path)["Cache-Control"]
    for path in (STYLE, f"{STYLE}?v=", f"{STYLE}?w=1", BOKEH, f"{BOKEH}?v=another"):
        assert ask(path)["Cache-Control"] == "no-cache"


def test_a_file_of_this_project_in_another_version_is_not_there(ask):
    name = publish("kept.txt", b"what is kept").partition("?")[0]
    for path in (f"{STYLE}?v=123", f"/{name}?v=123", f"/{name.replace('kept.', 'kept.1')}?v=123"):
        answer = ask(path)
        assert (answer.status, answer["Cache-Control"]) == (404, None)
    assert ask(f"/{name}").body == b"what is kept"


def test_what_is_not_there_is_not_kept_for_ever(ask):
    answer = ask("/static/extensions/isotherm/nothing.js?v=123")
    assert answer.status == 404
    assert "immutable" not in (answer["Cache-Control"] or "")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_browser_that_has_the_file_is_told_so_without_it(ask, encoding: str):
    first = ask(STYLE, Accept_Encoding=encoding)
    again = ask(STYLE, Accept_Encoding=encoding, If_None_Match=first["Etag"])
    assert (again.status, again.body) == (304, b"")
    other = ask(STYLE, Accept_Encoding=encoding, If_None_Match='"other"')
    assert (other.status, other.body) == (200, first.body)


def test_plain_and_compressed_are_told_apart(ask):
    assert ask(STYLE)["Etag"] != ask(STYLE, Accept_Encoding="gzip")["Etag"]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_head_answers_like_get_without_the_file(ask, encoding: str):
    head, get = (ask(STYLE, method, Accept_Encoding=encoding) for method in ("HEAD", "GET"))
    assert (head.status, head.body) == (200, b"")
    for header in ("Content-Length", "Content-Type", "Content-Encoding", "Etag", "Cache-Control"):
        assert head[header] == get[header]


# What is not served


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd",
        "/static//etc/passwd",
        "/static/%2fetc/passwd",
        "/static/extensions/isotherm/../app.py",
        "/static/extensions/isotherm/%2e%2e/app.py",
        "/static/extensions/isotherm/..%2fapp.py",
        "/static/extensions/isotherm/..%5capp.py",
        "/static/extensions/isotherm//etc/passwd",
        "/static/extensions/../../__init__.py",
        "/static/extensions/unknown/page.css",
        "/static/extensions/unknown//etc/passwd",
        "/static/extensions/isotherm/nothing.css",
        "/static/extensions/isotherm/",
        "/static/extensions/isotherm",
        "/static/extensions/",
        "/static/js/",
        "/static/",
        "/static/%F0%9F%8C%8E",
        "/static/%ff%fe",
    ],
)
def test_nothing_beside_the_published_folders_is_served(ask, path: str):
    answer = ask(path)
    assert answer.status in (400, 404)
    assert b"root:" not in answer.body
    assert b"build_app" not in answer.body


@pytest.mark.parametrize("path", ["/static/%00", "/static/a%00b.css", "/static/" + "a" * 5000])
def test_a_name_that_no_file_can_have_is_not_found(ask, path: str):
    assert ask(path).status == 404


def test_a_link_that_leads_out_of_the_folder_is_not_followed(ask, tmp_path: Path):
    publish("some.txt", b"")
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    link = Path(extension_dirs["isotherm-published"]) / "link.txt"
    link.symlink_to(secret)
    try:
        assert ask("/static/extensions/isotherm-published/link.txt").status == 404
    finally:
        link.unlink()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_can_only_be_read(ask, method: str):
    assert ask(STYLE, method).status in (403, 405)
