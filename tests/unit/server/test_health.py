from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from bokeh.application import Application
from bokeh.application.handlers import FunctionHandler
from bokeh.document import Document

from dashboard.counter import Totals
from dashboard.server.health import readiness, session_error

HEARD = Totals(views=7, here=1, age_seconds=None, since="ever")


def counter(**known: Any) -> Any:
    return SimpleNamespace(totals=lambda: replace(HEARD, **known))


def test_with_a_page_and_a_counter_the_server_is_ready():
    assert readiness("", counter()) == {"status": "ok", "app": "ok", "counter": "ok"}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"age_seconds": 0}, "away"),
        ({"views": None, "here": None}, "away"),
        ({"since": "start"}, "memory"),
    ],
)
def test_without_its_counter_the_server_is_degraded(known: dict[str, Any], said: str):
    assert readiness("", counter(**known)) == {"status": "degraded", "app": "ok", "counter": said}


def test_without_a_page_the_server_is_unavailable_and_says_why():
    said = readiness("/app: no session can be built", counter())
    assert said["status"] == "unavailable"
    assert said["app"] == "/app: no session can be built"


def test_a_session_that_can_be_built_has_no_error():
    built: list[Document] = []
    assert session_error(Application(FunctionHandler(built.append))) == ""
    assert len(built) == 1


def test_a_session_that_cannot_be_built_is_told_by_the_kind_of_its_error(caplog):
    def broken(_document: Document) -> None:
        raise FileNotFoundError("/secret/place")

    said = session_error(Application(FunctionHandler(broken)))
    assert said == "FileNotFoundError"
    assert "/secret/place" in caplog.text
