import gc
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


def test_what_is_imported_is_not_looked_through_for_garbage(monkeypatch: pytest.MonkeyPatch):
    frozen: list[int] = []
    monkeypatch.setattr(_Serve, "invoke", lambda *_: frozen.append(gc.get_freeze_count()))
    monkeypatch.setattr(command, "log_to_stdout", lambda _kind: None)
    monkeypatch.setenv("ISOTHERM_SECRET_KEY", KEY)
    try:
        command.run(Path("app.py"), Settings.read({"ISOTHERM_SECRET_KEY": KEY}))
    finally:
        gc.unfreeze()
    assert frozen[0] > 10_000
