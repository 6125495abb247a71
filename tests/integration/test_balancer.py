"""nginx with the configuration of deploy/nginx: before three servers, which count in one Redis."""

import asyncio
import json
import re
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.browser import PERSON
from benchmarks.scale.balancer import PATIENCE, Balancer
from benchmarks.scale.site import Site

CLIENTS = [f"127.0.0.{number}" for number in range(2, 14)]
OPENED = {
    "kind": "MessageSent",
    "msg_type": "bokeh_event",
    "msg_data": {
        "type": "event",
        "name": "document_ready",
        "values": {"type": "map", "entries": []},
    },
}


# What a replica is told


class Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({n.lower(): v for n, v in self.headers.items()}).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture
def echo() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_replica_is_told_who_asks_and_not_what_a_client_says_of_itself(echo: str, tmp_path: Path):
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "gopher",
        "X-Forwarded-Host": "evil.example",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
    }
    with Balancer(tmp_path, [echo]) as balancer:
        request = urllib.request.Request(f"http://{balancer.host}/?secret=1", headers=forged)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            told = json.load(answer)
    assert told["host"] == told["x-forwarded-host"] == balancer.host
    assert told["x-forwarded-for"] == told["x-real-ip"] == "127.0.0.1"
    assert told["x-forwarded-proto"] == "http"
    assert "forwarded" not in told
    assert "secret" not in (tmp_path / "access.log").read_text(encoding="utf-8")


# Three servers


async def heard(socket: WebSocketClientConnection, kind: str) -> None:
    """Wait for a message of that kind."""
    while (part := await socket.read_message()) is not None:
        if json.loads(part).get("msgtype") == kind:
            return
    raise AssertionError(f"closed before {kind}: {socket.close_code} {socket.close_reason}")


class Clients(Site):
    """A site, and what its clients do."""

    def request(self, client: str, path: str, **headers: str) -> HTTPRequest:
        return HTTPRequest(
            f"{'ws' if path.endswith('/ws') else 'http'}://{self.balancer.host}{path}",
            headers={"User-Agent": PERSON, **headers},
            network_interface=client,
            request_timeout=PATIENCE,
        )

    async def token(self, client: str) -> str:
        """Open the page, as far as a client without scripts does."""
        answer = await AsyncHTTPClient().fetch(self.request(client, "/app?country=IND"))
        return re.search(r'data-token="([^"]+)"', answer.body.decode())[1]

    async def connect(self, client: str, token: str, origin: str = "") -> WebSocketClientConnection:
        request = self.request(client, "/app/ws", Origin=f"http://{origin or self.balancer.host}")
        return await websocket_connect(request, subprotocols=["bokeh", token])

    async def view(self, client: str) -> WebSocketClientConnection:
        """Open the page as a browser does: one view, for as long as the socket is open."""
        socket = await self.connect(client, await self.token(client))
        await heard(socket, "ACK")
        for part in ({"msgid": "1", "msgtype": "PATCH-DOC"}, {}, {"events": [OPENED]}):
            await socket.write_message(json.dumps(part))
        await heard(socket, "OK")
        return socket


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    with Clients(tmp_path_factory.mktemp("site"), 3) as site:
        yield site


async def ended(*sockets: WebSocketClientConnection) -> None:
    for socket in sockets:
        socket.close()
        while await socket.read_message() is not None:
            pass


def test_each_client_keeps_its_replica_and_all_three_have_clients(site: Clients):
    async def visit() -> None:
        for client in CLIENTS:
            await ended(await site.connect(client, await site.token(client)))

    asyncio.run(visit())
    found = {client: {r for c, r in site.balancer.lines() if c == client} for client in CLIENTS}
    assert {len(replicas) for replicas in found.values()} == {1}
    assert set.union(*found.values()) == set(site.replicas)


def test_a_foreign_page_opens_no_session(site: Clients):
    async def intrude() -> None:
        await site.connect(CLIENTS[0], await site.token(CLIENTS[0]), origin="evil.example")

    with pytest.raises(HTTPClientError) as refused:
        asyncio.run(intrude())
    assert refused.value.code == 403


def test_all_replicas_tell_the_same_counts(site: Clients):
    before = site.redis.views()

    async def views() -> list[dict[str, object]]:
        sockets = [await site.view(client) for client in CLIENTS]
        deadline = time.monotonic() + PATIENCE
        told: list[dict[str, object]] = []
        while time.monotonic() < deadline:
            told = [await asyncio.to_thread(site.stats, address) for address in site.replicas]
            if {(said["views"], said["here"]) for said in told} == {(before + 12, 12)}:
                break
            await asyncio.sleep(0.2)
        await ended(*sockets)
        return told

    told = asyncio.run(views())
    assert [(said["views"], said["here"]) for said in told] == [(before + len(CLIENTS), 12)] * 3
    assert site.redis.views() == before + len(CLIENTS)


def test_every_replica_answers_what_another_one_has_named(site: Clients):
    one, *others = site.replicas
    links = (
        "",
        "?map=population&year=1990",
        "?map=warming_rate&trend=1990",
        "?country=AFRICA&view=table",
    )

    def read(address: str, path: str) -> bytes:
        with urllib.request.urlopen(f"http://{address}/{path}", timeout=PATIENCE) as answer:
            return bytes(answer.read())

    named = {
        path
        for link in links
        for path in re.findall(
            r"static/[^\"'<>\\ ]+[?]v=[^\"'<>\\ ]+", read(one, f"app{link}").decode()
        )
    }
    kinds = {path.rpartition("/")[2].partition(".")[0] for path in named}
    assert kinds >= {"world", "countries", "temperature", "population", "warming_rate-1990", "page"}
    for path in named:
        assert {read(other, path) for other in others} == {read(one, path)}


# The last, for it ends a server.
def test_a_client_whose_replica_ends_goes_on_at_another(site: Clients):
    client = CLIENTS[0]

    async def outlive() -> None:
        socket = await site.connect(client, token := await site.token(client))
        gone = next(replica for c, replica in site.balancer.lines()[::-1] if c == client)
        await asyncio.to_thread(site.stop, site.replicas.index(gone))
        await ended(socket)
        again = await site.connect(client, token)
        await heard(again, "ACK")
        await ended(again)
        assert await site.token(client) != token

    asyncio.run(outlive())
