import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.server import command, limits
from dashboard.server.command import _Serve, arguments

KEY = "a key that nobody may read"


def test_the_arguments_hold_what_was_set_and_not_the_key():
    settings = Settings.read(
        {
            "PORT": "8080",
            "ADDRESS": "0.0.0.0",
            "ALLOWED_ORIGINS": "a.org,b.org",
            "WEB_CONCURRENCY": "3",
            "ISOTHERM_SECRET_KEY": KEY,
        }
    )
    said = arguments(Path("app.py"), settings)
    assert {"--address=0.0.0.0", "--port=8080", "--num-procs=3"} <= set(said)
    assert "--allow-websocket-origin=a.org" in said
    assert "--allow-websocket-origin=b.org" in said
    assert KEY not in " ".join(said)
    assert "--unused-session-lifetime=60000" in said  # tests.impatient has less, of this and that
    assert limits.PATIENCE == 20


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Run the command with another function in place of Panel's server."""
    monkeypatch.setattr(command, "log_to_stdout", lambda _kind: None)
    monkeypatch.setenv("ISOTHERM_SECRET_KEY", KEY)

    def run(served: Callable[[], object], first: Callable[[], object] | None = None) -> None:
        monkeypatch.setattr(_Serve, "invoke", lambda *_: served())
        command.run(Path("app.py"), Settings.read({"ISOTHERM_SECRET_KEY": KEY}), first)

    yield run
    gc.unfreeze()
    gc.enable()


def test_what_is_imported_is_not_looked_through_for_garbage(serve):
    frozen: list[int] = []
    serve(lambda: frozen.append(gc.get_freeze_count()))
    assert frozen[0] > 10_000


def test_a_server_collects_garbage_though_its_start_did_not(serve):
    collects: list[bool] = []
    gc.disable()
    serve(lambda: collects.append(gc.isenabled()))
    assert collects == [True]


def test_the_first_page_is_made_before_the_server_listens(serve):
    order: list[str] = []
    serve(lambda: order.append("listens"), lambda: order.append("first"))
    assert order == ["first", "listens"]


def test_a_first_page_that_cannot_be_made_is_no_reason_not_to_serve(
    serve, caplog: pytest.LogCaptureFixture
):
    order: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError("the fault")

    serve(lambda: order.append("listens"), fail)
    assert order == ["listens"]
    assert "the fault" in caplog.text
