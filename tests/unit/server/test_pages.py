"""Pages that are built for all who ask for them, one after the other and after clicks."""

import asyncio
from argparse import ArgumentParser
from unittest.mock import MagicMock

import pytest
from bokeh.application import Application
from bokeh.application.handlers import FunctionHandler
from bokeh.document import Document

from dashboard.page import Chosen, Shown
from dashboard.server import command, messages, pages
from dashboard.server.built import CROWD, FRESH, STALE, Built, Pages


@pytest.fixture
def shared() -> Pages:
    made = Pages()
    made.keep("/app", Built(Document(), since=100.0))
    return made


def test_a_page_is_shared_for_a_second(shared: Pages):
    assert shared.get("/app", 100 + FRESH)
    assert shared.get("/app", 100 + FRESH + 0.01) is None
    assert not shared.built


def test_a_crowd_shares_it_for_longer_and_not_for_ever(shared: Pages):
    for number in range(10 * CROWD):
        assert shared.get("/app", 100 + number / 50)  # so many a second
    assert shared.get("/app", 100 + STALE)
    assert shared.get("/app", 100 + STALE + 0.01) is None


def test_a_crowd_that_has_gone_leaves_nobody_an_old_page(shared: Pages):
    for _ in range(2 * CROWD):
        assert shared.get("/app", 100.5)
    assert shared.get("/app", 101.5)
    assert shared.get("/app", 103.5) is None


def test_a_click_that_is_read_a_turn_later_goes_before_a_page():
    order: list[str] = []

    async def click() -> None:
        await asyncio.sleep(0)  # its socket can be read
        messages._handling += 1
        await asyncio.sleep(0.02)
        messages._handling -= 1
        order.append("click")

    async def page() -> None:
        await pages._after_clicks()
        order.append("page")

    async def both() -> None:
        await asyncio.gather(page(), click())

    asyncio.run(both())
    assert order == ["click", "page"]


def test_a_page_is_built_for_nobody_and_forgotten(monkeypatch: pytest.MonkeyPatch):
    done: list[tuple[str, Document]] = []
    monkeypatch.setattr(Built, "gzip", lambda self, _token: done.append(("write", self.document)))
    monkeypatch.setattr(Built, "drop", lambda self: done.append(("drop", self.document)))

    def fill(document: Document) -> None:
        document.add_root(Shown(tags=["shown"]))
        document.add_root(Chosen(tags=["state"]))

    pages.build_one(Application(FunctionHandler(fill)))
    (write, document), (drop, same) = done
    assert (write, drop) == ("write", "drop")
    assert same is document
    assert len(document.roots) == 2


def test_each_server_builds_a_page_before_it_answers(monkeypatch: pytest.MonkeyPatch):
    built: list[object] = []

    def build_one(application: object) -> None:
        built.append(application)
        raise ZeroDivisionError  # which is logged, and no reason not to serve

    monkeypatch.setattr(pages, "build_one", build_one)
    monkeypatch.setattr(command, "_end_by_signals", lambda _server: None)
    monkeypatch.setattr(command, "compress_ahead", lambda: None)
    server, application = MagicMock(), object()
    server._tornado.applications = {"/app": MagicMock(application=application)}
    command._Serve(ArgumentParser()).customize_server(server)
    assert built == [application]
